"""An act is refused without its paper, on a wrong day, and without the code of its row."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from core.acts import TABLES, Paper
from tests.act_arguments import (
    EITHER,
    PAPERS,
    TO_COME,
    Scene,
    code_faults,
    day_faults,
    paper_faults,
)
from tests.architecture.sources import ROOT
from tests.factories import NOW
from tests.scenes import cases, contracts, oversight, register

SCENES = [scene for app in (cases, contracts, oversight, register) for scene in app.SCENES]
# Actions with a paper or a day that are no act of a person: a step of one, or of the clock.
STEPS = {
    "accept_on_paper", "add_version", "claim", "claim_scan", "finish_job", "keep_document",
    "keep_proof", "new_paper", "note_failure", "open_receipt", "parties_of", "propose_act",
    "propose_again", "propose_change", "propose_day", "propose_old", "propose_paper",
    "propose_service", "recompute",
    "upload_evidence", "wait_for_second", "write_naming", "write_remittance", "write_service",
}  # fmt: skip
# Acts whose scene is another one's.
SAME = {
    "register_existing_contract": "the rows of an import, with days of the past",
    "renew_by_list": "renew_licence; its paper is the file of the import, with its letter",
    "transfer_licence": "enter_transfer",
}
# On which side of today a day lies; those that are not named are past.
SIDES = {
    "contract.amend.effective_on": TO_COME,
    "contract.amend.ends_on": TO_COME,
    "contract.propose-end.ends_on": TO_COME,
    "contract.record-guarantee.expires_on": TO_COME,
    "guarantee.extend.expires_on": TO_COME,
    "guarantee.replace.expires_on": TO_COME,
    "contract.urgent-suspend.until": TO_COME,
    "contract.suspend.until": TO_COME,
    "contract.renew.ends_on": TO_COME,
    "contract.edit.ends_on": TO_COME,
    "contract.draft.ends_on": TO_COME,
    "licence.sanction.suspended_until": TO_COME,
    "licence.enter-renewed.expires_on": TO_COME,
    "licence.transfer.expires_on": TO_COME,
    "office.enter-licence.expires_on": TO_COME,
    "office.change-state.ends_on": TO_COME,
    "certificate.issue.expires_on": TO_COME,
    "rating-period.open.association_due_on": TO_COME,
    "review.decide.plan_due_on": TO_COME,
    "review.name-stand-in.last_on": TO_COME,
    "policy.propose.valid_from": TO_COME,
    "case.stand-in.last_on": TO_COME,
    "case.schedule.decision_on": TO_COME,
    "case.correction.due_on": TO_COME,
    # a contract is drafted before or after its first day
    "contract.edit.starts_on": EITHER,
    "contract.draft.starts_on": EITHER,
    # an account is entered before its last day or after it
    "contract.record-settlement.due_on": EITHER,
    # the first day of a term, which follows that of the old licence
    "licence.enter-renewed.issued_on": EITHER,
    "licence.transfer.issued_on": EITHER,
    "office.enter-licence.issued_on": EITHER,
    # a day is announced before it comes, or entered after it
    "day.confirm.falls_on": EITHER,
    "day.enter.day": EITHER,
    "rating-period.open.opens_on": EITHER,
    # a person is entered before or after the first or last day of work
    "office.add-staff.starts_on": EITHER,
    "staff.end.ends_on": EITHER,
}
# No day of an act, but the one whose calendar or run is asked for.
NO_DAYS = {"on", "as_of", "days", "at"}


@cache
def actions_with_arguments() -> set[str]:
    """Return the names of the public actions that a person does with a paper or a day."""
    found = set()
    for path in (*ROOT.glob("*/actions/*.py"), *ROOT.glob("*/actions.py")):
        for node in ast.parse(Path(path).read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            arguments = {
                each.arg: ast.unparse(each.annotation or ast.Constant(""))
                for each in (*node.args.args, *node.args.kwonlyargs)
            }
            days = {
                name
                for name, kind in arguments.items()
                if "date" in kind.replace("|", " ").split() and name not in NO_DAYS
            }
            if "actor" in arguments and (days or arguments.keys() & (set(PAPERS) - {"data"})):
                found.add(node.name)
    return found


@pytest.mark.parametrize("scenes", SCENES, ids=lambda scenes: scenes.__name__)
def test_acts_are_refused_without_their_paper_or_code(
    db: None, settings: Any, tmp_path: Path, scenes: Callable[[], Iterator[Scene]]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        faults = [
            fault for scene in scenes() for fault in (*paper_faults(scene), *code_faults(scene))
        ]

    assert faults == [], "\n".join(faults)


def test_acts_are_refused_on_a_wrong_day(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    faults, days = list[str](), set()
    with time_machine.travel(NOW, tick=False):
        for scenes in SCENES:
            for scene in scenes():
                days |= {f"{scene.act.key}.{name}" for name in scene.days}
                faults += day_faults(scene, SIDES)

    assert faults == [], "\n".join(faults)
    assert set(SIDES) <= days


def test_every_act_with_a_paper_or_a_day_has_a_scene(
    db: None, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False), transaction.atomic():
        staged = [scene for scenes in SCENES for scene in scenes()]
    acts = {scene.act for scene in staged} | set(cases.AS)
    papers = {act for table in TABLES.values() for act in table if act.paper is not Paper.NONE}

    assert {act.key for act in papers - acts} == set()
    actions = {scene.action.__name__ for scene in staged}
    assert actions_with_arguments() - actions == STEPS | set(SAME)

"""Every act that takes a paper or a day is refused without the paper, and on a wrong day."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from core.acts import TABLES, Paper
from tests.act_arguments import PAPERS, Scene, day_faults, paper_faults
from tests.architecture.sources import ROOT
from tests.factories import NOW
from tests.scenes import cases, contracts, oversight, register

SCENES = [scene for app in (cases, contracts, oversight, register) for scene in app.SCENES]
# Actions with a paper or a day that are no act of a person: a step of one, or of the clock.
STEPS = {
    "claim", "claim_scan", "finish_job", "keep_letter", "keep_paper", "keep_proof",
    "open_receipt", "parties_of", "propose_act", "propose_paper", "propose_service", "recompute",
    "replace_licence", "upload_evidence", "write_naming", "write_service",
}  # fmt: skip
# Acts whose scene is another one's.
SAME = {
    "register_existing_contract": "the rows of an import, with days of the past",
    "transfer_licence": "enter_transfer",
}
# Days that may be past or to come, and why.
EITHER_SIDE = {
    "contract.edit.starts_on": "a contract is drafted before or after its first day",
    "contract.draft.starts_on": "as above",
    "contract.record-settlement.due_on": "an account is entered before its last day or after it",
    "licence.enter-renewed.issued_on": "the first day of the term, which follows the old one's",
    "licence.transfer.issued_on": "as above",
    "office.enter-licence.issued_on": "as above",
    "day.confirm.falls_on": "a holiday is confirmed before the day or after it",
    "day.enter.day": "a closure is announced before the day or entered after it",
    "rating-period.open.opens_on": "a period may have begun",
    "office.add-staff.starts_on": "a person is entered before or after the first day of work",
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
def test_acts_are_refused_without_their_paper(
    db: None, settings: Any, tmp_path: Path, scenes: Callable[[], Iterator[Scene]]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        faults = [fault for scene in scenes() for fault in paper_faults(scene)]

    assert faults == [], "\n".join(faults)


def test_acts_are_refused_on_a_wrong_day(db: None, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    faults = set()
    with time_machine.travel(NOW, tick=False):
        for scenes in SCENES:
            for scene in scenes():
                faults |= set(day_faults(scene, scene.values.get("on", NOW.date())))

    assert faults == set(EITHER_SIDE)


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

"""Each act passes as the role that serves people writes it, with every guard of the database."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from accounts.principal import Principal
from accounts.roles import Role
from accounts.sight import enter
from approvals.actions import confirm_act
from approvals.facts import PENDING_KINDS
from approvals.models import PendingAct
from core.clock import day_in_tehran
from oversight.actions import refuse_duty
from oversight.acts.duties import REFUSE_DUTY
from tests.act_arguments import Scene
from tests.architecture.test_act_arguments import SCENES
from tests.contracts.stories import scan
from tests.factories import NOW, TODAY, make_final_case, make_principal
from tests.movers import forget_events
from tests.oversight.steps import REASONS, later
from tests.runtime import as_runtime, make_role, settle, stop_clock
from tests.scenes.oversight import duty_scenes
from tests.sql import leave_session
from tests.violations.benches import DAY, Bench
from tests.violations.stories import moment, scan_of
from violations.actions import close_no_action
from violations.acts import cases as acts
from violations.models import Evidence

# Acts whose second person is tried here. The others have tests of their own: a day of the calendar
# (violations/test_own_time), addenda (contracts), roles, accounts, policies and texts of letters.
CONFIRMED = {kind.name for kind in PENDING_KINDS} - {
    "day.confirm", "day.enter", "day.withdraw", "contract.enter-addendum", "role.attest",
    "template.approve", "policy.approve", "user.grant-role", "user.identify", "user.renew-entry",
    "user.set-active",
}  # fmt: skip


@pytest.fixture(scope="module")
def role(django_db_setup: None, django_db_blocker: Any) -> str:
    """Return the role that serves people."""
    with django_db_blocker.unblock():
        return make_role()


def refusal(scene: Scene, role: str) -> str:
    """Return how the database refuses an act with good arguments; the act is undone."""
    actor: Principal = scene.values["actor"]
    forget_events()
    found = ""
    with time_machine.travel(scene.values.get("at", NOW), tick=False), as_runtime(role):
        try:
            with transaction.atomic():
                enter(actor)
                scene.action(**scene.values)
                settle()
                transaction.set_rollback(True)
        except DatabaseError as error:
            found = f"{scene.act.key} by {actor.role}: {str(error).splitlines()[0]}"
        leave_session()
    stop_clock()
    return found


@pytest.mark.parametrize("scenes", SCENES, ids=lambda scenes: scenes.__name__)
def test_acts_pass_the_guards_of_the_database(
    db: None, settings: Any, tmp_path: Path, role: str, scenes: Callable[[], Iterator[Scene]]
) -> None:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        refused = [why for scene in scenes() if (why := refusal(scene, role))]

    assert refused == [], "\n".join(refused)


def closings() -> Iterator[Scene]:
    """Yield a closing of each track that a second person confirms: the notice was served."""
    for bench in (Bench(), Bench(licence=True)):
        chief = bench.secretary if bench.keeper is bench.secretary else bench.manager
        yield Scene(acts.CLOSE_NO_ACTION, close_no_action, {
            "case_id": bench.case.pk, "code": "evidence", "reason": REASONS, "actor": chief,
            **moment(DAY),
        })  # fmt: skip


def orders() -> Iterator[Scene]:
    """Yield the refusal of a duty by order of a court."""
    case = make_final_case(final_on=later(-60), executed_on=None)
    signatory = make_principal(Role.AGENCY_APPEAL, case.agency)
    yield Scene(REFUSE_DUTY, refuse_duty, {
        "duty_id": case.duties.get(kind="execute").pk, "code": "court", "reason": REASONS,
        "document_no": "12/3", "document_on": TODAY, "scan": scan(), "actor": signatory,
        "on": TODAY, "at": NOW,
    })  # fmt: skip


def a_week_on(scene: Scene) -> Scene:
    """Return an act a week after the day of its paper, with files that were brought in then."""
    at = scene.values["at"] + timedelta(days=7)
    values = {**scene.values, "at": at}
    if "on" in values:
        values["on"] = day_in_tehran(at)
    for name in ("evidence_ids", "receipt_id"):
        if given := values.get(name):
            keys = given if isinstance(given, list) else [given]
            kind = Evidence.objects.get(public_id=keys[0]).kind
            fresh = scan_of(values["actor"], kind, at)
            values[name] = fresh if isinstance(given, list) else fresh[0]
    return replace(scene, values=values)


def refusals_of_seconds(scene: Scene, role: str) -> Iterator[str]:
    """Yield how the database refuses each second person of an act; every confirmation is undone."""
    at = scene.values["at"]
    with time_machine.travel(at, tick=False):
        stop_clock()
        scene.action(**scene.values)
        pending = PendingAct.objects.get(act=scene.act.key, state="pending")
        for name in pending.roles:
            second = make_principal(Role(name), scope=pending.scope_id).with_fresh_factor()
            given = {"pending_id": pending.pk, "actor": second, "on": day_in_tehran(at), "at": at}
            if why := refusal(Scene(scene.act, confirm_act, given), role):
                yield why


def test_second_persons_pass_the_guards_of_the_database(
    db: None, settings: Any, tmp_path: Path, role: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    refused, tried = list[str](), set[str]()
    ways = [scenes for scenes in SCENES if scenes is not duty_scenes]  # refusals by one person
    with time_machine.travel(NOW, tick=False):
        for scenes in (*ways, closings, orders):
            for scene in scenes():
                if scene.act.key not in CONFIRMED:
                    continue
                with transaction.atomic():
                    asked = scene if scenes is closings else a_week_on(scene)
                    refused += refusals_of_seconds(asked, role)
                    transaction.set_rollback(True)
                stop_clock()
                tried.add(scene.act.key)

    assert refused == [], "\n".join(refused)
    assert tried == CONFIRMED

"""A window begins with the day that its rule gives, whoever writes the SQL, and is kept with it."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.roles import Role
from contracts import actions as contracts
from contracts.acts import contract as contract_acts
from contracts.states import ContractState
from core.acts import Act
from core.writes import New, write
from tests.act_arguments import Scene
from tests.architecture.test_act_arguments import SCENES
from tests.architecture.test_served_acts import refusal
from tests.contracts.stories import WHEN, contract_in, proposed_addendum
from tests.factories import NOW, TODAY, make_contract, make_principal
from tests.runtime import make_role
from tests.scenes.cases import decided
from tests.violations.benches import DAY, Bench
from tests.violations.stories import MINUTES, REASONS, Walk, file_report, moment
from violations import actions as cases
from violations.acts import cases as acts
from violations.acts import hearings, reports
from workdays.actions import keeping
from workdays.facts import Deadline, Kept, RuleSnapshot
from workdays.models import CLOCKS

MORE = "A window has no day more than its rule gives."
UNKEPT = "A window is kept with its computation."
# Guards that say the same of one window, in words of their own.
LATER = {
    MORE,
    "The office has its time to take an acceptance back.",
    "The period of a duty is that of its rule.",
}
# An agency may state the last day of a settlement, and who asks a correction names its day.
STATED = {"contract.remittance", "case.correction"}
# What no act of a person begins: a job does. Its guards are tried with the job.
BY_A_JOB = {
    "case.paper_service", "contract.paper_service", "review.paper_service", "review.service",
}  # fmt: skip
# A report and its deadline are one statement; one that is completed on the day of its filing has
# the day that is kept already (violations/test_first_windows.py).
WITH_ITS_RECORD = {"report.triage"}


@pytest.fixture(scope="module")
def role(django_db_setup: None, django_db_blocker: Any) -> str:
    """Return the role that serves people."""
    with django_db_blocker.unblock():
        return make_role()


def portal_scenes() -> Iterator[Scene]:
    """Yield the acts without a paper that begin a window."""
    yield from _before_decisions()
    yield from _after_decisions()
    yield from _of_contracts()


def _of_case(bench: Bench, act: Act, action: Callable[..., Any], **values: Any) -> Scene:
    given = {"case_id": bench.case.pk, **moment(DAY), **values}
    return Scene(act, action, {**given, "actor": given["actor"].with_fresh_factor()})


def _before_decisions() -> Iterator[Scene]:
    contract = make_contract()
    reporter = make_principal(Role.AGENCY_CLERK, contract.agency)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency).with_fresh_factor()
    operator = make_principal(Role.OPERATOR, contract.office).with_fresh_factor()
    report = file_report(contract, reporter, on=DAY)
    yield Scene(reports.ACCEPT, cases.accept_report, {
        "report_id": report.pk, "actor": manager, **moment(DAY),
    })  # fmt: skip
    walk = Walk(report, manager, operator).open()
    of_case: dict[str, Any] = {"case_id": walk.case.pk, **moment(DAY)}
    cases.issue_notice(kind="charge", channel="portal", actor=manager, **of_case)
    told = {**of_case, "kind": "charge", "actor": operator}
    yield Scene(acts.ACKNOWLEDGE, cases.acknowledge_notice, told)
    cases.acknowledge_notice(**told)
    yield Scene(acts.WAIVE, cases.waive_window, {**of_case, "window": "defence", "actor": operator})
    bench = Bench()
    session = bench.served()
    there = session.seats.exclude(user_id=bench.operator.user_id)
    rows = [{"seat": key} for key in there.values_list("public_id", flat=True)]
    yield Scene(hearings.HOLD, cases.record_hearing, {
        "session_id": session.pk, "minutes": MINUTES, "attendance": rows, "actor": bench.keeper,
        **moment(DAY),
    })  # fmt: skip
    for licence in (False, True):
        bench = Bench(licence=licence)
        bench.sealed()
        yield _of_case(
            bench, acts.DECIDE, cases.decide_case, outcome="proven", reasons=REASONS,
            sanction="written_warning", override_reason=REASONS, actor=bench.decider,
        )  # fmt: skip


def _acknowledged(bench: Bench) -> Scene:
    """Return the receipt of a decision that was issued in the portal."""
    cases.issue_notice(
        case_id=bench.case.pk, kind="decision", channel="portal", actor=bench.keeper,
        **moment(DAY),
    )  # fmt: skip
    return _of_case(
        bench, acts.ACKNOWLEDGE, cases.acknowledge_notice, kind="decision", actor=bench.operator
    )


def _after_decisions() -> Iterator[Scene]:
    suspended = Bench()
    suspended.sealed()
    suspended.decide(sanction="suspension", sanction_days=10)
    for bench in (decided(), suspended):
        scene = _acknowledged(bench)
        yield scene
        cases.acknowledge_notice(**scene.values)
        yield _of_case(
            bench, acts.WAIVE, cases.waive_window, window="appeal", actor=bench.operator
        )  # fmt: skip
    objection = _of_case(bench, acts.APPEAL, cases.file_appeal, text=REASONS, actor=bench.operator)
    yield objection
    cases.file_appeal(**objection.values)
    yield _of_case(
        bench, acts.DECIDE_APPEAL, cases.decide_appeal, result="upheld", reasons=REASONS,
        actor=make_principal(Role.AGENCY_APPEAL, bench.agency),
    )  # fmt: skip


def _of_contracts() -> Iterator[Scene]:
    contract = contract_in(ContractState.ACTIVE)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency).with_fresh_factor()
    operator = make_principal(Role.OPERATOR, contract.office).with_fresh_factor()
    by_office = {"contract_id": contract.pk, "actor": operator, **WHEN}
    ends: dict[str, Any] = {"contract_id": contract.pk, "actor": manager, **WHEN}
    proposed_addendum(contract)
    yield Scene(contract_acts.ACCEPT_ADDENDUM, contracts.accept_addendum, by_office)
    contracts.propose_mutual_end(ends_on=TODAY + timedelta(days=30), reason=REASONS, **ends)
    yield Scene(contract_acts.ACCEPT_END, contracts.accept_mutual_end, by_office)


def begun(
    scene: Scene, role: str, by: int = 0, keys: Collection[str] = (), *, keeps: bool
) -> tuple[dict[str, str], str]:
    """
    Return which clocks an act begins, each with the key of its length, and how it is refused.

    It counts the lengths of these keys `by` days longer, and keeps its computations, or none.
    """
    found: dict[str, str] = {}
    keep, made = keeping.kept_deadlines, Deadline.__init__

    def note(kept: Sequence[Kept]) -> New:
        found.update({each.clock: each.due.rule.key for each in kept})
        return keep(kept)

    def longer(
        self: Deadline, served_on: date, due_on: date, rule: RuleSnapshot, *rest: Any
    ) -> None:
        more = by * timedelta(days=1) if rule.key in keys else timedelta()
        made(self, served_on, due_on + more, rule, *rest)

    for value in scene.values.values():
        if hasattr(value, "seek"):
            value.seek(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Deadline, "__init__", longer)
        patch.setattr(keeping, "kept_deadlines", note)
        patch.setattr(keeping, "write", write if keeps else lambda _rows: None)
        told = refusal(scene, role)
    return found, told.partition(": ")[2]


def faults(scene: Scene, role: str, tried: set[str]) -> Iterator[str]:
    """Yield what the database lets an act do with the windows that it begins."""
    clocks, told = begun(scene, role, keeps=True)
    clocks = {clock: key for clock, key in clocks.items() if clock not in STATED}
    if told or not clocks:
        return
    tried |= {*clocks}
    for by in (1, 3650):
        told = begun(scene, role, by, {*clocks.values()}, keeps=False)[1]
        if told not in LATER:
            yield f"{scene.act.key}, {sorted(clocks)} {by} days longer: {told!r}"
    told = begun(scene, role, keeps=False)[1]
    if told != UNKEPT and clocks.keys() - WITH_ITS_RECORD:
        yield f"{scene.act.key}, {sorted(clocks)} without a computation: {told!r}"


@pytest.mark.django_db
def test_no_act_gives_a_window_a_day_more_or_keeps_none(
    settings: Any, tmp_path: Path, role: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    tried: set[str] = set()
    found: list[str] = []
    with time_machine.travel(NOW, tick=False):
        for scenes in (*SCENES, portal_scenes):
            for scene in scenes():
                found += faults(scene, role, tried)

    assert found == [], "\n".join(found)
    every = {kind.name for kind in CLOCKS}
    assert sorted(every - tried - STATED - BY_A_JOB - WITH_ITS_RECORD) == []


def computed_windows() -> set[tuple[str, str, str]]:
    """Return table, column and clock of each window that the database asks a computation of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger"
            " WHERE tgname LIKE 'kept\\_%%' AND tgenabled = 'A' AND tgdeferrable"
        )
        rows = [(table, *args.split("\\000")[:2]) for table, args in cursor]
    return {(table, column, clock) for table, clocks, column in rows for clock in clocks.split(",")}


@pytest.mark.django_db
def test_every_computed_window_has_its_computation() -> None:
    assert computed_windows() == {
        (kind.model._meta.db_table, kind.column, kind.name)
        for kind in CLOCKS
        if kind.name not in STATED
    }

"""Whatever happens to cases and flags, each finding has exactly one duty, in exactly one state."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.principal import Principal
from contracts.models import Contract
from oversight import actions
from oversight.facts.duty_check import look
from oversight.models import Duty, Flag
from oversight.states import HANDLING, OPEN_DUTIES, STEP_DAYS, DutyKind, DutyState, RefusalCode
from tests.factories import drop_case, make_case, make_notice, reopen_case, step_case
from tests.oversight.steps import LONG_AGO, moment
from violations.models import Case, Decision
from violations.states import CaseState, Outcome, SanctionKind

pytestmark = pytest.mark.django_db
REASON = "این گام پیش‌تر در رسیدگی دیگری برداشته شده است."
LAST = LONG_AGO + timedelta(days=110)
HEIGHT = {DutyState.RUNNING: 0} | {state: n for n, state in enumerate(STEP_DAYS, 1)}


def waiting_in(case: Case) -> set[str]:
    """Return what is asked of the agency after the decision, read off the case alone."""
    if case.state != CaseState.FINAL:
        return set()
    laid = case.outcome == "proven" and case.sanction in ("suspension", "termination_review")
    parts = list(case.corrections.all())
    found = {"execute"} if laid and case.executed_on is None else set()
    found |= {"verify"} if any(part.done_on and not part.verified_on for part in parts) else set()
    if not (laid and case.executed_on is None) and all(part.verified_on for part in parts):
        found.add("close")
    return found


class Histories(RuleBasedStateMachine):
    """A clock that goes on, cases that move or stay, a manager who acts, refuses or is silent."""

    contract: Contract
    clock: Principal
    manager: Principal

    def __init__(self) -> None:
        super().__init__()
        self.day: date = LONG_AGO
        self.known: dict[int, tuple[Any, ...]] = {}
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        """Take everything back: the next history begins with an empty house."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    def pick(self, *states: CaseState, **more: Any) -> Case | None:
        return Case.objects.filter(state__in=states, **more).order_by("pk").first()

    def refusable(self) -> Any:
        open_ones = Duty.objects.open().filter(starts_on__lte=self.day)
        return open_ones.exclude(kind=DutyKind.REVIEW)

    @initialize()
    def first_case(self) -> None:
        self.accept()

    @rule()
    def accept(self) -> None:
        """A report is accepted: a case opens."""
        make_case(
            contract=self.contract, severity="major", opened_on=self.day,
            occurred_on=self.day - timedelta(days=5), serve_due_on=self.day + timedelta(days=2),
        )  # fmt: skip

    @rule(days=st.integers(1, 9))
    def wait(self, days: int) -> None:
        """The clock works on each of some days."""
        for _day in range(days):
            if self.day < LAST:
                self.day += timedelta(days=1)
                actions.follow_duties(as_of=self.day, actor=self.clock, at=moment(self.day))

    @rule()
    @precondition(lambda self: self.pick(CaseState.OPENED))
    def serve(self) -> None:
        """The oldest opened case is served."""
        case = self.pick(CaseState.OPENED)
        assert case
        make_notice(case, "charge", self.day)
        step_case(
            case, state=CaseState.NOTIFIED, is_issued=True, served_on=self.day,
            defence_due_on=self.day + timedelta(days=1),
            decision_due_on=self.day + timedelta(days=12),
        )  # fmt: skip

    @rule(is_proven=st.booleans())
    @precondition(lambda self: self.pick(CaseState.NOTIFIED))
    def decide(self, is_proven: bool) -> None:
        """The oldest notified case lapses, is decided and becomes final."""
        case = self.pick(CaseState.NOTIFIED)
        assert case
        assert case.served_on
        decided_on = max(self.day, case.served_on + timedelta(days=2))
        verdict: dict[str, Any] = {
            "outcome": Outcome.PROVEN if is_proven else Outcome.NOT_PROVEN,
            "sanction": SanctionKind.WRITTEN_WARNING if is_proven else SanctionKind.NONE,
            "sanction_days": None,
            "decided_on": decided_on,
        }
        occurrence = 1 if is_proven else None
        step_case(case, state=CaseState.DEFENCE_LAPSED)
        Decision.objects.create(
            case=case, forum="agency", reasons="بررسی شد.", occurrence=occurrence,
            points=case.points if is_proven else 0, decided_by=0, decided_by_name="تصمیم‌گیر",
            **verdict,
        )  # fmt: skip
        step_case(case, state=CaseState.DECIDED, occurrence=occurrence, **verdict)
        final_on = decided_on + timedelta(days=3)
        make_notice(case, "decision", decided_on)
        step_case(
            case, state=CaseState.FINAL, final_on=final_on,
            appeal_due_on=final_on - timedelta(days=1),
        )  # fmt: skip

    @rule()
    @precondition(
        lambda self: self.pick(CaseState.FINAL, outcome="proven", executed_on__isnull=True)
    )
    def execute(self) -> None:
        """The oldest final decision is carried out."""
        case = self.pick(CaseState.FINAL, outcome="proven", executed_on__isnull=True)
        assert case
        assert case.final_on
        step_case(case, executed_on=max(self.day, case.final_on), executed_by=0)

    @rule()
    @precondition(lambda self: self.pick(CaseState.OPENED) or self.pick(CaseState.NOTIFIED))
    def close(self) -> None:
        """The oldest opened or notified case is closed without action, with a reason."""
        case = self.pick(CaseState.OPENED) or self.pick(CaseState.NOTIFIED)
        assert case
        drop_case(case, self.day, REASON)

    @rule()
    @precondition(lambda self: self.reopenable())
    def reopen(self) -> None:
        """The oldest case that was closed without action is reopened in its time."""
        case = self.reopenable()
        assert case
        reopen_case(case, moment(self.day))

    def reopenable(self) -> Case | None:
        """Return the oldest case that can be reopened today."""
        rows = Case.objects.filter(state=CaseState.CLOSED_NO_ACTION, reopen_due_on__gte=self.day)
        return rows.order_by("pk").first()

    @rule(code=st.sampled_from([RefusalCode.REMEDIED, RefusalCode.OTHER_WAY]))
    @precondition(lambda self: self.refusable().exists())
    def refuse(self, code: RefusalCode) -> None:
        """The manager refuses the oldest duty."""
        duty = self.refusable().order_by("pk").first()
        assert duty
        actions.refuse_duty(
            duty_id=duty.pk, code=code, reason=REASON, actor=self.manager, on=self.day,
            at=moment(self.day),
        )  # fmt: skip

    @rule()
    @precondition(lambda self: Case.objects.filter(outcome="proven").count() >= 2)
    def weigh(self) -> None:
        """The rules of the policy are run: majors that repeat raise flags and open reviews."""
        actions.flag_termination_review(as_of=self.day, actor=self.clock, at=moment(self.day))

    @invariant()
    def each_finding_has_exactly_one_duty(self) -> None:
        """No finding is without a duty, none has two, and nothing is owed that is done."""
        _findings, astray = look()
        assert not astray
        for case in Case.objects.all():
            asked = [DutyKind.SERVE]
            asked += [DutyKind.DECIDE] if case.served_on else []
            duties = Duty.objects.filter(case=case)
            # What begins anew is asked once at a time, and only while it waits.
            handled = duties.filter(kind__in=HANDLING)
            waits = set(handled.filter(ended_on=None).values_list("kind", flat=True))
            refused = set(handled.filter(state="refused").values_list("kind", flat=True))
            assert waits | refused >= waiting_in(case) >= waits
            duties = duties.exclude(kind__in=HANDLING)
            if case.state == CaseState.CLOSED_NO_ACTION:
                assert set(duties.values_list("kind", flat=True)) == set(asked)
            else:
                # What a closing ended is asked for once more, and only that.
                owed = duties.exclude(refusal_code=RefusalCode.CASE_CLOSED)
                assert sorted(owed.values_list("kind", flat=True)) == sorted(asked)
        for flag in Flag.objects.filter(scope="contract", is_watch=False):
            assert Duty.objects.filter(flag=flag).count() == 1

    @invariant()
    def no_duty_goes_back(self) -> None:
        """A duty climbs, or ends and stays; its days are in order."""
        for duty in Duty.objects.all():
            now = (duty.state, duty.reminded_on, duty.head_on, duty.deputy_on, duty.agenda_on)
            before = self.known.get(duty.pk)
            if before and before[0] not in OPEN_DUTIES:
                assert now == before
            elif before and duty.state in OPEN_DUTIES:
                assert HEIGHT[DutyState(duty.state)] >= HEIGHT[before[0]]
            days = [day for day in now[1:] if day]
            assert days == sorted(set(days))
            self.known[duty.pk] = now


def wander(contract: Contract, clock: Principal, manager: Principal, **limits: Any) -> None:
    machine = type("House", (Histories,), {"contract": contract, "clock": clock,
                                           "manager": manager})  # fmt: skip
    run_state_machine_as_test(
        machine,
        settings=settings(
            deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, **limits
        ),
    )


class TestEachFinding:
    def test_has_one_duty_in_short_histories(
        self, contract: Contract, clock: Principal, gas_manager: Principal
    ) -> None:
        wander(contract, clock, gas_manager, max_examples=6, stateful_step_count=14)

    @pytest.mark.deep
    def test_has_one_duty_in_long_histories(
        self, contract: Contract, clock: Principal, gas_manager: Principal
    ) -> None:
        wander(contract, clock, gas_manager, max_examples=300, stateful_step_count=40)

"""The windows and the steps of a case, in the order of its proceedings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from violations.facts.cases import Hearing, hearing_of
from violations.models import Case, Notice
from violations.models.hearing import on_paper
from violations.states import COUNTED, CaseState, Outcome
from workdays.facts import Counting, counting_by_label, counting_of
from workdays.models.kinds import unit_of
from workdays.rules import Unit

_ORDER = (
    (CaseState.OPENED,),
    (CaseState.NOTIFIED,),
    (CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED),
    (CaseState.DECIDED, CaseState.APPEALED),
    (CaseState.FINAL,),
    (CaseState.CLOSED,),
)
ENDED = (CaseState.CLOSED, CaseState.CLOSED_NO_ACTION)
_PLACES = {state: place for place, states in enumerate(_ORDER) for state in states}


@dataclass(frozen=True)
class Clock:
    """
    A window of a case: counted from `from_on`, open to the end of `due_on`.

    `is_ahead` says that the proceedings have not come to it yet; `objected_on` that the office
    objected within it, which does not end the window.
    """

    key: str
    from_on: date
    due_on: date
    done_on: date | None
    is_running: bool
    is_ahead: bool
    subject: UUID | None = None  # of a correction; empty of the case itself
    objected_on: date | None = None
    unit: Unit = Unit.WORKING_DAY


@dataclass(frozen=True)
class Step:
    """A step of the proceedings: `status` is done, now, next or skipped."""

    key: str
    label: str
    status: str
    done_on: date | None
    due_on: date | None
    is_overdue: bool


def clocks_of(case: Case, today: date) -> list[Clock]:
    """
    Return the windows in the order of the proceedings.

    They are service, defence, decision, service of the decision until it is served, appeal, its
    decision, service of the appeal's result until it is served, execution, the verification of
    each correction that was reported, closing, and the service on paper of notices that were left
    unopened.
    """
    hearing = hearing_of(case)
    state = CaseState(case.state)
    windows = (
        ("service", case.opened_on, case.serve_due_on, case.served_on, {CaseState.OPENED}),
        (
            "defence", case.served_on, case.defence_due_on, hearing.waived_on,
            {CaseState.NOTIFIED},
        ),
        (
            "decision", hearing.waived_on or case.defence_due_on, case.decision_due_on,
            case.decided_on,
            {CaseState.DEFENDED, CaseState.DEFENCE_LAPSED, CaseState.SCHEDULED},
        ),
        (
            "decision_service", None if case.appeal_due_on else case.decided_on,
            case.decision_serve_due_on, hearing.decision_served_on, {CaseState.DECIDED},
        ),
        (
            "appeal", hearing.decision_served_on, case.appeal_due_on, hearing.appeal_waived_on,
            {CaseState.DECIDED},
        ),
        (
            "result_service", None if case.result_served_on else hearing.result_on,
            case.result_serve_due_on, case.result_served_on, set(COUNTED),
        ),
    )  # fmt: skip
    clocks = [
        Clock(
            key, start, due, done,
            is_running=state in running and done is None,
            is_ahead=_PLACES.get(state, len(_ORDER)) < min(map(_PLACES.__getitem__, running)),
            objected_on=hearing.filed_on if key == "appeal" else None,
        )
        for key, start, due, done, running in windows
        if start is not None and due is not None
    ] + _handling_of(case, hearing) + _paper_of(case)  # fmt: skip
    return _from_receipts(case, clocks)


def _from_receipts(case: Case, clocks: Sequence[Clock]) -> list[Clock]:
    """Return the windows with the day from which each counts, and what, as its receipt says it."""
    subjects = {clock.subject or case.public_id for clock in clocks}
    counting = counting_of(subjects)
    found = []
    for clock in clocks:
        name = f"case.{clock.key}"
        plain = Counting(clock.from_on, unit_of(name))
        own = counting.get((name, clock.subject or case.public_id, clock.due_on), plain)
        found.append(replace(clock, from_on=own.starts_on, unit=own.unit))
    return found


def counting_by_number(numbers: Iterable[str]) -> dict[tuple[str, str, date], Counting]:
    """
    Return how the clocks of cases count, by clock, number of the case and due day.

    As the receipts of their computation say it. One query, none without numbers.
    """
    wanted = {number for number in numbers if number}
    return counting_by_label(Case.objects.filter(number__in=wanted)) if wanted else {}


def _handling_of(case: Case, hearing: Hearing) -> list[Clock]:
    """Return the windows of those who handle a case after its decision, that run or were used."""
    final = case.state == CaseState.FINAL
    objected = case.state == CaseState.APPEALED or case.is_contested
    appeal, until = hearing.entered_on, case.appeal_decision_due_on
    clocks = []
    if appeal and until:
        clocks.append(_handling("appeal_decision", appeal, until, hearing.result_on, objected))
    is_over = case.state in ENDED or case.outcome == Outcome.NOT_PROVEN
    own = case.corrections.filter(round_no=case.round_no)
    rows = list(own.order_by("pk")) if case.final_on or objected or appeal else []
    if until := case.execution_due_on:
        days = (case.final_on, hearing.result_on, case.execution_since)
        start = max(filter(None, days), default=until)
        done = case.executed_on
        clocks.append(_handling("execution", start, until, done, final and done is None))
    for row in rows:
        if row.verify_due_on and row.done_on:
            runs = row.verified_on is None and not is_over
            clock = _handling("verification", row.done_on, row.verify_due_on, row.verified_on, runs)
            clocks.append(replace(clock, subject=row.public_id))
    if until := case.closing_due_on:
        days = (case.final_on, case.executed_on, case.result_served_on)
        start = max(filter(None, (*days, *(row.verified_on for row in rows))), default=until)
        clocks.append(_handling("closing", start, until, case.closed_on, final))
    return clocks


def _paper_of(case: Case) -> list[Clock]:
    """Return the windows in which notices that were left unopened are served on paper."""
    left = Notice.objects.filter(on_paper(), case=case).order_by("paper_since", "pk")
    return [
        replace(
            _handling("paper_service", notice.paper_since, notice.paper_due_on, None, True),
            subject=notice.public_id,
        )
        for notice in left
        if notice.paper_since and notice.paper_due_on
    ]


def _handling(key: str, start: date, until: date, done: date | None, runs: bool) -> Clock:
    return Clock(key, min(start, until), until, done, is_running=runs, is_ahead=False)


def stepper_of(
    case: Case, today: date, filed_on: date | None = None, *, knows_result: bool = True
) -> list[Step]:
    """
    Return the steps of the proceedings with what is done, now and next.

    The first is that a report was filed, long done; `filed_on` is its day, for who may read it. A
    decision that was not served yet has not come to the objection. An office whose objection was
    decided learns of finality with the result: before, `knows_result` is false.
    """
    hearing = hearing_of(case)
    state = CaseState(case.state)
    steps = (
        ("service", _("Service of the notice"), case.served_on, case.serve_due_on),
        ("defence", _("Defence"), hearing.heard_on, case.defence_due_on),
        ("decision", _("Decision"), case.decided_on, case.decision_due_on),
        ("appeal", _("Objection"), hearing.objected_on, case.appeal_due_on),
        ("final", _("Finality"), case.final_on if knows_result else None, None),
        ("closed", _("Closure"), case.closed_on if knows_result else None, None),
    )
    reached = next((i for i, states in enumerate(_ORDER) if state in states), None)
    if state in {CaseState.FINAL, CaseState.CLOSED}:
        reached = 5 if state is CaseState.FINAL else 6
        reached = reached if knows_result else _PLACES[CaseState.APPEALED]
    elif state is CaseState.DECIDED and case.appeal_due_on is None:
        reached = _PLACES[CaseState.DEFENDED]
    made = [Step("filed", _("Filing"), "done", filed_on, None, is_overdue=False)]
    for index, (key, label, done_on, due_on) in enumerate(steps):
        status = _status(index, reached, done_on)
        waits = status == "now" and done_on is None
        is_overdue = waits and due_on is not None and due_on < today
        made.append(Step(key, label, status, done_on, due_on, is_overdue))
    return made


def _status(index: int, reached: int | None, done_on: date | None) -> str:
    if reached is None:  # closed without action
        return "done" if done_on else "skipped"
    if index < reached:
        return "done" if done_on else "skipped"
    return "now" if index == reached else "next"

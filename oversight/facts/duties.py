"""Duties as the clock and the pages read them: until when, how far up, and in which words."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from audit.models import AuditEvent
from core.clock import day_in_tehran
from core.persian import isolated_as_typed, persian_digits
from oversight.facts.windows import own_clock
from oversight.models import Duty, TerminationReview
from oversight.states import RAISED, STEP_DAYS, DutyKind, DutyState, RefusalCode, RuleCode
from violations.facts.windows import TO_VERIFY
from violations.models import Case, CorrectiveAction, Notice
from workdays.facts import Deadline, Lengths, calendars_of, rule_in_force
from workdays.facts.calendars import Place
from workdays.rules import Calendar, DeadlineKey, steps

# Of these the duty keeps the clock itself; the others run by the clock of their case or review.
OWN_CLOCK = (DutyKind.SERVE, DutyKind.REINSTATE, DutyKind.CARRY_OUT, DutyKind.TERMINATE)
AT_THE_SEAT = (*OWN_CLOCK, DutyKind.REVIEW)
# A flag that has led to no review waits for the service of a result; its duty has its own clock.
HELD = Q(kind=DutyKind.REVIEW, flag__reviews__isnull=True)
BY_ITSELF = Q(kind__in=OWN_CLOCK) | HELD
_LENGTHS = {
    DutyKind.SERVE: DeadlineKey.AGENCY_ACTION,
    DutyKind.REVIEW: DeadlineKey.AGENCY_ACTION,
    DutyKind.REINSTATE: DeadlineKey.REINSTATEMENT,
    DutyKind.CARRY_OUT: DeadlineKey.REVIEW_EXECUTION,
    DutyKind.TERMINATE: DeadlineKey.NOTICE_EXECUTION,
}
# The clocks of cases that duties follow.
CASE_CLOCKS = {
    DutyKind.DECIDE: "case.decision",
    DutyKind.APPEAL: "case.appeal_decision",
    DutyKind.EXECUTE: "case.execution",
    DutyKind.CLOSE: "case.closing",
}
# The clocks of parts of cases that duties follow: the parts that may wait, and the column.
PART_CLOCKS: dict[DutyKind, tuple[str, Callable[[], QuerySet[Any]], str]] = {
    DutyKind.VERIFY: (
        "case.verification",
        lambda: CorrectiveAction.objects.of_round().filter(TO_VERIFY),
        "verify_due_on",
    ),
    DutyKind.PAPER: ("case.paper_service", Notice.objects.all, "paper_due_on"),
}
_ROOM = timedelta(days=90)
TERMINATION_NOTICE = gettext_lazy("termination notice")
HEARING_NOTICE = gettext_lazy("notice of a termination review")
_ONE_DAY = timedelta(days=1)


def deadlines_of(duties: Sequence[Duty]) -> dict[int, Deadline]:
    """
    Return until when agencies act on duties of their own clock, by key; three queries.

    The period is the one in force on the day on which it begins, counted in the working days of
    the agency's own kind of body in the county of its seat (docs/adr/0017-duties-of-agencies.md),
    of the committee in the county of the case. A reinstatement has a period of its own.
    """
    if not duties:
        return {}
    lengths = Lengths(set(_LENGTHS.values()))
    days = [duty.starts_on for duty in duties]
    reach = max(days) + timedelta(days=lengths.longest * 2) + _ROOM
    calendars = calendars_of({place_of(duty) for duty in duties}, min(days), reach)
    found: dict[int, Deadline] = {}
    for duty in duties:
        rule = lengths.find(_LENGTHS[DutyKind(duty.kind)], duty.starts_on)
        if rule is not None:
            calendar = calendars[place_of(duty)]
            taken = tuple(steps(duty.starts_on, rule.value, rule.unit, calendar))
            due_on = taken[-1].day
            found[duty.pk] = Deadline(duty.starts_on, due_on, rule, calendar.version, taken)
    return found


@dataclass(frozen=True)
class Rungs:
    """
    Until which due day a duty stands on each step, as of a day, by the days of its place.

    Reminded and before the head are duties due up to these days; before the deputy those due
    before the day itself; on the agenda those due up to `agenda`.
    """

    reminded: date
    head: date
    agenda: date


def is_before_deputy(case: Case) -> bool:
    """Tell whether a step that is still owed in a case has been before the deputy."""
    raised = Q(deputy_on__isnull=False) | Q(reopened_on__isnull=False)
    return Duty.objects.open().filter(raised, case=case).exists()


def place_of(duty: Duty) -> Place:
    """
    Return the county and the kind of body by whose working days the period of a duty counts.

    What has a clock of its own, and a review, counts at the seat of the agency; what follows the
    clock of a case, of its part or of a notice, and what the committee owes, counts in the county
    of that record.
    """
    at_seat = duty.kind in AT_THE_SEAT and duty.agency is not None
    record = None if at_seat else duty.case or duty.review or duty.contract
    seat, body = (None, "") if duty.agency is None else duty.agency.calendar_place
    return (seat if record is None else record.county.public_id), body


# The same county as `place_of`, in a query.
COUNTED_IN = Choice(
    When(kind__in=AT_THE_SEAT, agency__isnull=False, then=F("agency__seat__public_id")),
    default=Coalesce(
        "case__county__public_id", "review__county__public_id", "contract__county__public_id"
    ),
)


# The same kind of body; the committee has no days off of its own.
BODY = Coalesce("agency__kind", Value(""))


def rungs_on(as_of: date, places: Collection[Place]) -> dict[Place, Rungs]:
    """
    Return the ladder as of a day, by place and kind of body; without those that are off that day.

    The lengths are the ones in force on that day; nobody is reminded on a day off.
    """
    before, head, after = (
        rule_in_force(key, as_of).value
        for key in (DeadlineKey.DUTY_REMINDER, DeadlineKey.DUTY_HEAD, DeadlineKey.DUTY_AGENDA)
    )
    room = timedelta(days=3 * max(before, head, after)) + _ROOM
    calendars = calendars_of(set(places), as_of - room, as_of + room)
    return {
        place: Rungs(
            reminded=_walk(calendar, as_of, before, _ONE_DAY),
            head=_walk(calendar, as_of, head, _ONE_DAY),
            agenda=_walk(calendar, as_of, after, -_ONE_DAY),
        )
        for place, calendar in calendars.items()
        if calendar.is_working(as_of)
    }


def _walk(calendar: Calendar, day: date, working_days: int, step: timedelta) -> date:
    """Return the day so many working days after, or before, a day."""
    left = working_days
    while left:
        day += step
        left -= calendar.is_working(day)
    return day


def parts_of(kind: DutyKind, cases: Collection[int]) -> dict[tuple[int, date], UUID]:
    """Return the parts of cases whose clock duties of a kind follow, by case and due day."""
    _clock, waiting, column = PART_CLOCKS[kind]
    rows = waiting().filter(case__in=cases or [0]).order_by("-pk")
    found = rows.values_list("case_id", column, "public_id")
    return {(case, due_on): subject for case, due_on, subject in found if due_on and subject}


def numbers_of(flags: Collection[int]) -> dict[int, str]:
    """Return the number of the newest review that each flag has led to; one query."""
    links = TerminationReview.flags.through.objects.filter(flag_id__in=flags or [0])
    rows = links.order_by("terminationreview_id").values_list(
        "flag_id", "terminationreview__number"
    )
    return dict(rows)


def number_of(duty: Duty) -> str:
    """Return the number of the file that a duty belongs to; a flag's rule where it has none."""
    file = duty.case or duty.review or duty.contract
    if file is not None:
        return str(file.number)
    if duty.flag is None:
        return ""
    numbers = [review.number for review in duty.flag.reviews.all()]
    return max(numbers) if numbers else duty.flag.code


def matter_of(duty: Duty) -> str:
    """Return what the finding is: the violation of the case, the rule of the flag, the notice."""
    if duty.case is not None:
        return duty.case.type.title
    if duty.review is not None:
        decided = duty.review.get_outcome_display()
        return decided if duty.kind == DutyKind.CARRY_OUT else str(HEARING_NOTICE)
    if duty.contract is not None:
        return str(TERMINATION_NOTICE)
    return rule_said(duty.flag.code) if duty.flag else ""


def asked_of(duty: Duty) -> str:
    """
    Return the step that is asked for; of a flag without a review, what opens one.

    A flag whose period has not begun waits for the end of an earlier review, and asks nothing yet.
    """
    if duty.flag is not None and duty.due_on is not None and not duty.flag.reviews.all():
        return _("serve the objection's result, so that the flag leads to its review")
    return duty.get_kind_display()


def rule_said(code: str) -> str:
    """Return a rule's code with its name; three flags of one review differ by nothing else."""
    return f"{isolated_as_typed(code)} {RuleCode(code).label}"


def subject_url(duty: Duty) -> str:
    """Return the page on which the agency does what is asked."""
    if duty.contract is not None:
        return duty.contract.get_absolute_url()
    if duty.case is not None:
        return duty.case.get_absolute_url()
    if duty.review is not None:
        return duty.review.get_absolute_url()
    if duty.flag is None:
        return ""
    reviews = list(duty.flag.reviews.all())
    return (
        max(reviews, key=lambda one: one.pk).get_absolute_url()
        if reviews
        else (duty.flag.get_absolute_url())
    )


def clock_of_kind(kind: DutyKind) -> str:
    """Return the kind of deadline that duties of a kind run by: a case's, or their own."""
    part = PART_CLOCKS.get(kind)
    return part[0] if part else CASE_CLOCKS.get(kind, "duty")


def clock_of(duty: Duty) -> tuple[str, UUID]:
    """Return the kind of deadline that a duty runs by, and the public id of its record."""
    kind = DutyKind(duty.kind)
    if kind == DutyKind.PAPER and duty.review is not None:
        return "review.paper_service", duty.review.public_id
    if kind == DutyKind.PAPER and duty.contract is not None:
        return "contract.paper_service", duty.contract.public_id
    if kind in PART_CLOCKS and duty.case_id is not None and duty.due_on is not None:
        found = parts_of(kind, [duty.case_id]).get((duty.case_id, duty.due_on))
        return PART_CLOCKS[kind][0], found or duty.public_id
    if kind in CASE_CLOCKS and duty.case is not None:
        return CASE_CLOCKS[kind], duty.case.public_id
    reviews = list(duty.flag.reviews.all()) if duty.flag is not None else []
    if reviews:
        newest = max(reviews, key=lambda one: one.pk)
        return own_clock(newest), newest.public_id
    return "duty", duty.public_id


def clocks_of(duty: Duty) -> list[tuple[str, UUID]]:
    """Return the deadlines by which the step of a duty is taken, as clock and record."""
    kind = DutyKind(duty.kind)
    if kind in PART_CLOCKS and duty.case_id is not None:
        clock, waiting, column = PART_CLOCKS[kind]
        parts = waiting().filter(case=duty.case_id, **{f"{column}__isnull": False})
        return [(clock, subject) for subject in parts.values_list("public_id", flat=True)]
    found = [clock_of(duty)]
    if kind == DutyKind.SERVE and duty.case is not None:
        found.append(("case.service", duty.case.public_id))
    return found


def serve_until(duty: Duty) -> date | None:
    """Return the last day of the service that a duty follows by a longer period of its own."""
    if duty.kind != DutyKind.SERVE or duty.case is None or not duty.is_open:
        return None
    until: date | None = duty.case.serve_due_on
    return until if until != duty.due_on else None


def clock_url(duty: Duty) -> str:
    """Return the page that shows how the end of the period was computed; "" before it is."""
    return reverse("workdays:deadline", args=clock_of(duty)) if duty.due_on else ""


@dataclass(frozen=True)
class Step:
    """One rung of the ladder as a page shows it; `on` is None before it was reached."""

    state: str
    label: str
    on: date | None
    note: str = ""


def ladder(duty: Duty) -> list[Step]:
    """
    Return the ladder from the finding up, when each rung is due, and how the duty ended.

    What people did stands between the rungs by its day, with the reason that they wrote. After a
    reopening the rungs are those of the new period; what was reached before stands above them.
    """
    done = list(_answers_of(duty))
    raised = next((step for step in reversed(done) if step.state == DutyState.AGENDA), None)
    found = [Step(DutyState.RUNNING, _("the duty began"), duty.starts_on), *_earlier_rungs(duty)]
    for state, column in STEP_DAYS.items():
        reached = getattr(duty, column)
        if reached and duty.reopened_on and reached <= duty.reopened_on:
            reached = None
        note = _when(state, reached or duty.due_on or duty.starts_on)
        found.append(Step(state, str(state.label), reached, note))
        if state == DutyState.AGENDA and reached and raised is not None and raised.on == reached:
            found[-1] = raised
    found += [step for step in done if step not in found]
    if duty.ended_on and not any(
        step.state == duty.state and step.on == duty.ended_on for step in found
    ):
        found.append(Step(duty.state, duty.get_state_display(), duty.ended_on))
    return sorted(found, key=lambda step: step.on or date.max)


def _earlier_rungs(duty: Duty) -> Iterator[Step]:
    """Yield the rungs to which the clock raised a duty before it was reopened."""
    if duty.reopened_on is None:
        return
    verbs = {RAISED[state]: state for state in STEP_DAYS}
    rows = AuditEvent.objects.about(duty).filter(verb__in=verbs, note="").order_by("pk")
    for event in rows:
        on = date.fromisoformat(event.changes[STEP_DAYS[verbs[event.verb]]][1])
        if on <= duty.reopened_on:
            state = verbs[event.verb]
            yield Step(state, str(state.label), on)


def _answers_of(duty: Duty) -> Iterator[Step]:
    """Yield what people did on a duty, the oldest first; the clock gives no reason."""
    labels = {
        "duty.put_on_agenda": (DutyState.AGENDA, _("put on the agenda by the deputy")),
        "duty.refused": (DutyState.REFUSED, _("refused by the agency")),
        "duty.reopened": (DutyState.RUNNING, _("reopened by the deputy")),
        "duty.refusal_accepted": (DutyState.REFUSED, _("accepted by the deputy")),
    }
    rows = AuditEvent.objects.about(duty).filter(verb__in=labels).exclude(note="")
    for event in rows.order_by("pk"):
        state, label = labels[event.verb]
        note = event.note
        if event.verb == "duty.refused":
            ground = RefusalCode(event.changes["refusal_code"][1]).label
            note = f"{ground}: {note}"
        yield Step(state, label, day_in_tehran(event.at), note)


def _when(state: DutyState, on: date) -> str:
    """Return when a duty reaches a rung, by the length in force on a day."""
    match state:
        case DutyState.REMINDED:
            return _before(DeadlineKey.DUTY_REMINDER, on)
        case DutyState.HEAD:
            return _before(DeadlineKey.DUTY_HEAD, on)
        case DutyState.DEPUTY:
            return _("the working day after the period")
        case _:
            days = rule_in_force(DeadlineKey.DUTY_AGENDA, on).value
            said = ngettext(
                "{count} working day after the period", "{count} working days after the period",
                days,
            )  # fmt: skip
            return said.format(count=persian_digits(days))


def _before(key: DeadlineKey, on: date) -> str:
    days = rule_in_force(key, on).value
    said = ngettext(
        "{count} working day before the period ends", "{count} working days before the period ends",
        days,
    )  # fmt: skip
    return said.format(count=persian_digits(days))

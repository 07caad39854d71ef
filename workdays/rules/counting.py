"""
Counting days: one pure function for every deadline.

The day of service and the day of action are not counted. A deadline in days therefore falls due
on the day after the last counted one, moved forward while that is not a working day; a deadline
in working days falls due on the last counted working day. An act on the due day, until 24:00 in
Tehran, is in time. A month is 30 days.

Source: Civil Procedure arts. 443 to 445, by analogy (DOMAIN B8 and D2).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workdays.rules.calendars import Calendar, Late, Off

ONE_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a deadline counts."""

    DAY = "day"
    WORKING_DAY = "working_day"


class DeadlineKey(StrEnum):
    """The deadlines that the rules of the house know."""

    REPORT_AFTER_DISCOVERY = "report_after_discovery"
    TRIAGE = "triage"
    SERVE_NOTICE = "serve_notice"
    DEFENCE_WINDOW = "defence_window"
    SUMMONS_NOTICE = "summons_notice"
    DECISION = "decision"
    AGENCY_ACTION = "agency_action"
    DUTY_REMINDER = "duty_reminder"
    DUTY_HEAD = "duty_head"
    DUTY_AGENDA = "duty_agenda"
    REVIEW_HEARING = "review_hearing"
    APPEAL_WINDOW = "appeal_window"
    ADMIN_COURT_NOTE = "admin_court_note"
    ADMIN_COURT_NOTE_ABROAD = "admin_court_note_abroad"
    CURE_PERIOD = "cure_period"
    CURE_PERIOD_LONG = "cure_period_long"
    TERMINATION_NOTICE = "termination_notice"
    SUSPENSION_MAX = "suspension_max"
    URGENT_SUSPENSION_MAX = "urgent_suspension_max"
    REMIT_DUE = "remit_due"
    RENEWAL_REQUEST_BEFORE = "renewal_request_before"
    RENEWAL_DRAFT_BEFORE = "renewal_draft_before"
    RELOCATION_REQUEST_BEFORE = "relocation_request_before_lease_end"
    TEMPORARY_COUNTER_MAX = "temporary_counter_max"
    NO_TRANSFER_LOCK = "no_transfer_lock"
    RATING_DECLARATION = "rating_declaration_window"
    GRIEVANCE_ANSWER = "grievance_answer"
    MUTUAL_END_WITHDRAWAL = "mutual_end_withdrawal"
    EXTENSION_MAX = "extension_max"
    PAUSE_MAX = "pause_max"
    CONFIRM_CLOSING = "confirm_closing"
    REOPEN_WINDOW = "reopen_window"
    REINSTATEMENT = "reinstatement"
    SIGNATURE_REFUSAL = "signature_refusal"
    WITHDRAWAL_NOTICE = "withdrawal_notice"
    PAPER_ENTRY = "paper_entry"
    CONFIRM_PAPER = "confirm_paper"
    WINDOW_AFTER_ENTRY = "window_after_entry"
    UNOPENED_REMINDER = "unopened_reminder"
    UNOPENED_REMINDER_AGAIN = "unopened_reminder_again"
    UNOPENED_NOTICE = "unopened_notice"
    PAPER_SERVICE = "paper_service"
    APPEAL_DECISION = "appeal_decision"
    EXECUTION = "execution"
    VERIFICATION = "verification"
    CLOSING = "closing"
    REVIEW_EXECUTION = "review_execution"
    NOTICE_EXECUTION = "notice_execution"


class StepKind(StrEnum):
    """What a day did in a computation."""

    SERVED = "served"  # the day of service: not counted
    PAUSED = "paused"  # the deadline stood still: not counted, and nothing falls due
    COUNTED = "counted"  # counted, with its number
    SKIPPED = "skipped"  # not a working day, in a deadline of working days: not counted
    ROLLED = "rolled"  # the deadline would end here, but it is not a working day
    DUE = "due"  # the last day on which an act is in time


@dataclass(frozen=True)
class Pause:
    """Days on which a deadline stands still, `first` and `last` both included, and why."""

    first: date
    last: date
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether the deadline stands still on a day."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Step:
    """One day of a computation: its number, if it was counted, and why it was not."""

    day: date
    kind: StepKind
    number: int | None = None
    off: Off | None = None
    late: Late | None = None
    pause: Pause | None = None


def steps(
    served_on: date, amount: int, unit: Unit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Iterator[Step]:
    """
    Yield the computation of a deadline day by day; the last step is the due day.

    Raises:
        ValueError: the amount is not positive.
        CalendarEnds: the calendar is too short.
    """
    if amount < 1:
        raise ValueError("a deadline has at least one day")
    yield Step(served_on, StepKind.SERVED)
    if unit is Unit.DAY:
        yield from _days(served_on, amount, calendar, pauses)
    else:
        yield from _working_days(served_on, amount, calendar, pauses)


def _paused(day: date, pauses: Sequence[Pause]) -> Step | None:
    for pause in pauses:
        if pause.covers(day):
            return Step(day, StepKind.PAUSED, pause=pause)
    return None


def _days(
    served_on: date, amount: int, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[Step]:
    day, number = served_on, 0
    while number < amount:
        day += ONE_DAY
        paused = _paused(day, pauses)
        if paused is None:
            number += 1
            yield Step(day, StepKind.COUNTED, number, calendar.why_off(day), calendar.late.get(day))
        else:
            yield paused
    while True:
        day += ONE_DAY
        if paused := _paused(day, pauses):
            yield paused
        elif off := calendar.why_off(day):
            yield Step(day, StepKind.ROLLED, off=off)
        else:
            yield Step(day, StepKind.DUE, late=calendar.late.get(day))
            return


def _working_days(
    served_on: date, amount: int, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[Step]:
    day, number = served_on, 0
    while True:
        day += ONE_DAY
        if paused := _paused(day, pauses):
            yield paused
        elif off := calendar.why_off(day):
            yield Step(day, StepKind.SKIPPED, off=off)
        else:
            number += 1
            kind = StepKind.DUE if number == amount else StepKind.COUNTED
            yield Step(day, kind, number, late=calendar.late.get(day))
            if number == amount:
                return


def due_on(
    served_on: date, amount: int, unit: Unit, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> date:
    """
    Return the last day on which an act is in time: the day of the last of the `steps`.

    Days: `served_on` + amount + 1, then forward to a working day. Working days: the amount-th
    working day after `served_on`. Days on which the deadline stands still are passed over.
    """
    *_rest, last = steps(served_on, amount, unit, calendar, pauses)
    return last.day


def count_days(after: date, until: date, unit: Unit, calendar: Calendar) -> int:
    """Return the days or working days after `after` up to and with `until`; never negative."""
    if unit is Unit.DAY:
        return max(0, (until - after).days)
    return sum(calendar.is_working(day) for day in days_after(after, until))


def remaining(today: date, due: date, unit: Unit, calendar: Calendar) -> int:
    """Return the days or working days after today that are left, the due day included."""
    return count_days(today, due, unit, calendar)


def lateness(today: date, due: date, unit: Unit, calendar: Calendar) -> int:
    """Return by how many days or working days it is late, at least 1 after the due day, else 0."""
    if today <= due:
        return 0
    return max(1, count_days(due, today, unit, calendar))


def days_after(after: date, until: date) -> Iterator[date]:
    """Yield the days after `after` up to and with `until`."""
    for number in range(1, (until - after).days + 1):
        yield after + timedelta(days=number)

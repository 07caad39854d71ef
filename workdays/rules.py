"""
Counting days: one pure function for every deadline, and the ribbon that shows it.

The day of service and the day of action are not counted. A deadline in days therefore falls due
on the day after the last counted one, moved forward while that is not a working day; a deadline
in working days falls due on the last counted working day. An act on the due day, until 24:00 in
Tehran, is in time. A month is 30 days.

Source: Civil Procedure arts. 443 to 445, by analogy (DOMAIN B8 and D2).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from core.jalali import WEEKDAYS, weekday_of

ONE_DAY = timedelta(days=1)
MOST_OVERDUE_CELLS = 12


class Unit(StrEnum):
    """What a deadline counts."""

    DAY = "day"
    WORKING_DAY = "working_day"


class DayKind(StrEnum):
    """What makes a day differ from the weekly rule."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    WORKING = "working"


class DeadlineKey(StrEnum):
    """The deadlines that the rules of the house know."""

    REPORT_AFTER_DISCOVERY = "report_after_discovery"
    TRIAGE = "triage"
    SERVE_NOTICE = "serve_notice"
    DEFENCE_WINDOW = "defence_window"
    DECISION = "decision"
    AGENCY_ACTION = "agency_action"
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
    RELOCATION_REQUEST_BEFORE = "relocation_request_before_lease_end"
    TEMPORARY_COUNTER_MAX = "temporary_counter_max"
    NO_TRANSFER_LOCK = "no_transfer_lock"
    RATING_DECLARATION = "rating_declaration_window"
    GRIEVANCE_ANSWER = "grievance_answer"


class CalendarEnds(ValueError):
    """A day was asked for outside the days that the calendar was built for."""


@dataclass(frozen=True)
class Weekend:
    """The weekly days off from `valid_from` to `valid_to`, both included; None is open."""

    weekdays: frozenset[int]  # 0 is Saturday, 6 is Friday
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class Off:
    """Why a day is not a working day; `kind` is weekend, holiday or closed."""

    kind: str
    title: str
    draft: bool = False


@dataclass(frozen=True)
class Calendar:
    """
    The working days of one place from `first` to `last`, both included.

    Of the weekends, the first that covers a day holds, so that a county's rule stands before the
    province's. `off` are holidays and closures by day, `working` the days on which the place
    works although it would not. A draft holiday counts as one: that favours the one who must act.
    """

    version: str
    first: date
    last: date
    weekends: tuple[Weekend, ...]
    off: Mapping[date, Off] = field(default_factory=dict)
    working: frozenset[date] = frozenset()

    def why_off(self, day: date) -> Off | None:
        """
        Return why the day is not a working day, or None if it is one.

        Raises:
            CalendarEnds: the day lies outside the calendar.
        """
        if not self.first <= day <= self.last:
            raise CalendarEnds(f"{day} is not between {self.first} and {self.last}")
        if day in self.working:
            return None
        if day in self.off:
            return self.off[day]
        weekend = next((rule for rule in self.weekends if rule.covers(day)), None)
        if weekend is not None and weekday_of(day) in weekend.weekdays:
            return Off("weekend", WEEKDAYS[weekday_of(day)])
        return None

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        return self.why_off(day) is None


class StepKind(StrEnum):
    """What a day did in a computation."""

    SERVED = "served"  # the day of service: not counted
    COUNTED = "counted"  # counted, with its number
    SKIPPED = "skipped"  # not a working day, in a deadline of working days: not counted
    ROLLED = "rolled"  # the deadline would end here, but it is not a working day
    DUE = "due"  # the last day on which an act is in time


@dataclass(frozen=True)
class Step:
    """One day of a computation: its number, if it was counted, and why it was not."""

    day: date
    kind: StepKind
    number: int | None = None
    off: Off | None = None


def steps(served_on: date, amount: int, unit: Unit, calendar: Calendar) -> Iterator[Step]:
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
        yield from _days(served_on, amount, calendar)
    else:
        yield from _working_days(served_on, amount, calendar)


def _days(served_on: date, amount: int, calendar: Calendar) -> Iterator[Step]:
    day = served_on
    for number in range(1, amount + 1):
        day += ONE_DAY
        yield Step(day, StepKind.COUNTED, number, calendar.why_off(day))
    day += ONE_DAY
    while (off := calendar.why_off(day)) is not None:
        yield Step(day, StepKind.ROLLED, off=off)
        day += ONE_DAY
    yield Step(day, StepKind.DUE)


def _working_days(served_on: date, amount: int, calendar: Calendar) -> Iterator[Step]:
    day, number = served_on, 0
    while True:
        day += ONE_DAY
        off = calendar.why_off(day)
        if off is not None:
            yield Step(day, StepKind.SKIPPED, off=off)
            continue
        number += 1
        if number == amount:
            yield Step(day, StepKind.DUE, number)
            return
        yield Step(day, StepKind.COUNTED, number)


def due_on(served_on: date, amount: int, unit: Unit, calendar: Calendar) -> date:
    """
    Return the last day on which an act is in time: the day of the last of the `steps`.

    Days: `served_on` + amount + 1, then forward to a working day. Working days: the amount-th
    working day after `served_on`.
    """
    *_rest, last = steps(served_on, amount, unit, calendar)
    return last.day


def count_days(after: date, until: date, unit: Unit, calendar: Calendar) -> int:
    """Return the days or working days after `after` up to and with `until`; never negative."""
    if unit is Unit.DAY:
        return max(0, (until - after).days)
    return sum(calendar.is_working(day) for day in _after(after, until))


def remaining(today: date, due: date, unit: Unit, calendar: Calendar) -> int:
    """Return the days or working days that are left, today and the due day included; 0 if late."""
    return count_days(today - ONE_DAY, due, unit, calendar)


def lateness(today: date, due: date, unit: Unit, calendar: Calendar) -> int:
    """Return by how many days or working days it is late, at least 1 after the due day, else 0."""
    if today <= due:
        return 0
    return max(1, count_days(due, today, unit, calendar))


def _after(after: date, until: date) -> Iterator[date]:
    for number in range(1, (until - after).days + 1):
        yield after + timedelta(days=number)


class CellState(StrEnum):
    """How a day of a ribbon is drawn."""

    ELAPSED = "elapsed"
    TODAY = "today"
    REMAINING = "remaining"
    OFF = "off"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Ribbon:
    """
    The days of a deadline for a picture, the oldest first.

    `left` counts today and the due day; `late` is the true number, although at most twelve
    overdue days are among `days`. `marked` is the day on which the act was done.
    """

    days: Sequence[tuple[date, CellState]]
    left: int
    late: int
    due_on: date
    label: str
    unit: Unit = Unit.WORKING_DAY
    marked: date | None = None


def ribbon(
    start: date,
    due_on: date,
    today: date,
    calendar: Calendar,
    done_on: date | None = None,
    *,
    label: str = "",
    unit: Unit = Unit.WORKING_DAY,
) -> Ribbon:
    """
    Return the ribbon of a deadline that began on `start`, which is not counted itself.

    After `done_on` nothing runs any more: no day is left, and it is late only if it was late then.
    """
    now = min(today, done_on) if done_on else today
    days = [(day, _state(day, now, done_on, calendar)) for day in _after(start, due_on)]
    overdue = (day for day in _after(due_on, now) if calendar.is_working(day))
    for _number, day in zip(range(MOST_OVERDUE_CELLS), overdue, strict=False):
        days.append((day, CellState.OVERDUE))
    return Ribbon(
        days=days,
        left=0 if done_on else remaining(max(today, start + ONE_DAY), due_on, unit, calendar),
        late=lateness(now, due_on, unit, calendar),
        due_on=due_on,
        label=label,
        unit=unit,
        marked=done_on,
    )


def _state(day: date, now: date, done_on: date | None, calendar: Calendar) -> CellState:
    if not calendar.is_working(day):
        return CellState.OFF
    if day == now and done_on is None:
        return CellState.TODAY
    return CellState.ELAPSED if day <= now else CellState.REMAINING

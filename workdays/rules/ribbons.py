"""The ribbon that shows a deadline, as its picture needs it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from workdays.rules.calendars import Calendar
from workdays.rules.counting import ONE_DAY, Unit, count_days, days_after, lateness, remaining

MOST_OVERDUE_CELLS = 12
NEAR = 2  # working days left, today and the due day included, from which a deadline is near


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

    `left` counts the days after today with the due day, and no day that the deadline does not
    count: it is the same from whatever day the deadline is drawn. `late` is the true number,
    although at most twelve overdue days are among `days`. `marked` is the day on
    which the act was done. `is_near` looks at the due day alone, so that
    deadlines that end on one day are near together. A clock that stands still is `stopped_until`
    the last day of its suspension at most, and has `left_after` days then. One that has not begun
    `begins_after` a day to come: nothing of it is used, so nothing is left of it either. `note`
    is what happened within it without ending it.
    """

    days: Sequence[tuple[date, CellState]]
    left: int
    late: int
    due_on: date
    label: str
    unit: Unit = Unit.WORKING_DAY
    marked: date | None = None
    is_near: bool = False
    stopped_until: date | None = None
    left_after: int = 0
    begins_after: date | None = None
    note: str = ""

    def stopped(self, until: date | None) -> "Ribbon":
        """Return the ribbon of a clock that stands still, at most until a day; None if it runs."""
        if until is None:
            return self
        counts = {CellState.TODAY, CellState.REMAINING}
        left = sum(day > until and state in counts for day, state in self.days)
        return replace(self, stopped_until=until, left_after=left, is_near=False)


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
    return _ribbon(start, due_on, today, calendar, done_on, label, unit)


@lru_cache(maxsize=1024)
def _ribbon(
    start: date,
    due_on: date,
    today: date,
    calendar: Calendar,
    done_on: date | None,
    label: str,
    unit: Unit,
) -> Ribbon:
    """Return the ribbon; lists show the same deadlines again and again."""
    now = min(today, done_on) if done_on else today

    def counts(day: date) -> bool:
        return unit is Unit.DAY or calendar.is_working(day)

    days = [
        (day, _state(day, now, done_on) if counts(day) else CellState.OFF)
        for day in days_after(start, due_on)
    ]
    overdue = filter(counts, days_after(due_on, now))
    for _number, day in zip(range(MOST_OVERDUE_CELLS), overdue, strict=False):
        days.append((day, CellState.OVERDUE))
    late = lateness(now, due_on, unit, calendar)
    is_open = done_on is None and not late
    return Ribbon(
        days=tuple(days),
        left=0 if done_on else remaining(max(today, start), due_on, unit, calendar),
        late=late,
        due_on=due_on,
        label=label,
        unit=unit,
        marked=done_on,
        begins_after=start if is_open and today < start else None,
        is_near=is_open and count_days(today - ONE_DAY, due_on, Unit.WORKING_DAY, calendar) <= NEAR,
    )


def _state(day: date, now: date, done_on: date | None) -> CellState:
    if day == now and done_on is None:
        return CellState.TODAY
    return CellState.ELAPSED if day <= now else CellState.REMAINING

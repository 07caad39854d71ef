"""Counting days: pure functions of a calendar, without a database and without a clock."""

from workdays.rules.calendars import Calendar, CalendarEnds, DayKind, Late, Off, Weekend
from workdays.rules.counting import (
    DeadlineKey,
    Pause,
    Step,
    StepKind,
    Unit,
    count_days,
    due_on,
    lateness,
    remaining,
    steps,
)
from workdays.rules.ribbons import MOST_OVERDUE_CELLS, CellState, Ribbon, ribbon

__all__ = [
    "MOST_OVERDUE_CELLS",
    "Calendar",
    "CalendarEnds",
    "CellState",
    "DayKind",
    "DeadlineKey",
    "Late",
    "Off",
    "Pause",
    "Ribbon",
    "Step",
    "StepKind",
    "Unit",
    "Weekend",
    "count_days",
    "due_on",
    "lateness",
    "remaining",
    "ribbon",
    "steps",
]

"""Calendars and deadlines as data: weekends, holidays, closures, and how long things last."""

from workdays.models.calendars import CalendarDay, Provenance, WorkCalendar
from workdays.models.clocks import (
    DeadlineInterval,
    DeadlineMove,
    IntervalKind,
    KeptDeadline,
    MoveCause,
)
from workdays.models.imports import DayImport
from workdays.models.kinds import (
    BODIES,
    CLOCKS,
    DAY_CHANGES,
    DAY_WATCHES,
    MOVER_BARS,
    ClockKind,
    Touched,
)
from workdays.models.lengths import DeadlineRule
from workdays.models.runs import FailedRun, JobRun

__all__ = [
    "BODIES",
    "CLOCKS",
    "DAY_CHANGES",
    "DAY_WATCHES",
    "MOVER_BARS",
    "CalendarDay",
    "ClockKind",
    "DayImport",
    "DeadlineInterval",
    "DeadlineMove",
    "DeadlineRule",
    "FailedRun",
    "IntervalKind",
    "JobRun",
    "KeptDeadline",
    "MoveCause",
    "Provenance",
    "Touched",
    "WorkCalendar",
]

"""Calendars and deadlines as data: weekends, holidays, closures, and how long things last."""

from workdays.models.calendars import CalendarDay, Provenance, WorkCalendar
from workdays.models.lengths import DeadlineRule

__all__ = ["CalendarDay", "DeadlineRule", "Provenance", "WorkCalendar"]

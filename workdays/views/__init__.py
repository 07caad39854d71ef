"""The pages of the calendar and of the deadlines that run by it."""

from workdays.views.calendars import AddDay, ConfirmDay, ExportYear, ThisYear, Year, address
from workdays.views.deadlines import DeadlinePage, Extend, Moves, Resume, Suspend

__all__ = [
    "AddDay",
    "ConfirmDay",
    "DeadlinePage",
    "ExportYear",
    "Extend",
    "Moves",
    "Resume",
    "Suspend",
    "ThisYear",
    "Year",
    "address",
]

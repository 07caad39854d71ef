"""The pages of the calendar and of the deadlines that run by it."""

from workdays.views.calendars import (
    AddDay,
    ConfirmDay,
    ExportYear,
    ThisYear,
    WithdrawDay,
    Year,
    address,
)
from workdays.views.deadlines import DeadlinePage, Extend, Moves, Resume, Suspend
from workdays.views.imports import Bring, ImportPage, Template

__all__ = [
    "AddDay",
    "Bring",
    "ConfirmDay",
    "DeadlinePage",
    "ExportYear",
    "Extend",
    "ImportPage",
    "Moves",
    "Resume",
    "Suspend",
    "Template",
    "ThisYear",
    "WithdrawDay",
    "Year",
    "address",
]

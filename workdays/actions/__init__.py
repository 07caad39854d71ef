"""Changing the calendar and the deadlines that run by it."""

from workdays.actions.days import add_closure, confirm_day
from workdays.actions.imports import bring_days, confirm_days
from workdays.actions.intervals import extend_deadline, resume_deadline, suspend_deadline
from workdays.actions.keeping import keep_deadlines, kept_deadlines
from workdays.actions.loading import Loaded, load_calendar
from workdays.actions.withdrawal import withdraw_day

__all__ = [
    "Loaded",
    "add_closure",
    "bring_days",
    "confirm_day",
    "confirm_days",
    "extend_deadline",
    "keep_deadlines",
    "kept_deadlines",
    "load_calendar",
    "resume_deadline",
    "suspend_deadline",
    "withdraw_day",
]

"""Changing the calendar: seeding it from the data files, adding closures, confirming days."""

from workdays.actions.days import add_closure, confirm_day
from workdays.actions.loading import Loaded, load_calendar

__all__ = ["Loaded", "add_closure", "confirm_day", "load_calendar"]

"""The moment of an act, where its table asks for the hour and not only for the day."""

from datetime import date, datetime

from core.clock import day_in_tehran, now


def moment(on: date) -> datetime:
    """Return the moment that an action gives for its day; the present where only a day is given."""
    return on if isinstance(on, datetime) else now()


def day_of(on: date) -> date:
    """Return the Tehran day of what an act gives: a day, or the moment of an hour."""
    return day_in_tehran(on) if isinstance(on, datetime) else on

"""The moment of an act, where its table asks for the hour and not only for the day."""

from datetime import date, datetime

from core.clock import now


def moment(on: date) -> datetime:
    """Return the moment that an action gives for its day; the present where only a day is given."""
    return on if isinstance(on, datetime) else now()

"""Days of certificates: pure."""

from datetime import date, timedelta

from core.jalali import add_months


def last_day(issued_on: date, months: int) -> date:
    """Return the last day of so many Jalali months that begin on a day."""
    return add_months(issued_on, months) - timedelta(days=1)

"""The clock, read only by doors and jobs; everything below gets the moment as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in Tehran."""
    return now().astimezone(TEHRAN).date()


def day_in_tehran(moment: datetime) -> date:
    """Return the Tehran day in which an aware moment lies."""
    return moment.astimezone(TEHRAN).date()

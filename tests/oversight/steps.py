"""The day of the tests, and how to move from it."""

from datetime import date, datetime, time, timedelta

from core.clock import TEHRAN
from tests.violations.stories import no_later

DAY = date(2026, 11, 24)  # 3 Azar 1405
# So long ago that every window of a review that began then is over today.
LONG_AGO = date(2026, 7, 28)  # 6 Mordad 1405
REASONS = (
    "با توجه به تکرار تخلف شدید در پرونده‌های شمرده‌شده و پاسخ دفتر، و با در نظر گرفتن آنکه خدمت در "
    "نزدیکی به‌دست دفتر دیگری داده می‌شود، این تصمیم برای حفظ حقوق مردم گرفته شد."
)


def moment(day: date) -> datetime:
    """Return nine in the morning of a Tehran day; the present moment where it is to come."""
    return no_later(datetime.combine(day, time(9), TEHRAN))


def later(days: int, day: date = DAY) -> date:
    """Return the day some days after the day of the tests, or another one."""
    return day + timedelta(days=days)

"""The day of the tests, and how to move from it."""

from datetime import date, datetime, time, timedelta

from core.clock import TEHRAN

DAY = date(2026, 11, 24)  # 3 Azar 1405
REASONS = (
    "با توجه به تکرار تخلف شدید در پرونده‌های شمرده‌شده و پاسخ دفتر، و با در نظر گرفتن آنکه خدمت در "
    "نزدیکی به‌دست دفتر دیگری داده می‌شود، این تصمیم برای حفظ حقوق مردم گرفته شد."
)


def moment(day: date) -> datetime:
    """Return nine in the morning of a Tehran day."""
    return datetime.combine(day, time(9), TEHRAN)


def later(days: int) -> date:
    """Return the day some days after the day of the tests."""
    return DAY + timedelta(days=days)

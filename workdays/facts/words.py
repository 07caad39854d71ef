"""What people read and write in a file of days: columns, kinds, bodies, yes and no."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from core.persian import loose_key
from workdays.models import BODIES
from workdays.rules import DayKind

# The columns in their order; files may also name them by these keys, as JSON does.
TITLES: dict[str, Any] = {
    "date": _("day"),
    "kind": _("kind"),
    "title": _("occasion"),
    "county": _("county"),
    "exempt": _("bodies that worked all the same"),
    "late_minutes": _("late by, in minutes"),
    "announced_at": _("announced on"),
    "draft": _("an estimate"),
    "confirmed_on": _("confirmed on"),
    "source": _("source"),
}
# The occasion of the row that the template shows; it is no day.
SAMPLE = "نمونه: تعطیلی به سبب برودت هوا"
KIND_WORDS: dict[DayKind, Any] = {
    DayKind.HOLIDAY: _("official holiday"),
    DayKind.CLOSED: _("announced closure"),
    DayKind.WORKING: _("working by exception"),
    DayKind.LATE: _("work began late"),
}
YES, NO = _("yes"), _("no")
_ALSO = {
    "تعطیلی رسمی": DayKind.HOLIDAY,
    "تعطیل": DayKind.CLOSED,
    "کاری": DayKind.WORKING,
    "آغاز دیرهنگام": DayKind.LATE,
}


def _spoken(words: dict[Any, Any]) -> dict[str, Any]:
    """Return the keys by what they are called in each language that files are written in."""
    found = {loose_key(str(key)): key for key in words}
    for language in ("en", "fa"):
        with override(language):
            found |= {loose_key(str(said)): key for key, said in words.items()}
    return found


def columns() -> dict[str, str]:
    """Return the columns by what people call them."""
    return _spoken(TITLES) | {loose_key("تاریخ"): "date"}


def kinds() -> dict[str, DayKind]:
    """Return the kinds of days by what people call them."""
    return _spoken(KIND_WORDS) | {loose_key(name): kind for name, kind in _ALSO.items()}


def bodies() -> dict[str, str]:
    """Return the kinds of bodies by what people call them."""
    return _spoken(BODIES)


def answers() -> dict[str, bool]:
    """Return what yes and no are called; nothing is no."""
    said = _spoken({True: YES, False: NO})
    return said | {"": False, "1": True, "0": False}

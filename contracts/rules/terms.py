"""The terms that an addendum changes, as people read them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core import jalali
from core.persian import group, percent, persian_digits

# The length of the columns that hold why a side declines, contests or ends.
MOST_REASON = 400
TERMS = {
    "ends_on": gettext_lazy("last day of the term"),
    "value": gettext_lazy("contract value"),
    "notice_days": gettext_lazy("days of a termination notice"),
    "retention_percent": gettext_lazy("retention"),
    "services": gettext_lazy("services"),
}


def term_value(name: str, value: Any) -> str:
    """Return a term of an addendum as people read it."""
    if value is None:
        return "–"
    if name == "ends_on":
        return jalali.long(date.fromisoformat(value))
    if name == "value":
        return _("{amount} rials").format(amount=group(int(value)))
    if name == "retention_percent":
        number = Decimal(str(value)).normalize()
        return percent(number, max(0, -int(number.as_tuple().exponent)))
    if name == "notice_days":
        days = int(value)
        return ngettext("{n} day", "{n} days", days).format(n=persian_digits(days))
    return persian_digits(value)

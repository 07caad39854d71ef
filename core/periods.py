"""The periods that desks, comparisons and lists count in; all of them mean the same."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.jalali import add_months, month_end, month_name, month_start, parts, year_of, year_start
from core.persian import persian_digits

MONTHS_SHOWN = 12
THIS_MONTH, MONTH, MONTHS, YEAR = "this_month", "month", "months", "year"
# The choices of a filter that narrows a list to one of the periods.
PERIOD_CHOICES = (
    (THIS_MONTH, gettext_lazy("this month")),
    (MONTH, gettext_lazy("the last whole month")),
    (MONTHS, gettext_lazy("twelve months")),
    (YEAR, gettext_lazy("this year")),
)


@dataclass(frozen=True)
class Span:
    """Some days, both ends included, and what they are called."""

    label: str
    first: date
    last: date


def spans(on: date) -> dict[str, Span]:
    """
    Return the periods that can be chosen on a day, by name.

    These are the present month, the last whole one, twelve months with the present one, and the
    present year.
    """
    before = month_start(month_start(on) - timedelta(days=1))
    year = year_of(on)
    return {
        THIS_MONTH: Span(month_name(parts(on)[1]), month_start(on), on),
        MONTH: Span(month_name(parts(before)[1]), before, month_end(before)),
        MONTHS: Span(
            _("{count} months").format(count=persian_digits(MONTHS_SHOWN)),
            add_months(month_start(on), 1 - MONTHS_SHOWN),
            on,
        ),
        YEAR: Span(_("year {year}").format(year=persian_digits(year)), year_start(year), on),
    }

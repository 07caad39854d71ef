"""How an agency's share of timely action went through the quarters of a year."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.jalali import day_month
from core.persian import percent, persian_digits
from core.svg.data import Course

YEAR = timedelta(days=365)
QUARTERS = 4
# A quarter with fewer answers says nothing.
FEWEST = 5

# Duties as rows with `ended_on` (None while there is no answer) and `due_on`.
Rows = Sequence[Mapping[str, Any]]


def is_in_time(row: Mapping[str, Any]) -> bool:
    """Tell whether a duty that was answered was answered by its last day."""
    return bool(row["ended_on"] <= row["due_on"])


def course(rows: Rows, on: date) -> Course | None:
    """Return the share in time of each quarter with enough answers, oldest first."""
    shares = []
    for quarter in range(QUARTERS, 0, -1):
        first, last = on - quarter * YEAR / QUARTERS, on - (quarter - 1) * YEAR / QUARTERS
        ended = [row for row in rows if row["ended_on"] and first < row["ended_on"] <= last]
        if len(ended) >= FEWEST:
            share = round(100 * sum(map(is_in_time, ended)) / len(ended))
            shares.append((_("to {day}").format(day=persian_digits(day_month(last))), share))
    if len(shares) < 2:
        return None
    first_share, last_share = shares[0][1], shares[-1][1]
    if last_share == first_share:
        said = _("The share in time stayed at {share}.").format(share=percent(last_share))
    else:
        said = _("The share in time went from {first} to {last}.").format(
            first=percent(first_share), last=percent(last_share)
        )
    return Course(said, (_("three months"), _("share in time")), shares)

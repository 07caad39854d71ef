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
# A quarter with fewer duties says nothing.
FEWEST = 5

# Duties as rows with `ended_on` (None while there is no answer) and `due_on`.
Rows = Sequence[Mapping[str, Any]]


def is_in_time(row: Mapping[str, Any]) -> bool:
    """Tell whether a duty was answered, and by its last day."""
    return bool(row["ended_on"] and row["ended_on"] <= row["due_on"])


def quarters(on: date) -> list[tuple[date, date]]:
    """Return the quarters up to a day, oldest first: each after its first day, with its last."""
    part = YEAR / QUARTERS
    return [(on - number * part, on - (number - 1) * part) for number in range(QUARTERS, 0, -1)]


def course(rows: Rows, on: date, province: Sequence[int | None] = ()) -> Course | None:
    """
    Return the share in time of each quarter with enough duties, oldest first.

    `province` are the shares of all agencies in the same quarters, where the reader knows them.
    A duty counts on the day of its answer; one that is ignored fails on the last day of its period.
    """
    shares, beside = [], []
    for place, (first, last) in enumerate(quarters(on)):
        within = [row for row in rows if first < (row["ended_on"] or row["due_on"]) <= last]
        if len(within) >= FEWEST:
            share = round(100 * sum(map(is_in_time, within)) / len(within))
            shares.append((_("to {day}").format(day=persian_digits(day_month(last))), share))
            beside.append(province[place] if province else None)
    if len(shares) < 2:
        return None
    first_share, last_share = shares[0][1], shares[-1][1]
    if last_share == first_share and any(share != last_share for _day, share in shares):
        said = _("The share in time is at {share} again.").format(share=percent(last_share))
    elif last_share == first_share:
        said = _("The share in time stayed at {share}.").format(share=percent(last_share))
    else:
        said = _("The share in time went from {first} to {last}.").format(
            first=percent(first_share), last=percent(last_share)
        )
    known = [share for share in beside if share is not None]
    head = (_("three months"), _("share in time"))
    if len(known) < len(shares):
        return Course(said, head, shares)
    return Course(said, (*head, _("all agencies")), shares, known, _("all agencies"))

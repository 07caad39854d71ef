"""What an agency owes still, by its duties; and how late something is, in working days."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from oversight.models import Duty
from oversight.rules.shapes import SilenceFact
from oversight.states import DutyKind
from workdays.facts import calendar_for
from workdays.rules import Calendar

# What a case's facts call the step that is missing.
STEPS = {
    DutyKind.SERVE: "unserved",
    DutyKind.PAPER: "unopened",
    DutyKind.DECIDE: "undecided",
    DutyKind.APPEAL: "unheard",
    DutyKind.EXECUTE: "unexecuted",
    DutyKind.VERIFY: "unverified",
    DutyKind.CLOSE: "unclosed",
}
_ONE_DAY = timedelta(days=1)


def _calendar(first: date, last: date, working_days: int) -> Calendar:
    """Return the province's calendar with room for the working days on both sides."""
    room = timedelta(days=working_days * 3 + 60)
    return calendar_for(None, first - room, last + room)


def late_cutoff(as_of: date, working_days: int) -> date:
    """
    Return the last day since which more than these working days have passed.

    What was due on a day is too late as of the day after the n-th working day that follows it.
    """
    calendar = _calendar(as_of, as_of, working_days)
    day, counted = as_of, 0
    while counted < working_days:
        day -= _ONE_DAY
        counted += calendar.is_working(day)
    return day - _ONE_DAY


def working_days_between(
    days: Collection[date], dates: Collection[date]
) -> dict[tuple[date, date], int]:
    """Return how many working days of the province lie after each day and before each date."""
    if not days or not dates:
        return {}
    first = min(days)
    calendar = _calendar(first, max(dates), 0)
    counted: dict[tuple[date, date], int] = {}
    for until in dates:
        day, total = until - _ONE_DAY, 0
        while day >= first:
            counted[day, until] = total
            total += calendar.is_working(day)
            day -= _ONE_DAY
    return {(day, until): counted.get((day, until), 0) for day in days for until in dates}


def silences(keys: Iterable[str]) -> dict[str, SilenceFact]:
    """
    Return what the keys of A01's facts (`case:12:unserved`, `review:7`) stand for, two queries.

    A step that is asked in a case again is numbered: `case:12:undecided:2`.

    A step that the agency does not owe any more, or whose period nobody has computed, is left out.
    """
    parts = [key.split(":") for key in keys]
    cases = [int(part[1]) for part in parts if part[0] == "case"]
    reviews = [int(part[1]) for part in parts if part[0] == "review"]
    # A reinstatement is none of the steps that the rule weighs.
    waiting = Duty.objects.of_agencies().open().filter(due_on__isnull=False)
    waiting = waiting.exclude(kind=DutyKind.REINSTATE)
    waiting = waiting.order_by("pk")
    known: dict[str, SilenceFact] = {}
    former = Duty.objects.filter(
        case=OuterRef("case"), kind=OuterRef("kind"), pk__lt=OuterRef("pk")
    )
    counted = former.order_by().values("case").annotate(times=Count("pk")).values("times")
    of_cases: Iterable[tuple[Any, ...]] = (
        waiting.filter(case__in=cases)
        .annotate(former=Coalesce(Subquery(counted), 0))
        .values_list("case_id", "kind", "case__number", "starts_on", "due_on", "former")
    )
    for case, kind, number, starts_on, due_on, earlier in of_cases:
        what = STEPS[DutyKind(kind)]
        key = f"case:{case}:{what}" + (f":{earlier + 1}" if earlier else "")
        known[key] = SilenceFact(key, what, number, starts_on, due_on)
    of_reviews: Iterable[tuple[Any, ...]] = waiting.filter(flag__reviews__in=reviews).values_list(
        "flag__reviews", "flag__reviews__number", "flag__reviews__opened_on", "due_on"
    )
    for review, number, opened_on, due_on in of_reviews:
        key = f"review:{review}"
        known[key] = SilenceFact(key, "review", number, opened_on, due_on)
    return known

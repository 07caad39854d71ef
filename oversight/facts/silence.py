"""What an agency owes still, by its duties; and how late something is, in working days."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from oversight.models import Duty
from oversight.rules.shapes import SilenceFact
from oversight.states import DutyKind
from workdays.facts import calendar_for
from workdays.rules import Calendar

# What the facts of a case, review or contract call the step that is missing.
STEPS = {
    DutyKind.SERVE: "unserved",
    DutyKind.PAPER: "unopened",
    DutyKind.DECIDE: "undecided",
    DutyKind.APPEAL: "unheard",
    DutyKind.EXECUTE: "unexecuted",
    DutyKind.VERIFY: "unverified",
    DutyKind.CLOSE: "unclosed",
    DutyKind.CARRY_OUT: "uncarried",
    DutyKind.TERMINATE: "unended",
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


def _steps_of(of: str, duties: QuerySet[Duty]) -> dict[str, SilenceFact]:
    """Return by its key each step that is asked in records of a kind: `case`, `review`..."""
    former = Duty.objects.filter(**{of: OuterRef(of)}, kind=OuterRef("kind"), pk__lt=OuterRef("pk"))
    counted = former.order_by().values(of).annotate(times=Count("pk")).values("times")
    rows: Iterable[tuple[Any, ...]] = duties.annotate(
        former=Coalesce(Subquery(counted), 0)
    ).values_list(f"{of}_id", "kind", f"{of}__number", "starts_on", "due_on", "former")
    known = {}
    for pk, kind, number, starts_on, due_on, earlier in rows:
        what = STEPS[DutyKind(kind)]
        key = f"{of}:{pk}:{what}" + (f":{earlier + 1}" if earlier else "")
        known[key] = SilenceFact(key, what, number, starts_on, due_on)
    return known


def silences(keys: Iterable[str]) -> dict[str, SilenceFact]:
    """
    Return what the keys of A01's facts (`case:12:unserved`, `review:7`) stand for, four queries.

    A step that is asked again is numbered: `case:12:undecided:2`.

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
    contracts = [int(part[1]) for part in parts if part[0] == "contract"]
    own = (DutyKind.CARRY_OUT, DutyKind.TERMINATE)
    for of, found in (
        ("case", waiting.filter(case__in=cases)),
        ("review", waiting.filter(review__in=reviews, kind__in=own)),
        ("contract", waiting.filter(contract__in=contracts, kind__in=own)),
    ):
        known |= _steps_of(of, found)
    of_reviews: Iterable[tuple[Any, ...]] = waiting.filter(flag__reviews__in=reviews).values_list(
        "flag__reviews", "flag__reviews__number", "flag__reviews__opened_on", "due_on"
    )
    for review, number, opened_on, due_on in of_reviews:
        key = f"review:{review}"
        known[key] = SilenceFact(key, "review", number, opened_on, due_on)
    return known

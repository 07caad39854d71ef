"""What waits for an agency's next step, and until when; agencies count the province's days."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from oversight.models import TerminationReview
from oversight.rules.shapes import SilenceFact
from violations.models import Case
from violations.states import CaseState
from workdays.facts import calendar_for
from workdays.rules import Calendar, Unit, due_on

_KINDS = {CaseState.OPENED: "unserved", CaseState.FINAL: "unexecuted"}
_ONE_DAY = timedelta(days=1)


def _calendar(first: date, last: date, working_days: int) -> Calendar:
    """Return the province's calendar with room for the working days on both sides."""
    room = timedelta(days=working_days * 3 + 60)
    return calendar_for(None, first - room, last + room)


def silence_cutoff(as_of: date, working_days: int) -> date:
    """
    Return the last day since which something has waited for more than these working days.

    What waits since a day is due on the n-th working day after it; it is late as of the next.
    """
    calendar = _calendar(as_of, as_of, working_days)
    day, counted = as_of, 0
    while counted < working_days:
        day -= _ONE_DAY
        counted += calendar.is_working(day)
    return day - _ONE_DAY


def working_days_between(days: Collection[date], as_of: date) -> dict[date, int]:
    """Return how many working days of the province lie after each day and before `as_of`."""
    if not days:
        return {}
    calendar = _calendar(min(days), as_of, 0)
    counted: dict[date, int] = {}
    day, total = as_of - _ONE_DAY, 0
    first = min(days)
    while day >= first:
        counted[day] = total
        total += calendar.is_working(day)
        day -= _ONE_DAY
    return {day: counted.get(day, 0) for day in days}


def silences(keys: Iterable[str], working_days: int, as_of: date) -> dict[str, SilenceFact]:
    """Return what the keys of A01's facts (`case:12:unserved`, `review:7`) stand for."""
    parts = [key.split(":") for key in keys]
    cases = _cases([int(part[1]) for part in parts if part[0] == "case"])
    reviews = TerminationReview.objects.filter(
        pk__in=[int(part[1]) for part in parts if part[0] == "review"]
    ).values_list("pk", "number", "opened_on", "decision_due_on")
    waiting = [since for _key, _number, since, due in cases.values() if due is None]
    calendar = _calendar(min([as_of, *waiting]), as_of, working_days)
    known = {
        f"review:{pk}": SilenceFact(f"review:{pk}", "review", number, since, due)
        for pk, number, since, due in reviews
    }
    for key, number, since, due in cases.values():
        until = due or due_on(since, working_days, Unit.WORKING_DAY, calendar)
        known[key] = SilenceFact(key, key.split(":")[2], number, since, until)
    return known


def _cases(ids: Iterable[int]) -> dict[int, tuple[str, str, date, date | None]]:
    """Return key, number, since when, and the due day where the case itself has one."""
    rows: Iterable[tuple[Any, ...]] = (
        Case.objects.filter(pk__in=ids)
        .annotate(cure_due_on=Max("corrections__due_on"))
        .values_list(
            "pk", "number", "state", "opened_on", "final_on", "decision_due_on", "cure_due_on"
        )
    )
    known: dict[int, tuple[str, str, date, date | None]] = {}
    for pk, number, state, opened_on, final_on, decision_due_on, cure_due_on in rows:
        kind = _KINDS.get(CaseState(state), "undecided")
        since, due = opened_on, None
        if kind == "unexecuted":
            since = max(day for day in (final_on, cure_due_on) if day)
        elif kind == "undecided":
            since = due = decision_due_on
        known[pk] = (f"case:{pk}:{kind}", number, since, due)
    return known

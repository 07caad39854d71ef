"""Calendars as the rules read them, in a constant number of queries."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from uuid import UUID

from workdays.models import CalendarDay, WorkCalendar
from workdays.rules import Calendar, DayKind, Off, Weekend


def calendar_for(county_id: UUID | None, start: date, end: date) -> Calendar:
    """Return the calendar of a county (the whole province's, if None) from `start` to `end`."""
    return calendars_for([county_id], start, end)[county_id]


def calendars_for(
    county_ids: Iterable[UUID | None], start: date, end: date
) -> Mapping[UUID | None, Calendar]:
    """Return the calendars of several counties; two queries, whatever their number."""
    rules: list[tuple[UUID | None, list[int], date | None, date | None, int]] = list(
        WorkCalendar.objects.order_by("valid_from", "pk").values_list(
            "scope__public_id", "weekend_days", "valid_from", "valid_to", "version"
        )
    )
    days = list(
        CalendarDay.objects.between(start, end)
        .order_by("date", "kind", "pk")
        .values_list("county__public_id", "date", "kind", "title", "draft")
    )
    version = f"v{max((row[4] for row in rules), default=0)}"
    calendars: dict[UUID | None, Calendar] = {}
    for county_id in county_ids:
        off, working = _days_of(county_id, days)
        # The county's own rules come first: the first that covers a day holds.
        own = [row for row in rules if row[0] == county_id] if county_id else []
        shared = [row for row in rules if row[0] is None]
        calendars[county_id] = Calendar(
            version=version,
            first=start,
            last=end,
            weekends=tuple(Weekend(frozenset(row[1]), row[2], row[3]) for row in own + shared),
            off=off,
            working=working,
        )
    return calendars


def _days_of(
    county_id: UUID | None, days: Collection[tuple[UUID | None, date, str, str, bool]]
) -> tuple[dict[date, Off], frozenset[date]]:
    """Return what is off and what works by exception; a county's entry beats the province's."""
    off: dict[date, Off] = {}
    working: set[date] = set()
    for scope in dict.fromkeys((None, county_id)):
        entries = [row for row in days if row[0] == scope]
        # In one scope an exception beats a holiday, so it is applied last.
        for _scope, day, kind, title, draft in sorted(
            entries, key=lambda row: row[2] == DayKind.WORKING
        ):
            if kind == DayKind.WORKING:
                working.add(day)
                off.pop(day, None)
            else:
                working.discard(day)
                off[day] = Off(kind, title, draft)
    return off, frozenset(working)

"""Calendars as the rules read them, in a constant number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from core import settled
from core.together import Asked, read_together
from workdays.models import CalendarDay, WorkCalendar
from workdays.rules import Calendar, DayKind, Late, Off, Weekend
from workdays.rules.counting import days_after

# A place and the kind of body whose days count there; no body: of those that are never exempt.
Place = tuple[UUID | None, str]
# What is off, works by exception, or began late.
Told = tuple[dict[date, Off], frozenset[date], dict[date, Late]]


def calendar_for(county_id: UUID | None, start: date, end: date, body: str = "") -> Calendar:
    """
    Return the calendar of a county (the whole province's, if None) from `start` to `end`.

    For a kind of body, a closure that exempts it is a working day.
    """
    return calendars_of([(county_id, body)], start, end)[county_id, body]


def calendars_for(
    county_ids: Iterable[UUID | None], start: date, end: date
) -> Mapping[UUID | None, Calendar]:
    """Return the calendars of several counties; one query, whatever their number."""
    found = calendars_of(((county_id, "") for county_id in county_ids), start, end)
    return {county_id: calendar for (county_id, _body), calendar in found.items()}


@dataclass(frozen=True)
class Week:
    """A weekly rule of the data, as a calendar needs it."""

    place: UUID | None
    weekend: tuple[int, ...]
    valid_from: date | None
    valid_to: date | None
    version: int


@dataclass(frozen=True)
class Entry:
    """A day of the data, as a calendar needs it."""

    place: UUID | None
    day: date
    kind: str
    title: str
    draft: bool
    exempt: tuple[str, ...]
    late_minutes: int | None


class Days:
    """Days that were read; what they say of a place is made once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._told: dict[Place, Told] = {}

    def of(self, place: Place) -> Told:
        """Return what is off, works by exception, or began late in a place."""
        if place not in self._told:
            self._told[place] = _days_of(*place, self._entries)
        return self._told[place]


def asked_days(start: date, end: date) -> tuple[Asked, Asked]:
    """Return the reads of all weekly rules, and of the `Days` from `start` to `end`."""
    return (
        Asked("work calendars", _weeks, (), Week, make=tuple),
        Asked("days of the calendar", _days_between, (start, end), Entry, make=Days),
    )


def _weeks() -> QuerySet[Any, Any]:
    return WorkCalendar.objects.order_by("valid_from", "pk").values(
        "valid_from", "valid_to", "version",
        place=F("scope__public_id"), weekend=F("weekend_days"),
    )  # fmt: skip


def _days_between(start: date, end: date) -> QuerySet[Any, Any]:
    days = CalendarDay.objects.between(start, end).order_by("date", "kind", "pk")
    return days.values(
        "kind", "title", "draft", "exempt", "late_minutes",
        place=F("county__public_id"), day=F("date"),
    )  # fmt: skip


def calendars_of(places: Iterable[Place], start: date, end: date) -> dict[Place, Calendar]:
    """
    Return the calendars of several places; one query while the data stay as they are.

    They hold whole years, so that those of one page serve for the next.
    """
    first, last = date(start.year, 1, 1), date(end.year, 12, 31)
    years = settled.kept(
        ("calendars", first, last), (WorkCalendar, CalendarDay), lambda: _Years(first, last)
    )
    return {place: years.of(place) for place in places}


def working_days_of(
    places: Sequence[Place], first: date, last: date
) -> dict[Place, tuple[int, ...]]:
    """
    Return how many working days places have from `first` up to each day until `last`, all included.

    One query while the data stay as they are: they are added up once.
    """

    def added_up() -> dict[Place, tuple[int, ...]]:
        days = [first, *days_after(first, last)]
        return {
            place: tuple(accumulate(map(calendar.is_working, days)))
            for place, calendar in calendars_of(places, first, last).items()
        }

    key = ("working days", tuple(places), first, last)
    return settled.kept(key, (WorkCalendar, CalendarDay), added_up)


class _Years:
    """All that the data say of some years; a place's calendar is made when it is asked for."""

    def __init__(self, first: date, last: date) -> None:
        self.first, self.last = first, last
        self.weeks, self.days = read_together(*asked_days(first, last))
        self.made: dict[Place, Calendar] = {}

    def of(self, place: Place) -> Calendar:
        """Return the calendar of a place."""
        if place not in self.made:
            self.made |= calendars_from([place], self.first, self.last, self.weeks, self.days)
        return self.made[place]


def calendars_from(
    places: Iterable[Place], start: date, end: date, weeks: Sequence[Week], days: Days
) -> dict[Place, Calendar]:
    """Return the calendars of several places, of what was read for these days."""
    version = f"v{max((week.version for week in weeks), default=0)}"
    calendars: dict[Place, Calendar] = {}
    for county_id, body in places:
        off, working, late = days.of((county_id, body))
        # The county's own rules come first: the first that covers a day holds.
        own = [week for week in weeks if week.place == county_id] if county_id else []
        shared = [week for week in weeks if week.place is None]
        calendars[county_id, body] = Calendar(
            version=version,
            first=start,
            last=end,
            weekends=tuple(
                Weekend(frozenset(week.weekend), week.valid_from, week.valid_to)
                for week in own + shared
            ),
            off=off,
            working=working,
            late=late,
        )
    return calendars


def _days_of(county_id: UUID | None, body: str, days: Sequence[Entry]) -> Told:
    """Return what is off, works by exception, or began late; a county's entry beats all others."""
    off: dict[date, Off] = {}
    working: set[date] = set()
    late: dict[date, Late] = {}
    for scope in dict.fromkeys((None, county_id)):
        entries = [entry for entry in days if entry.place == scope]
        # In one scope an exception beats a holiday, so it is applied last.
        for entry in sorted(entries, key=lambda entry: entry.kind == DayKind.WORKING):
            if entry.kind == DayKind.LATE:
                late[entry.day] = Late(entry.title, entry.late_minutes or 0)
            elif entry.kind == DayKind.WORKING:
                working.add(entry.day)
                off.pop(entry.day, None)
            elif not (body and body in entry.exempt):
                working.discard(entry.day)
                off[entry.day] = Off(entry.kind, entry.title, entry.draft)
    return off, frozenset(working), late

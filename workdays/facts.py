"""Calendars and deadlines as the rules read them, in a constant number of queries."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import F

from core import jalali
from workdays.models import CalendarDay, DeadlineRule, Provenance, WorkCalendar
from workdays.rules import (
    Calendar,
    DayKind,
    Off,
    Ribbon,
    Step,
    StepKind,
    Unit,
    Weekend,
    ribbon,
    steps,
)

__all__ = [
    "Deadline",
    "Ribbon",
    "RuleSnapshot",
    "YearPage",
    "calendar_for",
    "calendars_for",
    "deadline",
    "ribbon",
    "rule_in_force",
    "year_page",
]

# No run of days off is as long as this; a calendar for a deadline reaches that far beyond it.
_MARGIN = timedelta(days=60)


class NoRule(LookupError):
    """No length is in force for a deadline on a day: the installation lacks its data."""


@dataclass(frozen=True)
class RuleSnapshot:
    """The rule as it was when a deadline was computed; kept with what it decided."""

    key: str
    value: int
    unit: Unit
    provenance: str
    citation: str


@dataclass(frozen=True)
class Deadline:
    """
    A computed deadline and everything that explains it.

    `steps` go day by day from the day of service to the due day. `is_certain` is False while a
    draft holiday, whose day may still move, lies among the days counted or skipped.
    """

    served_on: date
    due_on: date
    rule: RuleSnapshot
    calendar_version: str
    steps: tuple[Step, ...]

    @property
    def is_certain(self) -> bool:
        """Tell whether every day off on the way has been confirmed."""
        return not any(step.off and step.off.draft for step in self.steps)

    @property
    def has_rolled(self) -> bool:
        """Tell whether the end moved because it was not a working day."""
        return any(step.kind is StepKind.ROLLED for step in self.steps)


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


def rule_in_force(key: str, on: date) -> RuleSnapshot:
    """
    Return the length of a deadline on a day.

    Raises:
        NoRule: none is in force.
    """
    found = (
        DeadlineRule.objects.in_force(on)
        .filter(key=key)
        .values_list("value", "unit", "provenance", "citation")
        .first()
    )
    if found is None:
        raise NoRule(f"no length of {key} on {on.isoformat()}")
    value, unit, provenance, citation = found
    return RuleSnapshot(str(key), value, Unit(unit), provenance, citation)


def deadline(
    key: str,
    served_on: date,
    county: UUID | None,
    calendar: Calendar | None = None,
    *,
    amount: int | None = None,
) -> Deadline:
    """
    Return a deadline that begins with service on a day, with its whole computation.

    The length is the one in force on that day; `amount` replaces it where a case has its own,
    such as the cure days of a violation type. Three queries, one with a calendar.

    Raises:
        NoRule: no length is in force.
    """
    rule = rule_in_force(key, served_on)
    if amount is not None:
        rule = RuleSnapshot(rule.key, amount, rule.unit, rule.provenance, rule.citation)
    if calendar is None:
        reach = timedelta(days=rule.value * (1 if rule.unit is Unit.DAY else 2)) + _MARGIN
        calendar = calendar_for(county, served_on, served_on + reach)
    taken = tuple(steps(served_on, rule.value, rule.unit, calendar))
    return Deadline(served_on, taken[-1].day, rule, calendar.version, taken)


@dataclass(frozen=True)
class Cell:
    """One day of a month's table."""

    day: date
    number: int
    off: Off | None
    is_today: bool


@dataclass(frozen=True)
class Month:
    """A month's table: weeks from Saturday to Friday; None where another month's day stands."""

    name: str
    weeks: tuple[tuple[Cell | None, ...], ...]
    working_days: int


@dataclass(frozen=True)
class Entry:
    """A day that differs from the weekly rule, as the list below the months shows it."""

    day: date
    kind: DayKind
    title: str
    county: str
    source: str
    draft: bool
    confirmed_on: date | None
    public_id: UUID


@dataclass(frozen=True)
class WeeklyRule:
    """The weekly days off of a part of the province, from when until when, and why."""

    days: tuple[str, ...]
    county: str
    valid_from: date | None
    valid_to: date | None
    is_assumed: bool
    citation: str


@dataclass(frozen=True)
class YearPage:
    """A Jalali year: its months as the whole province works, its weekly rules and its entries."""

    year: int
    version: str
    months: tuple[Month, ...]
    weekly: tuple[WeeklyRule, ...]
    entries: tuple[Entry, ...]
    working_days: int
    drafts: int


def year_page(year: int, today: date) -> YearPage:
    """Return what the page of a year shows; four queries."""
    first, last = jalali.year_start(year), jalali.year_end(year)
    calendar = calendar_for(None, first, last)
    months = tuple(_month(year, number, calendar, today) for number in range(1, 13))
    rows = (
        CalendarDay.objects.between(first, last)
        .order_by("date", "county__name_key", "pk")
        .values_list(
            "date", "kind", "title", "county__name", "source", "draft", "confirmed_on", "public_id"
        )
    )
    entries = tuple(
        Entry(day, DayKind(kind), title, county or "", source, draft, confirmed_on, public_id)
        for day, kind, title, county, source, draft, confirmed_on, public_id in rows
    )
    return YearPage(
        year=year,
        version=calendar.version,
        months=months,
        weekly=_weekly(first, last),
        entries=entries,
        working_days=sum(month.working_days for month in months),
        drafts=sum(entry.draft for entry in entries),
    )


def _weekly(first: date, last: date) -> tuple[WeeklyRule, ...]:
    """Return the weekly rules that hold on some day of the year, the province's first."""
    rows = (
        WorkCalendar.objects.exclude(valid_to__lt=first)
        .exclude(valid_from__gt=last)
        .order_by(F("scope__name_key").asc(nulls_first=True), F("valid_from").asc(nulls_first=True))
        .values_list(
            "weekend_days", "scope__name", "valid_from", "valid_to", "provenance", "citation"
        )
    )
    return tuple(
        WeeklyRule(
            days=tuple(jalali.WEEKDAYS[number] for number in sorted(days)),
            county=county or "",
            valid_from=valid_from,
            valid_to=valid_to,
            is_assumed=provenance == Provenance.ASSUMED,
            citation=citation,
        )
        for days, county, valid_from, valid_to, provenance, citation in rows
    )


def _month(year: int, number: int, calendar: Calendar, today: date) -> Month:
    first = jalali.of(year, number, 1)
    cells: list[Cell | None] = [None] * jalali.weekday_of(first)
    for offset in range(jalali.days_in_month(year, number)):
        day = first + timedelta(days=offset)
        cells.append(Cell(day, offset + 1, calendar.why_off(day), day == today))
    cells += [None] * (-len(cells) % 7)
    return Month(
        name=jalali.MONTHS[number - 1],
        weeks=tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7)),
        working_days=sum(cell is not None and cell.off is None for cell in cells),
    )

"""A year as its page shows it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from core import jalali
from core.clock import day_in_tehran
from workdays.facts.calendars import calendar_for
from workdays.models import BODIES, CalendarDay, Provenance, WorkCalendar
from workdays.rules import Calendar, DayKind, Off


@dataclass(frozen=True)
class Cell:
    """One day of a month's table; `local` says in words where counties did not work that day."""

    day: date
    number: int
    off: Off | None
    is_today: bool
    local: str = ""


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
    confirmed_by: str = ""
    exempt: tuple[str, ...] = ()
    late_minutes: int | None = None
    announced_at: datetime | None = None

    @property
    def is_told_late(self) -> bool:
        """Tell whether the day was announced after it had begun."""
        return self.announced_at is not None and day_in_tehran(self.announced_at) > self.day


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
    entries = _entries(first, last)
    local = _local(entries)
    months = tuple(_month(year, number, calendar, today, local) for number in range(1, 13))
    return YearPage(
        year=year,
        version=calendar.version,
        months=months,
        weekly=_weekly(first, last),
        entries=entries,
        working_days=sum(month.working_days for month in months),
        drafts=sum(entry.draft for entry in entries),
    )


def _local(entries: Iterable[Entry]) -> dict[date, str]:
    """Return, by day, why and where single counties were closed."""
    closed = (DayKind.CLOSED, DayKind.HOLIDAY)
    found: defaultdict[date, list[str]] = defaultdict(list)
    for entry in entries:
        if entry.county and entry.kind in closed:
            found[entry.day].append(_(", ").join((str(entry.title), str(entry.county))))
    return {day: _("; ").join(said) for day, said in found.items()}


ENTRY = (
    "date", "kind", "title", "county__name", "source", "draft", "confirmed_on", "public_id",
    "confirmed_by__full_name", "exempt", "late_minutes", "announced_at",
)  # fmt: skip


def _entries(first: date, last: date) -> tuple[Entry, ...]:
    """Return the days of the year that differ from the weekly rule, in their order."""
    rows = CalendarDay.objects.between(first, last).order_by("date", "county__name_key", "pk")
    return tuple(
        Entry(
            day=row["date"],
            kind=DayKind(row["kind"]),
            title=row["title"],
            county=row["county__name"] or "",
            source=row["source"],
            draft=row["draft"],
            confirmed_on=row["confirmed_on"],
            public_id=row["public_id"],
            confirmed_by=row["confirmed_by__full_name"] or "",
            exempt=tuple(str(BODIES.get(body, body)) for body in row["exempt"]),
            late_minutes=row["late_minutes"],
            announced_at=row["announced_at"],
        )
        for row in rows.values(*ENTRY)
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
            days=tuple(jalali.weekday_name(number) for number in sorted(days)),
            county=county or "",
            valid_from=valid_from,
            valid_to=valid_to,
            is_assumed=provenance == Provenance.ASSUMED,
            citation=citation,
        )
        for days, county, valid_from, valid_to, provenance, citation in rows
    )


def _month(
    year: int, number: int, calendar: Calendar, today: date, local: Mapping[date, str]
) -> Month:
    first = jalali.of(year, number, 1)
    cells: list[Cell | None] = [None] * jalali.weekday_of(first)
    for offset in range(jalali.days_in_month(year, number)):
        day = first + timedelta(days=offset)
        off = calendar.why_off(day)
        said = "" if off else local.get(day, "")
        cells.append(Cell(day, offset + 1, off, day == today, said))
    cells += [None] * (-len(cells) % 7)
    return Month(
        name=jalali.month_name(number),
        weeks=tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7)),
        working_days=sum(cell is not None and cell.off is None for cell in cells),
    )

"""Seeding the calendar from the data files; harmless the second time."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction

from accounts.models import User
from accounts.principal import Principal
from audit.actions import record
from core.clock import TEHRAN
from core.jalali import of
from territory.models import Division
from territory.rules import Level
from workdays.actions.versions import raise_version
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar

DATA = Path(__file__).parent.parent / "data"


@dataclass
class Loaded:
    """How many rows a load has made or changed."""

    weekends: int = 0
    days: int = 0
    deadlines: int = 0

    @property
    def total(self) -> int:
        """Return the number of rows made or changed."""
        return self.weekends + self.days + self.deadlines


@transaction.atomic
def load_calendar(*, actor: Principal | None = None, at: datetime | None = None) -> Loaded:
    """
    Bring in weekends, holidays and deadlines of the data files; a second run changes nothing.

    Weekends and deadlines are only seeded, where there are none: later they belong to the
    administrators. A day that a person has confirmed or added is never touched. The actor is
    the clock unless given; one event tells what was brought in.
    """
    loaded = Loaded(_seed_weekends(), _load_days(), _seed_deadlines())
    if loaded.total:
        target = raise_version()
        record(
            actor=actor or User.objects.system(),
            verb="calendar.loaded",
            target=target,
            changes={name: (0, count) for name, count in vars(loaded).items() if count},
            at=at,
        )
    return loaded


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date:
    return of(*(int(part) for part in text.split("-")))


def _open_day(text: str) -> date | None:
    return _day(text) if text else None


def _noon(text: str) -> datetime | None:
    return datetime.combine(_day(text), time(12), TEHRAN) if text else None


def _seed_weekends() -> int:
    if WorkCalendar.objects.exists():
        return 0
    made = WorkCalendar.objects.bulk_create(
        WorkCalendar(
            weekend_days=[int(number) for number in row["weekend_days"].split()],
            valid_from=_open_day(row["valid_from"]),
            valid_to=_open_day(row["valid_to"]),
            version=0,
            provenance=row["provenance"],
            citation=row["citation"],
        )
        for row in _rows("weekends.csv")
    )
    return len(made)


def _seed_deadlines() -> int:
    known = set(DeadlineRule.objects.values_list("key", flat=True))
    made = DeadlineRule.objects.bulk_create(
        DeadlineRule(
            key=row["key"],
            value=int(row["value"]),
            unit=row["unit"],
            valid_from=_day(row["valid_from"]),
            provenance=row["provenance"],
            citation=row["citation"],
        )
        for row in _rows("deadlines.csv")
        if row["key"] not in known
    )
    return len(made)


def _load_days() -> int:
    known = {
        (entry.estimated_on, entry.kind, entry.county_id): entry
        for entry in CalendarDay.objects.filter(estimated_on__isnull=False)
    }
    counties = dict(Division.objects.filter(level=Level.COUNTY).values_list("code", "pk"))
    changed, made = 0, []
    for row in _rows("days.csv"):
        if row["county"] and row["county"] not in counties:
            continue  # the divisions come later; the next load brings the day
        day = _day(row["date"])
        wanted = CalendarDay(
            date=day,
            estimated_on=day,
            kind=row["kind"],
            title=row["title"],
            county_id=counties[row["county"]] if row["county"] else None,
            exempt=sorted(row["exempt"].split()),
            late_minutes=int(row["late_minutes"]) if row["late_minutes"] else None,
            announced_at=_noon(row["announced_on"]),
            source=row["source"],
            draft=row["draft"] == "yes",
            confirmed_on=_open_day(row["confirmed_on"]),
        )
        entry = known.pop((day, wanted.kind, wanted.county_id), None)
        if entry is None:
            made.append(wanted)
        elif entry.confirmed_by_id is None:
            changed += _take_over(entry, wanted)
    CalendarDay.objects.bulk_create(made)
    # An estimate that the file no longer names was corrected there; nobody had confirmed it.
    stale = [entry.pk for entry in known.values() if entry.draft]
    CalendarDay.objects.filter(pk__in=stale).delete()
    return changed + len(made) + len(stale)


def _take_over(entry: CalendarDay, wanted: CalendarDay) -> int:
    names = (
        "title", "source", "draft", "confirmed_on", "exempt", "late_minutes", "announced_at",
    )  # fmt: skip
    changed = [name for name in names if getattr(entry, name) != getattr(wanted, name)]
    for name in changed:
        setattr(entry, name, getattr(wanted, name))
    if changed:
        entry.save(update_fields=[*changed, "updated_at"])
    return bool(changed)

"""Changing the calendar: seeding it from the data files, adding closures, confirming days."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.errors import IllegalMove, Invalid
from core.jalali import of
from core.persian import display_safe
from territory.models import Division
from territory.rules import Level
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar
from workdays.rules import DayKind

DATA = Path(__file__).parent / "data"


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
        target = _raise_version()
        record(
            actor=actor or User.objects.system(),
            verb="calendar.loaded",
            target=target,
            changes={name: (0, count) for name, count in vars(loaded).items() if count},
            at=at,
        )
    return loaded


@transaction.atomic
def add_closure(
    *,
    day: date,
    title: str,
    source: str,
    actor: Principal,
    on: date,
    county_id: UUID | None = None,
    kind: DayKind = DayKind.CLOSED,
    at: datetime | None = None,
) -> CalendarDay:
    """
    Enter a closure (or holiday, or working exception) that was announced; `on` is today.

    Stored deadlines stay as they are: they name the calendar's version and are computed anew
    only by an act of their own.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        Invalid: there is no such county, no title, or the day is already entered.
    """
    require(actor, Permission.CALENDAR_EDIT)
    county = _county(county_id)
    title = display_safe(title)
    if not title:
        raise Invalid(fields={"title": [_("Say why the day differs.")]})
    calendar = _raise_version()
    entered, is_new = CalendarDay.objects.get_or_create(
        date=day,
        county=county,
        kind=kind,
        defaults={
            "title": title,
            "source": display_safe(source),
            "confirmed_by_id": actor.user_id,
            "confirmed_on": on,
        },
    )
    if not is_new:
        raise Invalid(fields={"day": [_("This day is already entered.")]})
    record(
        actor=actor,
        verb="calendar.day_added",
        target=entered,
        changes={
            "date": (None, day),
            "kind": (None, kind),
            "county": (None, county.name if county else None),
            "version": (calendar.version - 1, calendar.version),
        },
        note=entered.source,
        at=at,
    )
    return entered


@transaction.atomic
def confirm_day(
    *,
    day_id: UUID,
    falls_on: date,
    source: str,
    actor: Principal,
    on: date,
    at: datetime | None = None,
) -> CalendarDay:
    """
    Confirm a draft holiday on the day on which it really falls; `on` is today.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        CalendarDay.DoesNotExist: there is no such day.
        IllegalMove: it is confirmed already.
        Invalid: the new day has such an entry already.
    """
    require(actor, Permission.CALENDAR_EDIT)
    found = CalendarDay.objects.visible_to(actor).get(public_id=day_id)
    entry = CalendarDay.objects.visible_to(actor).lock(found.pk)
    if not entry.draft:
        raise IllegalMove
    clash = CalendarDay.objects.filter(date=falls_on, county_id=entry.county_id, kind=entry.kind)
    if clash.exclude(pk=entry.pk).exists():
        raise Invalid(fields={"falls_on": [_("This day is already entered.")]})
    before = entry.date
    _raise_version()
    entry.date, entry.draft, entry.source = falls_on, False, display_safe(source)
    entry.confirmed_by_id, entry.confirmed_on = actor.user_id, on
    entry.save(
        update_fields=["date", "draft", "source", "confirmed_by", "confirmed_on", "updated_at"]
    )
    record(
        actor=actor,
        verb="calendar.day_confirmed",
        target=entry,
        changes={"date": (before, falls_on), "draft": (True, False)},
        note=entry.source,
        at=at,
    )
    return entry


def _county(county_id: UUID | None) -> Division | None:
    if county_id is None:
        return None
    county = Division.objects.filter(public_id=county_id, level=Level.COUNTY).first()
    if county is None:
        raise Invalid(fields={"county": [_("There is no such county.")]})
    return county


def _raise_version() -> WorkCalendar:
    """Raise the version of the whole calendar and return the province's newest weekly rule."""
    locked = list(WorkCalendar.objects.select_for_update().order_by("pk"))
    if not locked:
        raise Invalid(_("There is no work calendar yet. Load the calendar first."))
    WorkCalendar.objects.update(version=F("version") + 1, updated_at=Now())
    newest: WorkCalendar = WorkCalendar.objects.filter(pk=locked[-1].pk).get()
    return newest


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date:
    return of(*(int(part) for part in text.split("-")))


def _open_day(text: str) -> date | None:
    return _day(text) if text else None


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
        (entry.estimated_on, entry.kind): entry
        for entry in CalendarDay.objects.filter(estimated_on__isnull=False)
    }
    changed = 0
    for row in _rows("days.csv"):
        day = _day(row["date"])
        wanted = CalendarDay(
            date=day,
            estimated_on=day,
            kind=row["kind"],
            title=row["title"],
            source=row["source"],
            draft=row["draft"] == "yes",
            confirmed_on=_open_day(row["confirmed_on"]),
        )
        entry = known.pop((day, wanted.kind), None)
        if entry is None:
            wanted.save(force_insert=True)
            changed += 1
        elif entry.confirmed_by_id is None:
            changed += _take_over(entry, wanted)
    # An estimate that the file no longer names was corrected there; nobody had confirmed it.
    stale = [entry.pk for entry in known.values() if entry.draft]
    CalendarDay.objects.filter(pk__in=stale).delete()
    return changed + len(stale)


def _take_over(entry: CalendarDay, wanted: CalendarDay) -> int:
    names = ("title", "source", "draft", "confirmed_on")
    changed = [name for name in names if getattr(entry, name) != getattr(wanted, name)]
    for name in changed:
        setattr(entry, name, getattr(wanted, name))
    if changed:
        entry.save(update_fields=[*changed, "updated_at"])
    return bool(changed)

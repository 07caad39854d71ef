"""Changing the calendar: adding closures, confirming days."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.errors import IllegalMove, Invalid
from core.persian import display_safe
from territory.models import Division
from territory.rules import Level
from workdays.actions.versions import raise_version
from workdays.models import CalendarDay
from workdays.rules import DayKind


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
    calendar = raise_version()
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
    raise_version()
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

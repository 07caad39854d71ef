"""Changing the calendar: entering days and confirming them; running deadlines move along."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.principal import Principal
from audit.actions import record
from core import jalali
from core.acts import begin, need_role
from core.clock import TEHRAN, day_in_tehran
from core.errors import Invalid
from core.persian import display_safe
from core.scope import across_tenants
from territory.models import Division
from territory.rules import Level
from workdays.actions.moving import Cause, around, move_deadlines
from workdays.actions.own_time import gives_own_time, propose_change, propose_day
from workdays.actions.versions import raise_version
from workdays.acts import CONFIRM, ENTER
from workdays.models import BODIES, DAY_CHANGES, CalendarDay, DeadlineMove, MoveCause
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
    exempt: Sequence[str] = (),
    late_minutes: int | None = None,
    announced_at: datetime | None = None,
    asks_second: bool = True,
    at: datetime | None = None,
) -> CalendarDay:
    """
    Enter a closure (holiday, working exception, late opening) that was announced; `on` is today.

    `exempt` are the kinds of bodies that worked all the same, `late_minutes` belongs to a late
    opening. Running deadlines on whose way the day lies are computed anew, each with a receipt;
    those that have ended stay. Where that gives the actor's own body time, nothing is entered yet:
    the day that is returned has no key, and waits for a second person (ADR 79); `asks_second` is
    False for that person, and to see what would move.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        Invalid: there is no such county or body, no title, or the day is already entered.
    """
    need_role(ENTER, actor)
    county = _county(county_id)
    title = display_safe(title)
    _check(title, kind, exempt, late_minutes)
    if announced_at and day_in_tehran(announced_at) > on:
        raise Invalid(fields={"announced_on": [_("A day to come has announced nothing yet.")]})
    told: dict[str, Any] = {
        "title": title, "source": display_safe(source), "late_minutes": late_minutes,
        "announced_at": announced_at, "exempt": sorted(set(exempt)),
    }  # fmt: skip
    with transaction.atomic():
        entered, moved = _entered(day, county, kind, told, actor=actor, on=on, at=at)
        waits = asks_second and gives_own_time(moved, actor)
        transaction.set_rollback(waits)
    if not waits:
        return entered
    propose_day(
        ENTER, None, {**told, "day": day, "county_id": county_id, "kind": kind}, day,
        told["source"] or title, actor=actor, on=on, at=at,
    )  # fmt: skip
    return CalendarDay(date=day, county=county, kind=kind, title=title)


def _entered(
    day: date,
    county: Division | None,
    kind: DayKind,
    told: dict[str, Any],
    *,
    actor: Principal,
    on: date,
    at: datetime | None,
) -> tuple[CalendarDay, list[DeadlineMove]]:
    """Enter a day and move what runs over it; return both, with the event recorded."""
    calendar = raise_version()
    entered = _enter(day, county, kind, actor, {**told, "confirmed_on": on})
    moved = recompute(entered, {day}, actor=actor, on=on, at=at)
    changes = {
        "date": (None, day),
        "kind": (None, kind),
        "county": (None, county.name if county else None),
        "version": (calendar.version - 1, calendar.version),
        "moved": (None, len(moved)),
    }
    record(
        actor=actor, verb="calendar.day_added", target=entered, changes=changes,
        note=entered.source, at=at,
    )  # fmt: skip
    return entered, moved


def _enter(
    day: date, county: Division | None, kind: DayKind, actor: Principal, values: dict[str, Any]
) -> CalendarDay:
    """
    Return a day entered in the calendar, confirmed by the actor.

    Raises:
        Invalid: it stands there already.
    """
    entered, is_new = CalendarDay.objects.get_or_create(
        date=day,
        county=county,
        kind=kind,
        withdrawn_on=None,
        defaults={**values, "confirmed_by_id": actor.user_id},
    )
    if not is_new:
        raise Invalid(fields={"day": [_("This day is already entered.")]})
    return entered


@transaction.atomic
def confirm_day(
    *,
    day_id: UUID,
    falls_on: date,
    source: str,
    actor: Principal,
    on: date,
    asks_second: bool = True,
    at: datetime | None = None,
) -> CalendarDay:
    """
    Confirm a draft holiday on the day on which it really falls; `on` is today.

    A day that moved moves the running deadlines that it gives more time, each with a receipt; time
    of the actor's own body waits for a second person, as with `add_closure`.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        CalendarDay.DoesNotExist: there is no such day.
        IllegalMove: it is confirmed already.
        Invalid: the new day has such an entry already.
    """
    need_role(CONFIRM, actor)
    found = CalendarDay.objects.visible_to(actor).get(public_id=day_id)
    entry: CalendarDay = begin(CONFIRM, found.pk, actor, on)
    days = CalendarDay.objects.in_force()
    clash = days.filter(date=falls_on, county_id=entry.county_id, kind=entry.kind)
    if clash.exclude(pk=entry.pk).exists():
        raise Invalid(fields={"falls_on": [_("This day is already entered.")]})
    with transaction.atomic():
        moved = _confirmed(entry, falls_on, source, actor=actor, on=on, at=at)
        waits = asks_second and gives_own_time(moved, actor)
        transaction.set_rollback(waits)
    if waits:
        entry = CalendarDay.objects.get(pk=entry.pk)
        propose_change(CONFIRM, entry, falls_on, display_safe(source), actor=actor, on=on, at=at)
    return entry


def _confirmed(
    entry: CalendarDay,
    falls_on: date,
    source: str,
    *,
    actor: Principal,
    on: date,
    at: datetime | None,
) -> list[DeadlineMove]:
    """Confirm a day where it falls and move what runs over it; return the receipts."""
    before = entry.date
    raise_version()
    entry.date, entry.draft, entry.source = falls_on, False, display_safe(source)
    entry.confirmed_by_id, entry.confirmed_on = actor.user_id, on
    entry.save(
        update_fields=["date", "draft", "source", "confirmed_by", "confirmed_on", "updated_at"]
    )
    moved = recompute(entry, {before, falls_on} if before != falls_on else (), actor, on, at)
    record(
        actor=actor,
        verb="calendar.day_confirmed",
        target=entry,
        changes={
            "date": (before, falls_on),
            "draft": (True, False),
            "moved": (None, len(moved)),
        },
        note=entry.source,
        at=at,
    )
    return moved


def recompute(
    entry: CalendarDay,
    days: Collection[date],
    actor: Principal,
    on: date,
    at: datetime | None,
    least: date | None = None,
) -> list[DeadlineMove]:
    """
    Compute the running deadlines anew on whose way the days lie; return the receipts.

    Apps above look at what they have on these days (`DAY_CHANGES`), such as hearing sessions. The
    calendar is one for all: it reaches every record, also those that the actor does not see.
    """
    if entry.kind == DayKind.LATE:
        return []  # a day that began late is a working day all the same
    with across_tenants():
        for follow in DAY_CHANGES:
            follow(entry=entry, days={entry.date, *days}, actor=actor, on=on, at=at)
    if not days:
        return []
    cause = Cause(
        kind=MoveCause.CALENDAR if least is None else MoveCause.WITHDRAWAL,
        why=_why(entry),
        actor=actor,
        on=on,
        at=at or datetime.combine(on, time(12), TEHRAN),
        day=entry,
        least=least,
    )
    return move_deadlines(around(days, entry.county_id), cause)


def _why(entry: CalendarDay) -> str:
    """Return the sentence of a receipt, in the language of official texts."""
    with override("fa"):
        if entry.withdrawn_on is not None:
            # The cause beside it says that the day was withdrawn.
            text = _("{title}, {day}: {why}")
            day = jalali.long(entry.date)
            return text.format(title=entry.title, day=day, why=entry.withdrawal_reason)
        where = entry.county.name if entry.county else _("the whole province")
        return _("{title}, {day}, in {where}").format(
            title=entry.title, day=jalali.long(entry.date), where=where
        )


def _check(title: str, kind: DayKind, exempt: Sequence[str], late_minutes: int | None) -> None:
    typed = {"title": title, "kind": kind, "exempt": exempt, "late_minutes": late_minutes}
    if wrong := wrong_in_day(typed):
        raise Invalid(fields=wrong)


def wrong_in_day(typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return, by field, what is wrong with what was typed so far of a day."""
    wrong: dict[str, list[str]] = {}
    kind, exempt = typed.get("kind"), typed.get("exempt") or ()
    if "title" in typed and not typed["title"]:
        wrong["title"] = [_("Say why the day differs.")]
    if set(exempt) - set(BODIES):
        wrong["exempt"] = [_("There is no such kind of body.")]
    elif exempt and kind and kind != DayKind.CLOSED:
        wrong["exempt"] = [_("Only a closure exempts bodies.")]
    minutes = typed.get("late_minutes") or 0
    if "late_minutes" in typed and kind and (kind == DayKind.LATE) != (0 < minutes <= 720):
        wrong["late_minutes"] = [_("A day that began late says by how many minutes.")]
    return wrong


def _county(county_id: UUID | None) -> Division | None:
    if county_id is None:
        return None
    county = Division.objects.filter(public_id=county_id, level=Level.COUNTY).first()
    if county is None:
        raise Invalid(fields={"county": [_("There is no such county.")]})
    return county

"""Changing the calendar: entering days and confirming them; running deadlines move along."""

from collections.abc import Collection, Sequence
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
from core.clock import TEHRAN
from core.errors import Invalid
from core.persian import display_safe
from territory.models import Division
from territory.rules import Level
from workdays.actions.moving import Cause, around, move_deadlines
from workdays.actions.versions import raise_version
from workdays.acts import CONFIRM, ENTER, WITHDRAW
from workdays.facts import deadline
from workdays.models import BODIES, DAY_CHANGES, CalendarDay, DeadlineMove, MoveCause
from workdays.rules import DayKind, DeadlineKey

LEAST_REASON = 10


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
    at: datetime | None = None,
) -> CalendarDay:
    """
    Enter a closure (holiday, working exception, late opening) that was announced; `on` is today.

    `exempt` are the kinds of bodies that worked all the same, `late_minutes` belongs to a late
    opening. Running deadlines on whose way the day lies are computed anew, each with a receipt;
    those that have ended stay.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        Invalid: there is no such county or body, no title, or the day is already entered.
    """
    need_role(ENTER, actor)
    county = _county(county_id)
    title = display_safe(title)
    _check(title, kind, exempt, late_minutes)
    calendar = raise_version()
    told = {"source": display_safe(source), "late_minutes": late_minutes,
            "announced_at": announced_at, "exempt": sorted(set(exempt))}  # fmt: skip
    entered = _enter(day, county, kind, actor, {**told, "title": title, "confirmed_on": on})
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
    return entered


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
    at: datetime | None = None,
) -> CalendarDay:
    """
    Confirm a draft holiday on the day on which it really falls; `on` is today.

    A day that moved moves the running deadlines that it gives more time, each with a receipt.

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
    return entry


@transaction.atomic
def withdraw_day(
    *, day_id: UUID, reason: str, actor: Principal, on: date, at: datetime | None = None
) -> CalendarDay:
    """
    Withdraw a day that was entered by mistake; it stays on record and counts no more.

    Running deadlines on whose way it lies are computed anew, each with a receipt. One that becomes
    shorter keeps at least `withdrawal_notice` from today; where less would be left, it keeps the
    day that its side has read.

    Raises:
        NotPermitted: the actor's role may not edit the calendar.
        CalendarDay.DoesNotExist: there is no such day.
        IllegalMove: it is an estimate, or withdrawn already.
        Invalid: by field reason.
    """
    need_role(WITHDRAW, actor)
    found = CalendarDay.objects.visible_to(actor).get(public_id=day_id)
    entry: CalendarDay = begin(WITHDRAW, found.pk, actor, on)
    why = display_safe(reason)
    if not LEAST_REASON <= len(why) <= 500:
        raise Invalid(fields={"reason": [_("Give the reason in 10 to 500 characters.")]})
    calendar = raise_version()
    entry.withdrawn_on, entry.withdrawn_by, entry.withdrawal_reason = on, actor.user_id, why
    entry.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawal_reason", "updated_at"])
    county = entry.county.public_id if entry.county else None
    least = deadline(DeadlineKey.WITHDRAWAL_NOTICE, on, county).due_on
    moved = recompute(entry, {entry.date}, actor, on, at, least=least)
    record(
        actor=actor,
        verb="calendar.day_withdrawn",
        target=entry,
        changes={
            "date": (entry.date, None),
            "version": (calendar.version - 1, calendar.version),
            "moved": (None, len(moved)),
        },
        note=why,
        at=at,
    )
    return entry


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

    Apps above look at what they have on these days (`DAY_CHANGES`), such as hearing sessions.
    """
    if entry.kind == DayKind.LATE:
        return []  # a day that began late is a working day all the same
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
            text = _("{title}, {day}, was withdrawn: {why}")
            day = jalali.long(entry.date)
            return text.format(title=entry.title, day=day, why=entry.withdrawal_reason)
        where = entry.county.name if entry.county else _("the whole province")
        return _("{title}, {day}, in {where}").format(
            title=entry.title, day=jalali.long(entry.date), where=where
        )


def _check(title: str, kind: DayKind, exempt: Sequence[str], late_minutes: int | None) -> None:
    problems: dict[str, list[str]] = {}
    if not title:
        problems["title"] = [_("Say why the day differs.")]
    if set(exempt) - set(BODIES):
        problems["exempt"] = [_("There is no such kind of body.")]
    elif exempt and kind != DayKind.CLOSED:
        problems["exempt"] = [_("Only a closure exempts bodies.")]
    if (kind == DayKind.LATE) != bool(late_minutes) or not 0 <= (late_minutes or 0) <= 720:
        problems["late_minutes"] = [_("A day that began late says by how many minutes.")]
    if problems:
        raise Invalid(fields=problems)


def _county(county_id: UUID | None) -> Division | None:
    if county_id is None:
        return None
    county = Division.objects.filter(public_id=county_id, level=Level.COUNTY).first()
    if county is None:
        raise Invalid(fields={"county": [_("There is no such county.")]})
    return county

"""A change of the calendar that gives the actor's own body time asks a second person (ADR 79)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.principal import Principal
from approvals.actions import propose_act
from approvals.facts import pending_of
from approvals.models import PendingAct
from core import jalali
from core.acts import Act
from core.clock import TEHRAN
from core.errors import IllegalMove
from workdays.facts import deadline
from workdays.models import CLOCKS, CalendarDay, DeadlineMove
from workdays.rules import DeadlineKey


def gives_own_time(moved: Iterable[DeadlineMove], actor: Principal) -> bool:
    """Tell whether a deadline that the actor's own body owes is later now."""
    later: dict[str, list[Any]] = {}
    for move in moved:
        if move.new_on > move.old_on:
            later.setdefault(move.deadline.clock, []).append(move.deadline.subject_id)
    for clock, subjects in later.items():
        kind = CLOCKS.get(clock)
        if kind is None or kind.owed is None:
            continue
        if kind.owed(actor).filter(public_id__in=subjects).exists():
            return True
    return False


def propose_day(
    act: Act,
    target: Model | None,
    arguments: Mapping[str, Any],
    day: date,
    why: str,
    *,
    actor: Principal,
    on: date,
    at: datetime | None,
) -> None:
    """
    Put a change of the calendar before a second person who keeps it.

    Raises:
        IllegalMove: it waits for its second person already.
    """
    if _waits(act, target, day, arguments):
        raise IllegalMove(_("This has been entered already and waits for its second person."))
    with override("fa"):
        title = _("{act}: {day}").format(act=act.title, day=jalali.long(day))
    propose_act(
        act=act.key,
        target=target,
        arguments=arguments,
        title=title,
        summary=why,
        expires_on=last_day_to_confirm(day, on),
        actor=actor,
        on=on,
        at=at or datetime.combine(on, time(12), TEHRAN),
    )


def last_day_to_confirm(day: date, on: date) -> date:
    """
    Return until when a second person confirms a change of a calendar day.

    Time that ran out on the day itself comes back no more, so that a day to come is confirmed by
    its end; one that has passed, within the time of every entry of an earlier day.
    """
    usual = deadline(DeadlineKey.CONFIRM_PAPER, on, None).due_on
    return min(day, usual) if day >= on else usual


def _waits(act: Act, target: Model | None, day: date, arguments: Mapping[str, Any]) -> bool:
    """Tell whether the same change waits for its second person."""
    if target is not None:
        return pending_of(act.key, target) is not None
    county = arguments["county_id"]
    same = {
        "arguments__day": day.isoformat(),
        "arguments__kind": str(arguments["kind"]),
        "arguments__county_id": str(county) if county else None,
    }
    return PendingAct.objects.waiting().filter(act=act.key, **same).exists()


def propose_change(
    act: Act,
    entry: CalendarDay,
    day: date,
    why: str,
    *,
    actor: Principal,
    on: date,
    at: datetime | None,
) -> None:
    """Put what is done to a day that stands before a second person."""
    told = {
        "day": day, "kind": entry.kind, "title": entry.title, "source": why,
        "county_id": entry.county.public_id if entry.county else None,
    }  # fmt: skip
    propose_day(act, entry, told, day, why, actor=actor, on=on, at=at)

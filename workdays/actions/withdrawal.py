"""A day that was entered by mistake is withdrawn; running deadlines move back."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin, need_role
from core.errors import Invalid
from core.persian import display_safe
from workdays.actions.days import recompute
from workdays.actions.own_time import gives_own_time, propose_change
from workdays.actions.versions import raise_version
from workdays.acts import WITHDRAW
from workdays.facts import deadline
from workdays.models import CalendarDay, DeadlineMove
from workdays.rules import DeadlineKey

LEAST_REASON = 10


@transaction.atomic
def withdraw_day(
    *,
    day_id: UUID,
    reason: str,
    actor: Principal,
    on: date,
    asks_second: bool = True,
    at: datetime | None = None,
) -> CalendarDay:
    """
    Withdraw a day that was entered by mistake; it stays on record and counts no more.

    Running deadlines on whose way it lies are computed anew, each with a receipt. One that becomes
    shorter keeps at least `withdrawal_notice` from today; where less would be left, it keeps the
    day that its side has read. Time of the actor's own body waits for a second person, as with
    `add_closure`.

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
    with transaction.atomic():
        moved = _withdrawn(entry, why, actor=actor, on=on, at=at)
        waits = asks_second and gives_own_time(moved, actor)
        transaction.set_rollback(waits)
    if waits:
        entry = CalendarDay.objects.get(pk=entry.pk)
        propose_change(WITHDRAW, entry, entry.date, why, actor=actor, on=on, at=at)
    return entry


def _withdrawn(
    entry: CalendarDay, why: str, *, actor: Principal, on: date, at: datetime | None
) -> list[DeadlineMove]:
    """Withdraw a day and move what ran over it; return the receipts."""
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
    return moved

"""What the clock does to licences: to a set, once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record_many
from core.clock import now
from offices.actions.offices import touch_offices
from offices.models import Licence
from offices.states import LICENCE_FLOW, LicenceState
from workdays.actions.apart import Moved, move_apart


@transaction.atomic
def expire_licences(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """Move every licence whose last day lies before `as_of` to expired; return their keys."""
    require(actor, Permission.LICENCE_EXPIRE)
    due = Licence.objects.visible_to(actor).filter(
        state__in=LICENCE_FLOW.sources_of(LicenceState.EXPIRED), expires_on__lt=as_of
    )
    return _tick(due, LicenceState.EXPIRED, "licence.expired", as_of, actor, at)


@transaction.atomic
def lift_lapsed_licence_suspensions(
    *, as_of: date, actor: Principal, at: datetime | None = None
) -> Moved:
    """Make suspended licences valid again after the last day of the suspension; return keys."""
    require(actor, Permission.LICENCE_EXPIRE)
    due = Licence.objects.visible_to(actor).filter(
        state=LicenceState.SUSPENDED, suspended_until__lt=as_of, expires_on__gte=as_of
    )
    return _tick(due, LicenceState.VALID, "licence.suspension_lapsed", as_of, actor, at)


def _tick(
    due: Any,
    state: LicenceState,
    verb: str,
    as_of: date,
    actor: Principal,
    at: datetime | None,
) -> Moved:
    def store(found: Sequence[Licence]) -> None:
        Licence.objects.filter(pk__in=[licence.pk for licence in found]).update(
            state=state,
            state_since=as_of,
            suspended_until=None,
            version=F("version") + 1,
            updated_at=at or now(),
        )
        touch_offices(office_ids=[licence.office_id for licence in found])
        record_many(
            actor=actor,
            verb=verb,
            targets=[(licence, {"state": (licence.state, state)}) for licence in found],
            at=at,
        )

    return move_apart(list(due.select_for_update(of=("self",)).order_by("pk")), store)

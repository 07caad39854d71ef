"""What the clock does to contracts each night; run twice, it does nothing more."""

from collections.abc import Callable
from datetime import date

from celery import shared_task
from django.db import transaction

from accounts.models import User
from contracts import actions
from core.clock import now, today
from core.middleware import set_scope


def _nightly(action: Callable[..., list[int]], as_of: str) -> int:
    """Run a set action of the clock in one transaction of its scope; return how many moved."""
    with transaction.atomic():
        clock = User.objects.system()
        set_scope(scope=clock.scope, agency_ids=[])
        day = date.fromisoformat(as_of) if as_of else today()
        return len(action(as_of=day, actor=clock, at=now()))


@shared_task(acks_late=True, soft_time_limit=600)
def expire_contracts(*, as_of: str = "", **_: object) -> int:
    """End the contracts whose term lies before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.expire_contracts, as_of)


@shared_task(acks_late=True, soft_time_limit=600)
def lift_lapsed_suspensions(*, as_of: str = "", **_: object) -> int:
    """Let suspensions end whose last day lies before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.lift_lapsed_suspensions, as_of)


@shared_task(acks_late=True, soft_time_limit=600)
def expire_guarantees(*, as_of: str = "", **_: object) -> int:
    """Mark guarantees whose last day lies before `as_of` (ISO; today in Tehran if empty)."""
    return _nightly(actions.expire_guarantees, as_of)

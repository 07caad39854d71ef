"""What the clock does in cases; each task is safe to run twice, and by two workers at once."""

from datetime import date, timedelta

from celery import shared_task
from django.db import transaction

from accounts.models import User
from core.clock import now, today
from core.middleware import set_scope
from violations import actions


@shared_task(acks_late=True, soft_time_limit=600)
def deadline_tick(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Close the windows that ended before `as_of` (ISO; today in Tehran if empty).

    Return how many defence windows lapsed and how many decisions became final. A day that was
    missed is made up by the next run; a second run moves nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    clock = User.objects.system()
    with transaction.atomic():
        set_scope(scope=clock.scope, agency_ids=[])
        lapsed = actions.lapse_defences(as_of=day, actor=clock)
        final = actions.finalize_due(as_of=day, actor=clock)
    return {"lapsed": len(lapsed), "final": len(final)}


@shared_task(acks_late=True, soft_time_limit=300)
def sweep_uploads(**_: object) -> int:
    """Remove files that nobody attached within two days; return how many."""
    with transaction.atomic():
        clock = User.objects.system()
        set_scope(scope=clock.scope, agency_ids=[])
        return actions.sweep_uploads(before=now() - timedelta(days=2), actor=clock)

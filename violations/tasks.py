"""What the clock does in cases; each task is safe to run twice, and by two workers at once."""

from datetime import date, timedelta

from accounts.jobs import job
from accounts.models import User
from core.clock import now, today
from violations import actions
from workdays.daily import every_day


@job(soft_time_limit=600)
def deadline_tick(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Close the windows that ended before `as_of` (ISO; today in Tehran if empty).

    Return how many defence windows lapsed and how many decisions became final. A day that was
    missed is made up by the next run; a second run moves nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    clock = User.objects.system()
    lapsed = actions.lapse_defences(as_of=day, actor=clock)
    final = actions.finalize_due(as_of=day, actor=clock)
    return {"lapsed": len(lapsed), "final": len(final)}


@job(soft_time_limit=300)
def sweep_drafts(**_: object) -> int:
    """Remove drafts of reports that nobody has touched for 30 days; return how many."""
    return actions.sweep_drafts(before=now() - actions.KEPT, actor=User.objects.system())


@job(soft_time_limit=300)
def sweep_uploads(**_: object) -> int:
    """Remove files that nobody attached within two days; return how many."""
    return actions.sweep_uploads(before=now() - timedelta(days=2), actor=User.objects.system())


def register_days() -> None:
    """Tell the scheduler what this app does once a day."""
    every_day(deadline_tick, 20)

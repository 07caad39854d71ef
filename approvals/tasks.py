"""What the clock does with pending acts."""

from datetime import date

from accounts.jobs import job
from accounts.models import User
from approvals import actions
from core.clock import now, today


@job(soft_time_limit=300)
def expire_acts(*, as_of: str = "", **_: object) -> int:
    """End acts that nobody decided before `as_of` (ISO; today if empty), or that are void."""
    day = date.fromisoformat(as_of) if as_of else today()
    clock, at = User.objects.system(), now()
    expired = actions.expire_acts(as_of=day, actor=clock, at=at)
    return len(expired) + len(actions.void_acts(as_of=day, actor=clock, at=at))

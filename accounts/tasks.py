"""Background work of keys."""

from accounts.jobs import job
from accounts.once import sweep
from core.clock import now


@job(soft_time_limit=60)
def sweep_keys(**_: object) -> int:
    """Remove Idempotency-Keys that are older than a day; return how many."""
    return sweep(now())

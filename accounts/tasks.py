"""Background work of keys and of the cache."""

from accounts.cache import sweep_cache
from accounts.jobs import job
from accounts.once import sweep
from core.clock import now


@job(soft_time_limit=60)
def sweep_keys(**_: object) -> int:
    """Remove Idempotency-Keys older than a day, and what expired in the cache; return how many."""
    return sweep(now()) + sweep_cache(now())

"""Background work of keys, of the cache, and of what signing in leaves behind."""

from accounts.cache import sweep_cache
from accounts.jobs import job
from accounts.once import sweep
from accounts.trail import sweep_trail
from core.clock import now


@job(soft_time_limit=60)
def sweep_keys(**_: object) -> int:
    """Remove old Idempotency-Keys, cached values, sessions and tries; return how many."""
    return sweep(now()) + sweep_cache(now()) + sweep_trail(now())

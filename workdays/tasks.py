"""The scheduler's tick, often and harmless: what is done for a day is not done again."""

from accounts.jobs import job
from core.clock import now
from workdays.daily import tick


@job(in_steps=True, soft_time_limit=1100)
def run_due_days(**_: object) -> list[str]:
    """Do the daily jobs that are due, missed days first; return them as `job day`."""
    return [f"{name} {day.isoformat()}" for name, day in tick(now())]

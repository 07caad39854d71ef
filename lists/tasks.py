"""What the workers do: jobs that wait, files whose time is over."""

from accounts.jobs import as_clock, job
from core.clock import now
from lists import actions
from lists.models import Job
from lists.work import take_job


@job(in_steps=True, soft_time_limit=1100)
def take_jobs(**_more: object) -> int:
    """
    Do every job that waits; return how many were taken.

    Runs on a nudge from the page and every minute by the clock, so a lost nudge loses nothing; a
    job that another worker holds is left to it.
    """
    with as_clock():
        waiting = Job.objects.waiting(now() - actions.SILENCE).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True))
    return sum(take_job(key) for key in keys)


@job(soft_time_limit=120)
def forget_files(**_more: object) -> int:
    """Remove the files whose time is over; return how many."""
    return actions.forget_files(at=now())

"""A daily job that failed: one row for each job and day, and an event at the first failure."""

from datetime import date, datetime

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from workdays.models import FailedRun


def note_failure(*, job: str, day: date, error: Exception, actor: Principal, at: datetime) -> None:
    """
    Note that a daily job failed; the first time those who run the platform are told.

    Only the class of the error is noted: its text may name a person.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    row, is_new = FailedRun.objects.get_or_create(
        job=job, as_of=day, defaults={"error": type(error).__name__, "last_at": at, "tries": 1}
    )
    if is_new:
        record(
            actor=actor, verb="daily_job.failed", target=row,
            changes={"job": (None, job), "as_of": (None, day.isoformat())}, at=at,
        )  # fmt: skip
        return
    row.error, row.last_at, row.tries = type(error).__name__, at, row.tries + 1
    row.save(update_fields=["error", "last_at", "tries", "updated_at"])

"""The row of a nightly look: one for each job and day, which a second start finds done."""

from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.db import connection

from accounts.principal import Principal
from oversight.models import RuleRun
from oversight.states import RunMode, RunState

_TIMEOUT = "10min"


def row_of_day(
    job: str,
    as_of: date,
    actor: Principal,
    at: datetime,
    *,
    mode: RunMode = RunMode.FULL,
    version_id: int | None = None,
) -> RuleRun:
    """Return the locked row of a scheduled job and day; it is made where there is none."""
    row = RuleRun(
        job=job,
        as_of=as_of,
        mode=mode,
        version_id=version_id,
        is_scheduled=True,
        started_at=at,
        triggered_by=actor.user_id,
        triggered_by_name=actor.name,
    )
    RuleRun.objects.bulk_create([row], ignore_conflicts=True)
    return RuleRun.objects.select_for_update().get(
        job=job, as_of=as_of, is_scheduled=True, is_dry=False
    )


def counts_before(run: RuleRun) -> dict[str, Any]:
    """Return what the newest finished look of the same job before this one has counted."""
    earlier = RuleRun.objects.filter(job=run.job, as_of__lt=run.as_of, state=RunState.DONE)
    return earlier.order_by("-as_of").values_list("counts", flat=True).first() or {}


def finish_row(
    run: RuleRun, counts: dict[str, Any], at: datetime, started: float, error: str = ""
) -> None:
    """
    Write how a look that began `at` went; it failed where there is an error.

    `started` is the reading of `monotonic` at its start.
    """
    run.counts = counts
    run.state = RunState.FAILED if error else RunState.DONE
    run.error = error
    run.finished_at = at + timedelta(seconds=monotonic() - started)
    run.save(update_fields=["counts", "state", "error", "finished_at", "updated_at"])


def allow_long_statements() -> None:
    """Let the statements of this transaction take longer than those of a page."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [_TIMEOUT])

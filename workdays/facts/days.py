"""Which days of the daily jobs are done, and which are still due."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from workdays.models import JobRun


def last_day() -> date | None:
    """Return the newest day for which any daily job was done; None before the first."""
    found: date | None = JobRun.objects.aggregate(last=Max("as_of"))["last"]
    return found


def days_due(today: date) -> Iterator[date]:
    """
    Yield the days whose jobs may not all be done, from the oldest to today.

    The newest day that was begun is among them, because it may have been left halfway.
    """
    day = last_day() or today
    while day <= today:
        yield day
        day += timedelta(days=1)


def done_on(day: date) -> set[str]:
    """Return the names of the jobs that are done for a day."""
    return set(JobRun.objects.filter(as_of=day).values_list("job", flat=True))


def results_of(day: date) -> dict[str, Any]:
    """Return what each job that is done for a day has answered, by its name."""
    rows = JobRun.objects.filter(as_of=day).values_list("job", "result")
    return {job: result.get("done") for job, result in rows}


def is_caught_up(today: date) -> bool:
    """Tell whether no day before today is due: what runs by the hour may then look at today."""
    last = last_day()
    return last is None or last >= today

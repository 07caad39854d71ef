"""Which days of the daily jobs are done, which are still due, and which are missing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef

from workdays.models import FailedRun, JobRun

PAUSE = timedelta(minutes=15)  # after a failure, before the next try
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Missing:
    """The work of a job that was not done: its days, how often it was tried, and the last error."""

    job: str
    first: date
    days: int
    tries: int
    error: str


def last_day() -> date | None:
    """Return the newest day for which any daily job was done; None before the first."""
    found: date | None = JobRun.objects.aggregate(last=Max("as_of"))["last"]
    return found


def next_days(jobs: Iterable[str]) -> dict[str, date | None]:
    """
    Return the first day of each job that is not done.

    A job that is new begins with the newest day that any job has begun; None before the first.
    """
    done = dict(JobRun.objects.values_list("job").annotate(last=Max("as_of")))
    newest = max(done.values(), default=None)
    return {job: done[job] + DAY if job in done else newest for job in jobs}


def days_due(jobs: Iterable[str], today: date) -> Iterator[date]:
    """Yield the days for which these jobs may not all be done, from the oldest to today."""
    day = min((due for due in next_days([*jobs]).values() if due), default=today)
    while day <= today:
        yield day
        day += DAY


def failures_of(day: date) -> dict[str, FailedRun]:
    """Return the failures of a day by job, those that were made up for later too."""
    return {row.job: row for row in FailedRun.objects.filter(as_of=day)}


def missing(jobs: Iterable[str], today: date) -> list[Missing]:
    """Return the jobs whose work of a day before today, or that failed for today, is not done."""
    jobs = [*jobs]
    done = JobRun.objects.filter(job=OuterRef("job"), as_of=OuterRef("as_of"))
    failed: dict[str, FailedRun] = {}
    for row in FailedRun.objects.filter(~Exists(done), job__in=jobs).order_by("-as_of"):
        failed[row.job] = row
    found = []
    for job, due in next_days(jobs).items():
        last = failed.get(job)
        if due is not None and (due < today or last is not None):
            days = max((today - due).days, 1)
            tries, error = (last.tries, last.error) if last is not None else (0, "")
            found.append(Missing(job, due, days, tries, error))
    return found


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

"""
The daily jobs: each a function of a day and the database, done once for each day, in order.

An app above adds its jobs in `AppConfig.ready()` (docs/adr/0001). The scheduler's tick does what
is due: the days that were missed first, then today's jobs whose hour has come. The row of a job
and day is written in the job's own transaction; a second scheduler finds the lock or the row. A
job that fails leaves a row of its failure and is tried again later; its own later days wait, and
so do the jobs that name it in `after`. All others go on (docs/adr/0064).
"""

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as hour
from typing import Any, Self

from django.db import connection

from accounts.jobs import as_clock
from core.clock import TEHRAN, day_in_tehran
from core.panels import Register
from workdays.actions.failures import note_failure
from workdays.facts.days import (
    PAUSE,
    Missing,
    days_due,
    done_on,
    failures_of,
    missing,
    next_days,
)
from workdays.models import FailedRun, JobRun

logger = logging.getLogger(__name__)

# What a job answers whose day is not done: the other jobs go on, a later tick takes it up again.
NOT_DONE = object()


class PartlyDone(Exception):
    """A daily job did what it could; the records that failed stay due, and so does its day."""


# The number of the advisory lock under which one scheduler at a time does a job.
_LOCK = 0x70697368_64617973


@dataclass(frozen=True)
class DailyJob:
    """
    A job of the clock for a day, done not before an hour of that day in Tehran.

    `run` takes the day and returns what it did. One that works `in_steps` opens its own
    transactions, is idempotent, and answers None when another is at work. What it answers with
    `NOT_DONE`, or with a count of records that `failed`, is not marked as done. `title` says for
    people what is missing where it was not done. `after` names the jobs without which it must not
    work on a day; some records for which they failed do not hold it up.
    """

    name: str
    run: Callable[[date], Any]
    order: int
    title: Any
    not_before: hour = hour(0, 10)
    in_steps: bool = False
    after: tuple[str, ...] = ()


DAILY: Register[DailyJob] = Register()


@dataclass(frozen=True)
class Night:
    """A day of the jobs: the first day of each that is not done, and what failed for this one."""

    day: date
    due: Mapping[str, date | None]
    failed: Mapping[str, FailedRun]

    @classmethod
    def of(cls, day: date) -> Self:
        """Read how far the jobs are."""
        with as_clock():
            return cls(day, next_days(names()), failures_of(day))

    def allows(self, job: DailyJob, now: datetime) -> bool:
        """Tell whether a job may work: due, with what it leans on done, and not just failed."""
        if datetime.combine(self.day, job.not_before, TEHRAN) > now:
            return False
        if self.due[job.name] not in {None, self.day} or not all(map(self._is_enough, job.after)):
            return False
        failure = self.failed.get(job.name)
        return failure is None or not now - PAUSE < failure.last_at <= now

    def _is_enough(self, name: str) -> bool:
        """Tell whether a job is done for this day, but for some records at most."""
        failure = self.failed.get(name)
        is_partly = failure is not None and failure.error == PartlyDone.__name__
        return is_partly or (self.due.get(name) or self.day) > self.day


def every_day(task: Any, order: int, title: Any) -> None:
    """Let a task that takes `as_of` be done once for each day, in this order among all."""
    name = task.name.replace(".tasks.", ".")
    DAILY.add(DailyJob(name, lambda day: task(as_of=day.isoformat()), order, title))


def tick(now: datetime, *, seconds: float = 600) -> list[tuple[str, date]]:
    """
    Do what is due at a moment, day by day in order; return the jobs and days that were done.

    It stops when another scheduler is at work, or when the time is used up: the next tick goes on.
    """
    ends, today = time.monotonic() + seconds, day_in_tehran(now)
    with as_clock():
        days = list(days_due(names(), today))
    done: list[tuple[str, date]] = []
    for day in days:
        night = Night.of(day)
        for job in DAILY:
            if not night.allows(job, now):
                continue
            is_done = _try(job, day, now)
            if is_done is None or time.monotonic() > ends:
                return done
            done += [(job.name, day)] if is_done else []
            night = Night.of(day)
    return done


def names() -> list[str]:
    """Return the names of all daily jobs, in their order."""
    return [job.name for job in DAILY]


def missing_work(today: date) -> list[tuple[Any, Missing]]:
    """Return what is missing of the daily jobs: the title of each such job, and its days."""
    return [(DAILY.get(one.job).title, one) for one in missing(names(), today)]  # type: ignore[union-attr]


def _try(job: DailyJob, day: date, now: datetime) -> bool | None:
    """Do a job as `_do`; where it fails, note that and let the others go on."""
    try:
        return _do(job, day, now)
    except Exception as error:
        logger.exception("the daily job %s failed for %s", job.name, day)
        with as_clock() as clock:
            note_failure(job=job.name, day=day, error=error, actor=clock, at=now)
        return False


def run_day(day: date, now: datetime) -> list[str]:
    """Do all jobs of one day that are not done yet; return their names. For replays."""
    return [job.name for job in DAILY if _do(job, day, now)]


def _do(job: DailyJob, day: date, now: datetime) -> bool | None:
    """
    Do a job for a day; False if it is not marked as done by this, None if another is at work.

    Raises:
        PartlyDone: some records failed; what was done for the others is committed.
    """
    result, is_done = _run(job, day, now)
    failed = _failed(result)
    if failed:
        raise PartlyDone(f"{job.name}: {failed} records failed for {day}")
    return is_done


def _run(job: DailyJob, day: date, now: datetime) -> tuple[Any, bool | None]:
    """Return what a job answers for a day, and whether the day is marked as done."""
    if job.in_steps:
        with as_clock():
            if job.name in done_on(day):
                return None, False
        result = job.run(day)
        if result is None:
            return None, None
        with as_clock():
            return result, _note(job, day, now, result)
    with as_clock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                return None, None
        if job.name in done_on(day):
            return None, False
        result = job.run(day)
        return result, _note(job, day, now, result)


def _failed(result: Any) -> int:
    """Return how many records failed, as a job says."""
    return result.get("failed", 0) if isinstance(result, dict) else 0


def _note(job: DailyJob, day: date, now: datetime, result: Any) -> bool:
    """Mark a job as done for a day, unless it answers that it is not."""
    if result is NOT_DONE or _failed(result):
        return False
    row = JobRun(job=job.name, as_of=day, result={"done": result}, started_at=now, finished_at=now)
    JobRun.objects.bulk_create([row], ignore_conflicts=True)
    return True

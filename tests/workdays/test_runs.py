"""Runs of the daily jobs are marked in order, as they end, by raw SQL of the runtime role too."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from core.clock import now, today
from oversight.models import RuleRun
from tests.sql import leave_session, refused_at_runtime
from workdays.models import JobRun

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def mark(day: date, job: str = "contracts.expire_contracts", **values: Any) -> str:
    """Mark a job as done for a day, as the runtime role, and undo it; return the refusal."""
    moments: dict[str, datetime] = {"started_at": now(), "finished_at": now()}
    with transaction.atomic():
        told = refused_at_runtime(lambda: _written(job, day, moments | values))
        transaction.set_rollback(True)
    return told


def _written(job: str, day: date, moments: dict[str, Any]) -> None:
    leave_session()
    JobRun.objects.create(job=job, as_of=day, **moments)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def done(day: date) -> None:
    """Write a run of a day past the guards."""
    JobRun.objects.create(
        job="workdays.expire_acts", as_of=day, started_at=now(), finished_at=now()
    )


class TestOrder:
    def test_takes_today_where_nothing_was_done_yet(self) -> None:
        assert mark(today() - DAY)
        assert mark(today()) == ""

    @pytest.mark.parametrize("last", [1, 2, 5])
    def test_takes_the_newest_day_and_the_one_after_it_only(self, last: int) -> None:
        done(today() - last * DAY)

        for back in range(-1, last + 3):
            is_next = back in (last, last - 1)
            assert (mark(today() - back * DAY, f"job {back}") == "") is (is_next and back >= 0)

    @pytest.mark.parametrize(
        ("started", "finished"),
        [(-HOUR, -2 * HOUR), (-HOUR, HOUR), (-30 * HOUR, -29 * HOUR), (HOUR, 2 * HOUR)],
    )
    def test_takes_no_run_at_a_moment_that_cannot_be(
        self, started: timedelta, finished: timedelta
    ) -> None:
        assert "as it ends" in mark(
            today(), started_at=now() + started, finished_at=now() + finished
        )

    @pytest.mark.parametrize(("minutes", "is_marked"), [(1, True), (4, True), (6, False)])
    def test_bears_minutes_between_the_clocks(self, minutes: int, is_marked: bool) -> None:
        ahead = now() + timedelta(minutes=minutes)

        assert (mark(today(), finished_at=ahead) == "") is is_marked

    def test_stays_as_it_was_written(self) -> None:
        done(today())

        for values in ({"result": {"done": 9}}, {"finished_at": now() - DAY}, {"job": "x"}):
            assert refused_at_runtime(lambda: JobRun.objects.update(**values))  # noqa: B023


class TestWork:
    @pytest.mark.parametrize(
        "name",
        ["check_duties", "check_four_eyes", "compare_states", "follow_unopened", "verify_proofs"],
    )
    def test_rests_on_the_row_of_its_run(self, name: str) -> None:
        job = f"oversight.{name}"
        assert "not done" in mark(today(), job)
        values = {
            "job": name, "as_of": today(), "mode": "full", "is_scheduled": True,
            "started_at": now(), "triggered_by": 0,
        }  # fmt: skip
        run = RuleRun.objects.create(**values)
        assert "not done" in mark(today(), job)
        RuleRun.objects.filter(pk=run.pk).update(state="done", finished_at=now())

        assert mark(today(), job) == ""

    def test_of_unopened_notices_is_of_the_day_itself(self) -> None:
        done(today() - DAY)

        assert mark(today() - DAY, "oversight.follow_unopened") == ""

"""Every daily job is a function of its day and the database: once, thrice, or with gaps."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse

from accounts.jobs import as_clock
from accounts.roles import Role
from core.clock import TEHRAN, now, today
from core.errors import Invalid
from notices.actions import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight.actions import load_policies
from tests.factories import make_case, make_contract, make_final_case, make_principal, make_type
from workdays.actions import load_calendar
from workdays.daily import DAILY, NOT_DONE, DailyJob, names, run_day, tick
from workdays.facts.days import PAUSE, days_due, is_caught_up, missing
from workdays.facts.fingerprints import fingerprints
from workdays.models import FailedRun, JobRun

pytestmark = pytest.mark.django_db
NOON = time(12)


def noon(day: date) -> datetime:
    return datetime.combine(day, NOON, TEHRAN)


@pytest.fixture
def own_jobs(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Return the days for which the only job was run."""
    done: list[date] = []
    monkeypatch.setattr(DAILY, "_parts", {})
    DAILY.add(DailyJob("first", done.append, 1, "the first"))
    return done


def build(days: int) -> date:
    """Make a small world in which things fall due in the last days; return the first of them."""
    load_calendar()
    load_policies()
    first = today() - timedelta(days=days)
    begun = first - timedelta(days=300)
    contract = make_contract(signed_on=begun, starts_on=begun)
    for step in range(0, days, max(1, days // 8)):
        day = first + timedelta(days=step)
        make_contract(signed_on=begun, starts_on=begun, ends_on=day)
        make_case(contract=contract, serve_due_on=day)
    make_final_case(contract=contract, type=make_type(severity="critical"), severity="critical")
    return first


@contextmanager
def undone() -> Iterator[None]:
    """Undo what happens inside, the counters of the keys included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname || '.' || quote_ident(sequencename), last_value FROM pg_sequences"
        )
        before = cursor.fetchall()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        for name, value in before:
            cursor.execute(
                "SELECT setval(%s, COALESCE(%s, 1), %s)", [name, value, value is not None]
            )


def outcome(run: Callable[[list[date]], None], days: list[date]) -> dict[str, str]:
    """Return what the tables hold after a run over days, which is undone."""
    found: dict[str, str] = {}
    with undone():
        run(days)
        found |= fingerprints()
    return found


def once(days: list[date]) -> None:
    for day in days:
        run_day(day, noon(day))


def thrice(days: list[date]) -> None:
    for day in days:
        for _time in range(3):
            run_day(day, noon(day))


def with_gaps(days: list[date]) -> None:
    random = Random(20)
    for day in days:
        if day == days[-1] or random.random() < 0.3:
            for _scheduler in range(2):
                tick(noon(day))


def agree(days: int) -> None:
    first = build(days)
    every = [first + timedelta(days=number) for number in range(days + 1)]
    run_day(first - timedelta(days=1), noon(first))

    expected, *others = (outcome(run, every) for run in (once, thrice, with_gaps))

    for other in others:
        assert {name for name in expected if expected[name] != other[name]} == set()
    assert expected["workdays_jobrun"].startswith(f"{(days + 2) * len(list(DAILY))}:")
    assert expected["contracts_contract"] != fingerprints()["contracts_contract"]


class TestDays:
    def test_leave_equal_tables_once_thrice_and_with_gaps(self) -> None:
        agree(14)

    @pytest.mark.deep
    def test_leave_equal_tables_for_a_year(self) -> None:
        agree(365)


class TestTick:
    def test_makes_up_for_missed_days_in_order(self, own_jobs: list[date]) -> None:
        start = today() - timedelta(days=5)
        tick(noon(start))

        tick(noon(today()))

        assert own_jobs == [start + timedelta(days=number) for number in range(6)]
        assert list(days_due(names(), today())) == []

    def test_begins_with_today(self, own_jobs: list[date]) -> None:
        tick(noon(today()))

        assert own_jobs == [today()]
        assert is_caught_up(today())

    def test_does_a_day_once(self, own_jobs: list[date]) -> None:
        for _time in range(3):
            tick(noon(today()))

        assert own_jobs == [today()]
        assert JobRun.objects.count() == 1

    def test_waits_for_the_hour(self, own_jobs: list[date]) -> None:
        tick(datetime.combine(today(), time(0, 5), TEHRAN))

        assert own_jobs == []

    def test_takes_a_day_that_is_not_done_up_again(self, own_jobs: list[date]) -> None:
        answers = [NOT_DONE, NOT_DONE, 3]
        DAILY.add(DailyJob("second", lambda day: answers.pop(0), 2, "the second"))
        DAILY.add(DailyJob("third", lambda day: None, 3, "the third"))

        done = [tick(noon(today())) for _time in range(4)]

        names = [[name for name, _day in each] for each in done]
        assert names == [["first", "third"], [], ["second"], []]
        assert JobRun.objects.get(job="second").result == {"done": 3}


@dataclass
class Broken:
    """A job that fails as long as it is broken, and the days that it did."""

    days: list[date] = field(default_factory=list)
    is_broken: bool = True

    def __call__(self, day: date) -> None:
        if self.is_broken:
            raise RuntimeError("the office of Ms. X has no seat")
        self.days.append(day)


class TestFailures:
    """One failing job stops neither the others nor the next days, and nobody overlooks it."""

    @pytest.fixture
    def broken(self, own_jobs: list[date]) -> Broken:
        work = Broken()
        DAILY.add(DailyJob("broken", work, 0, "what is broken"))
        return work

    def test_leave_the_other_jobs_and_days_alone(
        self, own_jobs: list[date], broken: Broken
    ) -> None:
        for back in (3, 2, 1, 0):
            tick(noon(today() - timedelta(days=back)))

        assert own_jobs == [today() - timedelta(days=back) for back in (3, 2, 1, 0)]
        assert is_caught_up(today())

    def test_are_made_up_for_in_order(self, own_jobs: list[date], broken: Broken) -> None:
        days = [today() - timedelta(days=back) for back in (2, 1, 0)]
        broken.is_broken = False
        tick(noon(days[0] - timedelta(days=1)))
        broken.is_broken, broken.days = True, []
        for day in days:
            tick(noon(day))
        broken.is_broken = False

        tick(noon(today()) + PAUSE + timedelta(seconds=1))

        assert broken.days == days
        assert own_jobs == [days[0] - timedelta(days=1), *days]
        assert missing(names(), today()) == []

    def test_wait_a_while_before_the_next_try(self, broken: Broken) -> None:
        for minutes in (0, 5, 14, 16):
            tick(noon(today()) + timedelta(minutes=minutes))

        row = FailedRun.objects.get()
        assert (row.job, row.as_of, row.tries) == ("broken", today(), 2)

    def test_hold_back_what_leans_on_the_job(self, own_jobs: list[date], broken: Broken) -> None:
        later: list[date] = []
        DAILY.add(DailyJob("leaning", later.append, 5, "what leans", after=("broken",)))
        tick(noon(today()))
        assert later == []
        broken.is_broken = False

        tick(noon(today()) + PAUSE + timedelta(seconds=1))

        assert later == [today()]

    def test_of_some_records_hold_back_nothing(self, own_jobs: list[date]) -> None:
        later: list[date] = []
        DAILY.add(DailyJob("partly", lambda day: {"failed": 1}, 0, "what failed in part"))
        DAILY.add(DailyJob("leaning", later.append, 5, "what leans", after=("partly",)))

        tick(noon(today()))

        assert later == own_jobs == [today()]
        assert [one.job for one in missing(names(), today())] == ["partly"]

    def test_name_no_person(self, broken: Broken) -> None:
        tick(noon(today()))

        assert FailedRun.objects.get().error == "RuntimeError"

    def test_are_news_once_for_the_platform_and_the_deputy(self, broken: Broken) -> None:
        admin, deputy = make_principal(Role.PLATFORM_ADMIN), make_principal(Role.DEPUTY)
        make_principal(Role.AUDITOR)
        for minutes in (0, 20, 40):
            tick(noon(today()) + timedelta(minutes=minutes))
        with as_clock():
            for message in Message.objects.filter(carrier=CarrierName.NEWS):
                spread(payload=message.payload, at=now())
            rows = list(Notification.objects.filter(kind="daily_job.failed").order_by("user_id"))

        assert [row.user_id for row in rows] == [admin.user_id, deputy.user_id]
        assert "what is broken" in str(rows[0].values)

    @pytest.mark.parametrize(
        ("role", "address", "is_shown"),
        [
            (Role.PLATFORM_ADMIN, "dashboard:desk", True),
            (Role.DEPUTY, "dashboard:desk", True),
            (Role.EXPERT, "dashboard:desk", False),
            (Role.EXPERT, "oversight:runs", True),
        ],
    )
    def test_stand_on_the_desk(
        self, broken: Broken, browser_of: Any, role: Role, address: str, is_shown: bool
    ) -> None:
        load_calendar()
        tick(noon(today()))

        page = browser_of(make_principal(role)).get(reverse(address)).content.decode()

        assert ("what is broken" in page) is is_shown

    def test_degrade_the_health_and_are_measured(
        self, broken: Broken, client: Any, settings: Any
    ) -> None:
        settings.METRICS_TOKEN = "word"
        tick(noon(today() - timedelta(days=1)))
        tick(noon(today()))

        answer = client.get("/health/ready")
        told = client.get("/metrics", headers={"Authorization": "Bearer word"}).content.decode()

        assert (answer.status_code, answer.json()["state"]) == (200, "degraded")
        assert answer.json()["nights"] == "late"
        assert "pishkhan_daily_jobs_missing 1.0" in told
        assert "pishkhan_daily_days_missing 1.0" in told

    def test_a_scheduler_that_was_away_is_missed_too(self, own_jobs: list[date]) -> None:
        tick(noon(today() - timedelta(days=3)))

        (one,) = missing(names(), today())

        assert (one.job, one.first, one.days, one.tries) == (
            "first", today() - timedelta(days=2), 2, 0,
        )  # fmt: skip

    def test_a_new_job_begins_with_the_day_of_the_others(self, own_jobs: list[date]) -> None:
        tick(noon(today() - timedelta(days=1)))
        new: list[date] = []
        DAILY.add(DailyJob("new", new.append, 9, "the new one"))

        tick(noon(today()))

        assert new == [today() - timedelta(days=1), today()]

    def test_all_real_jobs_lean_only_on_jobs_before_them(self) -> None:
        seen: set[str] = set()
        for job in DAILY:
            assert {*job.after} <= seen, job.name
            assert str(job.title)
            seen.add(job.name)


class TestReplayDays:
    def test_refuses_a_database_that_is_not_marked(self) -> None:
        with pytest.raises(CommandError, match="copy"):
            call_command("replay_days", "2026-01-01", "2026-01-02")

    @pytest.fixture
    def copy(self) -> None:
        """Mark the database as a copy; the mark goes with the test's transaction."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            name = connection.ops.quote_name(cursor.fetchone()[0])
            cursor.execute(f"ALTER DATABASE {name} SET pishkhan.is_copy = 'yes'")

    def test_runs_on_a_marked_copy(self, copy: None, capsys: Any, own_jobs: list[date]) -> None:
        day = today().isoformat()

        call_command("replay_days", day, day)

        assert own_jobs == [today()]
        said = capsys.readouterr().out
        assert f"{day} 1 done, 0 were done before\n  first None\n" in said
        assert "workdays_jobrun 1:" in said

    def test_says_what_was_done_before(self, copy: None, capsys: Any, own_jobs: list[date]) -> None:
        first, last = today() - timedelta(days=2), today() - timedelta(days=1)
        call_command("replay_days", first.isoformat(), first.isoformat())
        capsys.readouterr()

        call_command("replay_days", first.isoformat(), last.isoformat())

        assert own_jobs == [first, last]
        said = capsys.readouterr().out
        assert said.startswith(f"{first} 0 done, 1 were done before\n{last} 1 done, 0 were")

    @pytest.mark.parametrize(
        ("typed", "cure"),
        [
            ("1405-09-04", "Write it as 2026-11-25"),
            ("۱۴۰۵/۰۹/۰۴", "Write it as 2026-11-25"),
            ("1405-13-04", "Write days as YYYY-MM-DD"),
            ("yesterday", "Write days as YYYY-MM-DD"),
            ("2026-02-30", "Write days as YYYY-MM-DD"),
        ],
    )
    def test_refuses_what_is_no_iso_day(self, typed: str, cure: str, own_jobs: list[date]) -> None:
        with pytest.raises(CommandError, match=cure):
            call_command("replay_days", typed, typed)

        assert own_jobs == []

    def test_refuses_days_that_go_backwards_or_lie_ahead(
        self, copy: None, own_jobs: list[date]
    ) -> None:
        day = today()
        with pytest.raises(CommandError, match="Turn them round"):
            call_command("replay_days", str(day), str(day - timedelta(days=1)))
        with pytest.raises(CommandError, match="lies ahead"):
            call_command("replay_days", str(day), str(day + timedelta(days=1)))

        assert own_jobs == []

    def test_says_which_day_cannot_be_done(self, copy: None, own_jobs: list[date]) -> None:
        def refuse(day: date) -> None:
            raise Invalid(fields={"as_of": ["No policy."]})

        DAILY.add(DailyJob("second", refuse, 2, "the second"))
        with pytest.raises(CommandError, match=f"{today()} cannot be done: .*No policy"):
            call_command("replay_days", str(today()), str(today()))

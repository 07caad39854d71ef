"""One record that fails does not stop the others of a night, and its day is not done."""

from collections.abc import Sequence
from datetime import date, datetime, time

import pytest

from accounts.models import User
from accounts.roles import Role
from core.clock import TEHRAN
from tests import factories
from workdays import daily
from workdays.actions.apart import Moved, counts, move_apart
from workdays.models import JobRun

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 29)
NOW = datetime.combine(DAY, time(5), TEHRAN)


def people() -> list[User]:
    """Return two accounts."""
    roles = (Role.DEPUTY, Role.SECRETARIAT)
    return [User.objects.get(pk=factories.make_principal(role).user_id) for role in roles]


class Row:
    """A record whose number is its key."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.number = f"R-{pk}"


def test_one_that_fails_is_named_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    done: list[int] = []

    def store(rows: Sequence[Row]) -> None:
        if any(row.pk == 2 for row in rows):
            raise ValueError("no")
        done.extend(row.pk for row in rows)

    moved = move_apart([Row(1), Row(2), Row(3)], store)

    assert (list(moved), moved.failed, done) == ([1, 3], ["R-2"], [1, 3])
    assert "R-2" in caplog.text
    assert counts(moved=moved, other=Moved([7])) == {"moved": 2, "other": 1, "failed": 1}


def test_what_the_row_that_failed_wrote_is_undone() -> None:
    users = people()

    def store(rows: Sequence[User]) -> None:
        for user in rows:
            User.objects.filter(pk=user.pk).update(full_name="نام دیگر")
        if users[0] in rows:
            raise ValueError("no")

    move_apart(users, store, name=str)

    for user in users:
        user.refresh_from_db()
    assert [user.full_name == "نام دیگر" for user in users] == [False, True]


def test_the_day_of_a_job_with_a_failure_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    user = people()[0]

    def run(day: date) -> dict[str, int]:
        User.objects.filter(pk=user.pk).update(full_name="نام دیگر")
        return {"moved": 1, "failed": 1}

    job = next(iter(daily.DAILY))
    fails = type(job)(**{**vars(job), "name": "tests.fails", "run": run})
    monkeypatch.setattr(daily, "DAILY", [fails])

    with pytest.raises(daily.PartlyDone):
        daily.run_day(DAY, NOW)

    user.refresh_from_db()
    assert user.full_name == "نام دیگر"
    assert not JobRun.objects.filter(job="tests.fails").exists()

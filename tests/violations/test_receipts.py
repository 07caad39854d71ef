"""A deadline moves by a day or an interval that is there, to the day that the calendar gives."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import DateField, F, Func
from django.db.models.functions import Cast

from accounts.roles import Role
from core import jalali
from tests.factories import TODAY, make_principal
from tests.sql import not_fixed, refused_at_runtime
from violations.models import Case
from workdays.models import CalendarDay, DeadlineInterval, DeadlineMove, KeptDeadline

pytestmark = pytest.mark.django_db
DUE = jalali.of(1405, 9, 14)  # of the defence: ten days after TODAY, and the day after them
UNCAUSED = "A receipt names the day or the interval that moved its deadline."
UNCOUNTED = "A deadline moves to the day that the calendar gives."


@pytest.fixture
def term(walk: Any) -> KeptDeadline:
    """Return the time to defend in a case whose charge was served today."""
    case: Case = walk().open().notify().case
    return KeptDeadline.objects.get(clock="case.defence", subject_id=case.public_id)


def write(term: KeptDeadline, cause: str, new_on: date, **values: Any) -> None:
    DeadlineMove.objects.create(
        deadline=term, cause=cause, old_on=term.due_on, new_on=new_on, old_version="v1",
        new_version="v1", why="چنین شد.", moved_on=TODAY, moved_at=f"{TODAY} 12:00+03:30", **values,
    )  # fmt: skip


def move(term: KeptDeadline, cause: str, new_on: date, **values: Any) -> None:
    KeptDeadline.objects.filter(pk=term.pk).update(due_on=new_on)
    write(term, cause, new_on, **values)
    Case.objects.filter(public_id=term.subject_id).update(
        defence_due_on=new_on, version=F("version") + 1
    )


def closed(day: date, **values: Any) -> CalendarDay:
    by = make_principal(Role.SECRETARIAT).user_id
    return CalendarDay.objects.create(
        date=day, kind="closed", title="تعطیلی", confirmed_by_id=by, confirmed_on=TODAY, **values
    )


class TestReceipt:
    @pytest.mark.parametrize(
        ("cause", "days"),
        [("withdrawal", -3), ("calendar", 300), ("pause", 9), ("extension", 9), ("resumption", -3)],
    )
    def test_names_what_moved_the_deadline(self, term: KeptDeadline, cause: str, days: int) -> None:
        new_on = DUE + timedelta(days=days)
        assert refused_at_runtime(lambda: move(term, cause, new_on)) == UNCAUSED

    def test_is_of_a_day_that_changes_now(self, term: KeptDeadline) -> None:
        entry = CalendarDay.objects.filter(county=None, kind="holiday").first()
        later = DUE + timedelta(days=1)
        assert refused_at_runtime(lambda: move(term, "calendar", later, day=entry)) == UNCAUSED

    def test_gives_what_the_calendar_gives(self, term: KeptDeadline) -> None:
        entry = closed(DUE)
        far, later = DUE + timedelta(days=30), DUE + timedelta(days=1)
        assert refused_at_runtime(lambda: move(term, "calendar", far, day=entry)) == UNCOUNTED
        assert refused_at_runtime(lambda: write(term, "calendar", later, day=entry)) == UNCOUNTED
        assert not refused_at_runtime(lambda: move(term, "calendar", later, day=entry))

    def test_counts_an_extension_of_the_own_record(self, term: KeptDeadline) -> None:
        given = DeadlineInterval.objects.create(
            deadline=term, kind="extension", starts_on=term.starts_on, days=2, reason="ناخوشی",
            made_on=TODAY, made_by=make_principal(Role.DEPUTY).user_id, made_by_name="معاون",
        )  # fmt: skip
        other = KeptDeadline.objects.exclude(subject_id=term.subject_id).first()
        assert other is not None
        later = other.due_on + timedelta(days=2)
        assert refused_at_runtime(lambda: move(other, "extension", later, interval=given)) == (
            UNCAUSED
        )
        later = DUE + timedelta(days=2)
        assert refused_at_runtime(lambda: move(term, "pause", later, interval=given)) == UNCAUSED
        assert not refused_at_runtime(lambda: move(term, "extension", later, interval=given))

    def test_takes_no_time_that_is_nearly_over(self, term: KeptDeadline) -> None:
        by = make_principal(Role.SECRETARIAT).user_id
        entry = closed(
            jalali.of(1405, 9, 4), withdrawn_on=TODAY, withdrawn_by=by,
            withdrawal_reason="به اشتباه وارد شده بود",
        )  # fmt: skip

        rows = KeptDeadline.objects.filter(pk=term.pk)
        with not_fixed("workdays_keptdeadline", "workdays_keptdeadline_moved"):
            rows.update(starts_on=TODAY - timedelta(days=11))
        whole = Func(F("pk"), template="workdays_kept_due(workdays_keptdeadline)")
        due = rows.values_list(Cast(whole, DateField()), flat=True).get()

        assert refused_at_runtime(lambda: move(term, "withdrawal", due, day=entry)) == (
            "A deadline that becomes shorter leaves its side time."
        )

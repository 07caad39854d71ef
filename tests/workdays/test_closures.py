"""Three real closures of Ardabil: whom they closed, whom they left at work, and what follows."""

from datetime import date
from typing import Any

import pytest

from core import jalali
from territory.actions import load_divisions
from territory.models import Division
from workdays.actions import load_calendar
from workdays.facts import calendar_for, calendars_for
from workdays.models import CalendarDay
from workdays.rules import DayKind, StepKind, Unit, due_on, steps

pytestmark = pytest.mark.django_db
MOGHAN = ("پارس‌آباد", "بیله‌سوار", "اصلاندوز")
SERVING = ("water", "power", "gas", "telecom")


def day(year: int, month: int, number: int) -> date:
    return jalali.of(year, month, number)


HEAT_ALONE, HEAT = day(1404, 5, 13), day(1404, 5, 14)
COLD, LATE = day(1404, 10, 10), day(1403, 12, 8)
SPANS = {HEAT: (day(1404, 5, 1), day(1404, 6, 31)), COLD: (day(1404, 9, 1), day(1404, 11, 30))}


@pytest.fixture
def counties(db: None) -> dict[str, Division]:
    load_divisions()
    load_calendar()
    return {county.name: county for county in Division.objects.filter(level="county")}


def of(place: Any, around: date, body: str = "") -> Any:
    first, last = SPANS.get(around, (day(1403, 12, 1), day(1404, 1, 31)))
    return calendar_for(place, first, last, body)


class TestHeat:
    def test_closes_three_counties_a_day_before_all(self, counties: Any) -> None:
        first, last = SPANS[HEAT]
        known = calendars_for((each.public_id for each in counties.values()), first, last)

        closed = {
            name for name, each in counties.items() if not known[each.public_id].is_working(
                HEAT_ALONE
            )
        }  # fmt: skip

        assert closed == set(MOGHAN)
        assert not any(known[each.public_id].is_working(HEAT) for each in counties.values())

    def test_gives_those_three_a_day_more(self, counties: Any) -> None:
        served = day(1404, 5, 11)
        due = {
            name: due_on(served, 3, Unit.WORKING_DAY, of(counties[name].public_id, HEAT))
            for name in ("نمین", "پارس‌آباد")
        }

        assert due == {"نمین": day(1404, 5, 15), "پارس‌آباد": day(1404, 5, 18)}

    @pytest.mark.parametrize("body", SERVING)
    def test_leaves_the_serving_bodies_at_work(self, counties: Any, body: str) -> None:
        served, place = day(1404, 5, 11), counties["پارس‌آباد"].public_id

        assert due_on(served, 3, Unit.WORKING_DAY, of(place, HEAT, body)) == HEAT

    def test_leaves_a_bank_at_work_only_on_the_first_day(self, counties: Any) -> None:
        bank = of(counties["پارس‌آباد"].public_id, HEAT, "bank")

        assert bank.is_working(HEAT_ALONE)
        assert not bank.is_working(HEAT)


class TestCold:
    @pytest.mark.parametrize("name", ["اردبیل", "خلخال", "نیر"])
    def test_closes_every_county(self, counties: Any, name: str) -> None:
        known = of(counties[name].public_id, COLD)

        assert known.why_off(COLD).kind == DayKind.CLOSED
        assert due_on(day(1404, 10, 8), 2, Unit.WORKING_DAY, known) > COLD

    def test_rolls_a_window_over_the_closure_and_the_weekend(self, counties: Any) -> None:
        taken = list(steps(day(1404, 9, 29), 10, Unit.DAY, of(None, COLD)))

        rolled = [step.day for step in taken if step.kind is StepKind.ROLLED]
        assert rolled == [day(1404, 10, number) for number in (10, 11, 12, 13)]
        assert taken[-1].day == day(1404, 10, 14)  # a Thursday, a Friday and a holiday lie between

    @pytest.mark.parametrize(("body", "works"), [("gas", True), ("government", False)])
    def test_counts_for_a_serving_body_and_no_other(
        self, counties: Any, body: str, works: bool
    ) -> None:
        assert of(None, COLD, body).is_working(COLD) is works


class TestLateOpening:
    def test_counts_the_day_in_full(self, counties: Any) -> None:
        known = of(counties["سرعین"].public_id, LATE)

        assert known.is_working(LATE)
        assert known.late[LATE].minutes == 60
        assert due_on(day(1403, 12, 7), 1, Unit.WORKING_DAY, known) == LATE


class TestProvenance:
    def test_names_source_announcement_and_the_bodies_left_at_work(self, counties: Any) -> None:
        days = CalendarDay.objects.filter(date__in=(HEAT_ALONE, HEAT, COLD, LATE))

        assert days.count() == 6
        for entry in days:
            assert "کارگروه مدیریت مصرف انرژی" in entry.source
            assert not entry.draft
            assert entry.announced_at
            assert entry.announced_at.date() < entry.date
        assert days.get(date=COLD).exempt == sorted(SERVING)

    def test_waits_for_the_divisions(self, db: None) -> None:
        load_calendar()
        assert not CalendarDay.objects.filter(date=HEAT_ALONE).exists()

        load_divisions()
        assert load_calendar().days == len(MOGHAN)
        assert load_calendar().total == 0

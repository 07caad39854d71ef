"""Calendars and deadlines from the tables."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core import jalali
from territory.actions import load_divisions
from territory.models import Division
from territory.rules import Level
from workdays.actions import load_calendar
from workdays.facts import NoRule, calendar_for, calendars_for, deadline, rule_in_force
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar
from workdays.rules import DayKind, DeadlineKey, StepKind, Unit

pytestmark = pytest.mark.django_db


def day(month: int, number: int, year: int = 1405) -> date:
    return jalali.of(year, month, number)


@pytest.fixture
def nir():
    load_divisions()
    load_calendar()
    return Division.objects.get(level=Level.COUNTY, name="نیر")


def enter(moment: date, kind: DayKind, county: Division | None = None) -> CalendarDay:
    return CalendarDay.objects.create(
        date=moment, kind=kind, title="نمونه", county=county, confirmed_on=moment
    )


class TestCalendarFor:
    def test_knows_weekends_and_holidays(self, nir):
        known = calendar_for(nir.public_id, day(1, 1), day(12, 29))

        assert known.why_off(day(1, 1)).title == "آغاز نوروز؛ عید فطر"
        assert known.why_off(day(9, 5)).kind == "weekend"
        assert known.is_working(day(9, 3))

    def test_worked_on_thursdays_until_18_ordibehesht_1404(self, nir):
        known = calendar_for(None, day(1, 1, 1404), day(12, 29, 1404))

        assert known.is_working(day(2, 11, 1404))
        assert not known.is_working(day(2, 18, 1404))

    def test_keeps_a_closure_to_its_county(self, nir):
        enter(day(9, 8), DayKind.CLOSED, nir)
        other = Division.objects.get(level=Level.COUNTY, name="نمین")

        here = calendar_for(nir.public_id, day(9, 1), day(9, 30))
        there = calendar_for(other.public_id, day(9, 1), day(9, 30))
        province = calendar_for(None, day(9, 1), day(9, 30))

        assert not here.is_working(day(9, 8))
        assert there.is_working(day(9, 8))
        assert province.is_working(day(9, 8))

    def test_lets_an_exception_work(self, nir):
        enter(day(9, 5), DayKind.WORKING)
        enter(day(9, 12), DayKind.WORKING)
        enter(day(9, 12), DayKind.CLOSED, nir)

        here = calendar_for(nir.public_id, day(9, 1), day(9, 30))

        assert here.is_working(day(9, 5))
        assert not here.is_working(day(9, 12))

    def test_puts_the_weekend_of_the_county_first(self, nir):
        WorkCalendar.objects.create(
            scope=nir, weekend_days=[6], valid_from=day(9, 1), provenance="ASSUMED"
        )

        here = calendar_for(nir.public_id, day(8, 1), day(9, 30))

        assert not here.is_working(day(8, 28))
        assert here.is_working(day(9, 5))
        assert not calendar_for(None, day(8, 1), day(9, 30)).is_working(day(9, 5))

    def test_counts_a_draft_and_says_so(self, nir):
        known = calendar_for(None, day(10, 1), day(10, 30))

        assert known.why_off(day(10, 2)).draft

    def test_asks_once_for_any_number_of_counties(self, nir, django_assert_num_queries):
        counties = [None, *Division.objects.at(Level.COUNTY).values_list("public_id", flat=True)]
        calendar_for(None, day(1, 1), day(12, 29))

        with django_assert_num_queries(1):
            assert len(calendars_for(counties, day(1, 1), day(12, 29))) == 13

    def test_knows_at_once_what_was_changed(self, nir):
        assert calendar_for(nir.public_id, day(9, 1), day(9, 30)).is_working(day(9, 3))
        enter(day(9, 3), DayKind.CLOSED, nir)
        assert not calendar_for(nir.public_id, day(9, 1), day(9, 30)).is_working(day(9, 3))
        assert calendar_for(None, day(9, 1), day(9, 30)).is_working(day(9, 3))
        enter(day(9, 3), DayKind.WORKING, nir)
        assert calendar_for(nir.public_id, day(9, 1), day(9, 30)).is_working(day(9, 3))

    def test_knows_nothing_of_an_unknown_county(self, nir):
        assert calendar_for(uuid4(), day(9, 1), day(9, 30)).is_working(day(9, 3))


class TestDeadline:
    def test_explains_itself(self, nir):
        found = deadline(DeadlineKey.DEFENCE_WINDOW, day(1, 9), nir.public_id)

        assert found.due_on == day(1, 22)
        assert found.has_rolled
        assert found.is_certain
        assert (found.rule.value, found.rule.unit) == (10, Unit.DAY)
        assert found.calendar_version == calendar_for(None, day(1, 1), day(1, 2)).version
        assert [step.kind for step in found.steps][-3:] == [
            StepKind.ROLLED,
            StepKind.ROLLED,
            StepKind.DUE,
        ]

    def test_follows_the_counting_rule_without_a_roll(self, nir):
        found = deadline(DeadlineKey.DEFENCE_WINDOW, day(1, 11), nir.public_id)

        assert found.due_on == day(1, 22)
        assert not found.has_rolled

    def test_rolls_over_nowruz(self, nir):
        found = deadline(DeadlineKey.DEFENCE_WINDOW, day(12, 19, 1404), nir.public_id)

        assert found.due_on == day(1, 5)
        assert [step.off.title for step in found.steps if step.kind is StepKind.ROLLED] == [
            "آغاز نوروز؛ عید فطر",
            "عید نوروز؛ تعطیل به مناسبت عید فطر",
            "عید نوروز",
            "عید نوروز",
        ]

    def test_is_not_certain_across_a_draft(self, nir):
        assert not deadline(DeadlineKey.DEFENCE_WINDOW, day(9, 28), None).is_certain

    @pytest.mark.parametrize("key", DeadlineKey)
    def test_is_computed_for_every_key(self, nir, key):
        found = deadline(key, day(9, 3), nir.public_id)

        assert found.due_on > day(9, 3)

    def test_takes_the_length_in_force_on_the_day_of_service(self, nir):
        DeadlineRule.objects.filter(key="triage").update(valid_to=day(9, 9))
        DeadlineRule.objects.create(
            key="triage", value=5, unit="working_day", valid_from=day(9, 10), provenance="ASSUMED"
        )

        assert rule_in_force("triage", day(9, 9)).value == 3
        assert deadline("triage", day(9, 10), None).rule.value == 5

    def test_takes_a_length_of_the_case(self, nir):
        found = deadline(DeadlineKey.CURE_PERIOD, day(9, 1), None, amount=3)

        assert found.rule.value == 3
        assert found.due_on == day(9, 7)

    def test_needs_two_queries_or_one_with_a_calendar(self, nir, django_assert_num_queries):
        deadline("triage", day(9, 1), nir.public_id)
        with django_assert_num_queries(2):
            deadline("triage", day(9, 1), nir.public_id)
        known = calendar_for(nir.public_id, day(9, 1), day(9, 1) + timedelta(days=60))
        with django_assert_num_queries(1):
            deadline("triage", day(9, 1), nir.public_id, known)

    def test_refuses_an_unknown_key(self, nir):
        with pytest.raises(NoRule):
            deadline("unknown", day(9, 1), None)

    def test_refuses_a_day_before_any_rule(self, nir):
        with pytest.raises(NoRule):
            deadline("triage", day(1, 1, 1399), None)


class TestKeptDays:
    def test_only_estimates_are_removed(self) -> None:
        load_calendar()
        days = CalendarDay.objects.order_by("pk")

        days.filter(draft=True).delete()
        with pytest.raises(IntegrityError, match="is kept"), transaction.atomic():
            days.filter(draft=False).delete()

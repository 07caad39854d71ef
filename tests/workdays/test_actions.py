"""Changing the calendar: seeding is harmless the second time, editing leaves a trace."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from audit.models import AuditEvent
from core import jalali
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from territory.actions import load_divisions
from territory.models import Division
from territory.rules import Level
from tests.movers import move_refused
from workdays.actions import add_closure, confirm_day, load_calendar
from workdays.facts import calendar_for
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar
from workdays.rules import DayKind, DeadlineKey

pytestmark = pytest.mark.django_db
TODAY = jalali.of(1405, 9, 3)


def day(month: int, number: int, year: int = 1405) -> date:
    return jalali.of(year, month, number)


def version() -> str:
    return calendar_for(None, TODAY, TODAY).version


@pytest.fixture
def loaded():
    load_divisions()
    load_calendar()


class TestLoadCalendar:
    def test_seeds_everything(self):
        made = load_calendar()

        assert made.weekends == 2
        assert made.deadlines == len(DeadlineKey)
        assert made.days == CalendarDay.objects.count() == 141
        assert set(DeadlineRule.objects.values_list("key", flat=True)) == set(DeadlineKey)
        assert AuditEvent.objects.get(verb="calendar.loaded").changes["days"] == [0, 141]

    @pytest.mark.parametrize("year", range(1403, 1408))
    def test_has_the_solar_holidays_of_each_year(self, year):
        load_calendar()

        known = calendar_for(None, jalali.year_start(year), jalali.year_end(year))
        for month, number in (
            (1, 1), (1, 2), (1, 3), (1, 4), (1, 12), (1, 13), (3, 14), (3, 15), (11, 22), (12, 29),
        ):  # fmt: skip
            off = known.why_off(jalali.of(year, month, number))
            assert off is not None
            assert not off.draft

    @pytest.mark.parametrize(
        ("title", "day"),
        [
            ("عاشورای حسینی", (1404, 4, 15)),
            ("عید قربان", (1404, 3, 16)),
            ("عاشورای حسینی", (1405, 4, 4)),
            ("اربعین حسینی", (1405, 5, 13)),
            ("شهادت حضرت فاطمهٔ زهرا (س)", (1405, 8, 22)),
        ],
    )
    def test_has_the_days_that_follow_the_moon(self, title, day):
        load_calendar()

        assert CalendarDay.objects.get(date=jalali.of(*day)).title == title

    def test_keeps_estimates_as_drafts(self):
        load_calendar()

        after = CalendarDay.objects.filter(date__gte=day(1, 1, 1406), draft=True)
        assert after.count() > 25
        assert not CalendarDay.objects.filter(date__range=(day(1, 1), TODAY), draft=True).exists()

    def test_changes_nothing_the_second_time(self):
        load_calendar()
        before = version()

        assert load_calendar().total == 0

        assert version() == before
        assert AuditEvent.objects.filter(verb="calendar.loaded").count() == 1

    def test_leaves_what_people_have_changed(self, loaded, secretariat):
        DeadlineRule.objects.filter(key="triage").update(valid_to=TODAY)
        entry = CalendarDay.objects.get(date=day(10, 2))
        confirm_day(
            day_id=entry.public_id,
            falls_on=day(10, 3),
            source="تقویم رسمی",
            actor=secretariat,
            on=TODAY,
        )

        assert load_calendar().total == 0
        assert DeadlineRule.objects.get(key="triage").valid_to == TODAY
        assert not CalendarDay.objects.filter(date=day(10, 2)).exists()

    def test_takes_back_an_estimate_that_the_file_no_longer_has(self):
        load_calendar()
        CalendarDay.objects.create(
            date=day(5, 5, 1407),
            estimated_on=day(5, 5, 1407),
            kind=DayKind.HOLIDAY,
            title="نمونه",
            draft=True,
        )

        assert load_calendar().days == 1
        assert not CalendarDay.objects.filter(date=day(5, 5, 1407)).exists()

    def test_is_a_command(self, capsys):
        call_command("load_calendar")

        assert "141 days" in capsys.readouterr().out


class TestAddClosure:
    def close(self, actor, **changed):
        wanted = {
            "day": day(9, 8),
            "title": "تعطیلی به سبب برف",
            "source": "ابلاغ استانداری",
            "actor": actor,
            "on": TODAY,
        }
        return add_closure(**wanted | changed)

    def test_closes_the_day(self, loaded, secretariat):
        county = Division.objects.get(level=Level.COUNTY, name="نیر")

        entered = self.close(secretariat, county_id=county.public_id)

        assert entered.confirmed_by_id == secretariat.user_id
        assert entered.confirmed_on == TODAY
        assert not calendar_for(county.public_id, TODAY, day(9, 30)).is_working(day(9, 8))
        assert calendar_for(None, TODAY, day(9, 30)).is_working(day(9, 8))

    def test_leaves_one_event_and_a_new_version(self, loaded, secretariat):
        before = version()

        entered = self.close(secretariat)

        event = AuditEvent.objects.get(verb="calendar.day_added")
        assert event.target_id == str(entered.public_id)
        assert event.note == "ابلاغ استانداری"
        assert version() != before

    def test_cleans_the_text(self, loaded, secretariat):
        assert self.close(secretariat, title=" تعطيلي \u202e برف").title == "تعطیلی برف"

    def test_can_make_a_day_off_work(self, loaded, secretariat):
        self.close(secretariat, day=day(9, 5), kind=DayKind.WORKING)

        assert calendar_for(None, TODAY, day(9, 30)).is_working(day(9, 5))

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"title": "  "}, "title"), ({"county_id": uuid4()}, "county")],
    )
    def test_refuses_what_is_missing(self, loaded, secretariat, changed, field):
        with pytest.raises(Invalid) as caught:
            self.close(secretariat, **changed)

        assert list(caught.value.fields) == [field]

    def test_refuses_the_same_day_twice(self, loaded, secretariat):
        self.close(secretariat)

        with pytest.raises(Invalid):
            self.close(secretariat)

    def test_refuses_before_there_is_a_calendar(self, secretariat):
        with pytest.raises(Invalid):
            self.close(secretariat)

    def test_refuses_a_role_without_the_permission(self, loaded, deputy):
        with pytest.raises(NotPermitted):
            self.close(deputy)


class TestConfirmDay:
    def confirm(self, entry, actor, falls_on):
        return confirm_day(
            day_id=entry.public_id, falls_on=falls_on, source="رؤیت هلال", actor=actor, on=TODAY
        )

    def test_moves_the_day_and_ends_the_draft(self, loaded, secretariat):
        entry = CalendarDay.objects.get(date=day(10, 2))

        self.confirm(entry, secretariat, day(10, 3))

        known = calendar_for(None, day(10, 1), day(10, 30))
        assert known.is_working(day(10, 2))
        assert not known.why_off(day(10, 3)).draft

    def test_leaves_one_event_and_a_new_version(self, loaded, secretariat):
        before = version()

        self.confirm(CalendarDay.objects.get(date=day(10, 2)), secretariat, day(10, 2))

        event = AuditEvent.objects.get(verb="calendar.day_confirmed")
        assert event.changes["draft"] == [True, False]
        assert version() != before

    def test_refuses_a_confirmed_day(self, loaded, secretariat):
        entry = CalendarDay.objects.get(date=day(1, 1))

        with pytest.raises(IllegalMove):
            self.confirm(entry, secretariat, day(1, 1))

    def test_refuses_a_day_that_is_taken(self, loaded, secretariat):
        entry = CalendarDay.objects.get(date=day(12, 19))

        with pytest.raises(Invalid):
            self.confirm(entry, secretariat, day(12, 20))

    def test_refuses_a_role_without_the_permission(self, loaded, deputy):
        entry = CalendarDay.objects.get(date=day(10, 2))

        with pytest.raises(NotPermitted):
            self.confirm(entry, deputy, day(10, 2))


class TestAMovedEstimate:
    @pytest.mark.parametrize(
        ("verb", "values"),
        [
            ("calendar.day_added", {}), ("calendar.day_withdrawn", {}),
            ("calendar.day_confirmed", {}),
            ("calendar.day_confirmed", {"draft": False, "kind": "closed"}),
        ],
    )  # fmt: skip
    def test_is_a_confirmed_day(self, loaded, secretariat, verb, values):
        entry = CalendarDay.objects.filter(draft=True).order_by("-date").first()
        if values.get("draft") is False:
            values |= {"confirmed_by_id": secretariat.user_id, "confirmed_on": today()}

        words = move_refused(
            entry, {"date": entry.date + timedelta(days=3)} | values, [(verb, secretariat)]
        )

        assert words == "A day of the calendar is announced by who keeps it, with an event."

    def test_falls_where_it_is_confirmed(self, loaded, secretariat):
        entry = CalendarDay.objects.filter(draft=True).order_by("-date").first()
        values = {
            "date": entry.date + timedelta(days=1), "draft": False, "confirmed_on": today(),
            "confirmed_by_id": secretariat.user_id, "source": "اعلام رسمی",
        }  # fmt: skip

        assert move_refused(entry, values, [("calendar.day_confirmed", secretariat)]) == ""


class TestConstraints:
    @pytest.mark.parametrize(
        ("model", "values", "constraint"),
        [
            (WorkCalendar, {"weekend_days": [6], "provenance": "ASSUMED"}, "one_a_day"),
            (
                WorkCalendar,
                {"weekend_days": [0, 1, 5, 6], "valid_to": "2000-01-01", "provenance": "ASSUMED"},
                "some_days_work",
            ),
            (
                WorkCalendar,
                {"weekend_days": [7], "valid_to": "2000-01-01", "provenance": "ASSUMED"},
                "some_days_work",
            ),
            (
                CalendarDay,
                {"date": "2026-11-24", "kind": "closed", "title": "ن"},
                "confirmed_unless",
            ),
            (
                CalendarDay,
                {"date": "2026-11-24", "kind": "feast", "title": "ن", "draft": True},
                "kind_known",
            ),
            (CalendarDay, {"date": "2026-11-24", "kind": "closed", "draft": True}, "titled"),
            (
                DeadlineRule,
                {"key": "triage", "value": 1, "unit": "day", "valid_from": "2026-01-01"},
                "provenance_known",
            ),
            (
                DeadlineRule,
                {
                    "key": "triage",
                    "value": 1,
                    "unit": "day",
                    "valid_from": "2026-01-01",
                    "provenance": "ASSUMED",
                },
                "one_a_day",
            ),
            (
                DeadlineRule,
                {
                    "key": "new",
                    "value": 0,
                    "unit": "day",
                    "valid_from": "2026-01-01",
                    "provenance": "ASSUMED",
                },
                "positive",
            ),
            (
                DeadlineRule,
                {
                    "key": "new",
                    "value": 1,
                    "unit": "day",
                    "valid_from": "2026-01-01",
                    "provenance": "SOURCED",
                },
                "is_cited",
            ),
        ],
    )
    def test_refuses_what_cannot_be(self, loaded, model, values, constraint):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            model.objects.create(**values)


@pytest.mark.parametrize("change", [{"value": 4}, {"valid_from": TODAY}, {"citation": "x"}])
def test_the_database_keeps_what_a_deadline_was(loaded, change):
    rules = DeadlineRule.objects.filter(key="triage")

    with pytest.raises(IntegrityError), transaction.atomic():
        rules.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        rules.delete()
    rules.update(valid_to=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        rules.update(valid_to=None)


class TestSealedDays:
    @pytest.mark.parametrize(
        "change", ["date = date + 1", "kind = 'working'", "exempt = '{gas}'", "draft = true"]
    )
    def test_stay_as_they_were_confirmed(self, loaded, secretariat, change):
        entered = add_closure(
            day=day(9, 10), title="برودت هوا", source="", actor=secretariat, on=TODAY
        )

        with (
            pytest.raises(IntegrityError, match="stays as it is"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE workdays_calendarday SET {change} WHERE id = %s", [entered.pk])

"""Rules, types and working weeks are written by the owner of the database alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from accounts.principal import Principal
from core import jalali
from core.clock import now, today
from core.models import new_public_id
from core.scope import SYSTEM, set_scope
from territory.models import Division
from tests.factories import make_county, make_type
from tests.movers import forget_events, insert_refused, move_refused
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused
from violations.actions import load_types
from violations.models import CaseRule, SanctionRule, ViolationType
from workdays.actions import bring_days, confirm_days, load_calendar
from workdays.facts.files import COLUMNS
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar

DAY = timedelta(days=1)
CHANGES: dict[type[models.Model], dict[str, Any]] = {
    DeadlineRule: {"valid_to": today()},
    WorkCalendar: {"valid_to": today()},
    ViolationType: {"valid_to": today()},
    SanctionRule: {"occurrence": 9},
    CaseRule: {"valid_to": today()},
    Division: {"name": "جای دیگر"},
}
pytestmark = pytest.mark.django_db
TABLES = pytest.mark.parametrize("model", CHANGES)


@pytest.fixture(autouse=True)
def _loaded(db: None) -> None:
    """Load the rules of the house, and a type that is not in force yet."""
    load_types()
    load_calendar()
    make_type(valid_from=today() + 30 * DAY)
    make_county()


def newest(model: type[models.Model]) -> Any:
    return model._default_manager.order_by("-pk")[0]


def words(model: type[models.Model]) -> str:
    table = model._meta.db_table
    return f"The rows of {table} are loaded by the owner of the database alone."


@TABLES
def test_a_row_is_not_changed(model: type[models.Model]) -> None:
    assert move_refused(newest(model), CHANGES[model]) == words(model)


@TABLES
def test_a_row_is_not_added(model: type[models.Model]) -> None:
    copy = newest(model)
    copy.pk, copy.public_id = None, new_public_id()

    assert insert_refused(copy) == words(model)


class TestADay:
    REFUSED = "A day of the calendar is announced by who keeps it, with an event."

    def closure(self) -> CalendarDay:
        return CalendarDay(
            date=today() + 9 * DAY, kind="closed", title="تعطیلی", source="استانداری", draft=False,
            confirmed_on=today(),
        )  # fmt: skip

    @pytest.mark.parametrize("name", ["", "gas_manager", "deputy", "expert"])
    def test_is_announced_by_no_other(self, name: str, request: pytest.FixtureRequest) -> None:
        person = request.getfixturevalue(name) if name else None
        day = self.closure()
        day.confirmed_by_id = person and person.user_id
        told = [("calendar.day_added", person)] if person else []

        assert insert_refused(day, told) != ""

    def test_is_announced_by_who_keeps_the_calendar(self, secretariat: Principal) -> None:
        day = self.closure()
        day.confirmed_by_id = secretariat.user_id

        assert insert_refused(day, [("calendar.day_added", secretariat)]) == ""

    def test_is_not_announced_without_its_event(self, secretariat: Principal) -> None:
        day = self.closure()
        day.confirmed_by_id = secretariat.user_id

        assert insert_refused(day) == self.REFUSED


class TestAnEstimate:
    """An estimate counts as an announced day does, so that nobody adds or moves one alone."""

    REFUSED = TestADay.REFUSED

    def estimate(self) -> CalendarDay:
        return CalendarDay.objects.filter(draft=True, date__gt=today()).order_by("date")[0]

    @pytest.mark.parametrize("kind", ["holiday", "closed", "working"])
    def test_is_not_added(self, kind: str) -> None:
        day = CalendarDay(date=today() + 9 * DAY, kind=kind, title="برآورد", draft=True)
        assert insert_refused(day) == self.REFUSED

    def test_is_not_moved(self) -> None:
        day = self.estimate()
        assert move_refused(day, {"date": day.date + 2 * DAY}) == self.REFUSED
        assert move_refused(day, {"kind": "working"}) == self.REFUSED

    def test_is_not_removed(self) -> None:
        day = self.estimate()
        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)
            assert refused(day.delete) == (
                "Only an estimate is removed; a day that was announced is kept."
            )

    def test_is_confirmed_and_brought_by_who_keeps_the_calendar(
        self, secretariat: Principal
    ) -> None:
        day = self.estimate()
        told = [("calendar.day_confirmed", secretariat)]
        values = {
            "draft": False, "confirmed_on": today(), "confirmed_by_id": secretariat.user_id,
        }  # fmt: skip
        assert move_refused(day, values, told) == ""
        text = jalali.iso_jalali(today() + 40 * DAY)
        forget_events()
        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)
            brought = bring_days(
                data=f"{','.join(COLUMNS)}\n{text},holiday,عید,,,,,yes,,سند\n".encode(),
                file_name="days.csv", actor=secretariat, on=today(), at=now(),
            )  # fmt: skip
            settle()
        forget_events()
        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)
            confirm_days(import_id=brought.public_id, actor=secretariat, on=today(), at=now())
            settle()
        assert CalendarDay.objects.filter(date=today() + 40 * DAY, draft=True).exists()

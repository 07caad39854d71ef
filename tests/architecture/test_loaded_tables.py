"""Rules, types and working weeks are written by the owner of the database alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from accounts.principal import Principal
from core.clock import today
from core.models import new_public_id
from territory.models import Division
from tests.factories import make_county, make_type
from tests.movers import insert_refused, move_refused
from violations.actions import load_types
from violations.models import CaseRule, SanctionRule, ViolationType
from workdays.actions import load_calendar
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

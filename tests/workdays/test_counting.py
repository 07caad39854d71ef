"""The database counts deadlines as the application does."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import TODAY, make_office
from workdays.facts import deadline
from workdays.models import CalendarDay, DeadlineRule, WorkCalendar
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
KINDS = [DayKind.HOLIDAY, DayKind.CLOSED, DayKind.WORKING]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_both_agree(data: st.DataObject) -> None:
    county = make_office().county
    for number in data.draw(st.sets(st.integers(0, 40), max_size=6)):
        CalendarDay.objects.get_or_create(
            date=TODAY + timedelta(days=number), kind=data.draw(st.sampled_from(KINDS)),
            county=data.draw(st.sampled_from([None, county])),
            defaults={"title": "روز آزمون", "confirmed_on": TODAY},
        )  # fmt: skip
    if data.draw(st.booleans()):
        WorkCalendar.objects.get_or_create(
            scope=county, defaults={"weekend_days": [0, 6], "provenance": "ASSUMED"}
        )
    start = TODAY + timedelta(days=data.draw(st.integers(-40, 40)))
    for key in DeadlineRule.objects.values_list("key", flat=True):
        if key == "no_transfer_lock":  # three years: the calendar of the data ends before
            continue
        for place, public_id in ((county.pk, county.public_id), (None, None)):
            with connection.cursor() as cursor:
                cursor.execute("SELECT workdays_due(%s, %s, %s)", [key, start, place])
                (found,) = cursor.fetchone()
            assert found == deadline(key, start, public_id).due_on, key

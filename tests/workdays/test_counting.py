"""The database counts deadlines as the application does."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from territory.models import Division
from tests.factories import TODAY, make_office
from workdays.facts import calendar_for, deadline
from workdays.models import BODIES, CalendarDay, DeadlineRule, WorkCalendar
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
BODIES_SEEN = ["", *BODIES]


def an_entry(data: st.DataObject, number: int, county: Division) -> None:
    """Enter a day of any kind, in the county or the province, for some bodies, or withdrawn."""
    kind = data.draw(st.sampled_from(DayKind))
    late = kind is DayKind.LATE
    withdrawn = data.draw(st.booleans())
    county_wide = data.draw(st.booleans())
    exempt = data.draw(st.lists(st.sampled_from(list(BODIES)), unique=True, max_size=2))
    CalendarDay.objects.create(
        date=TODAY + timedelta(days=number), kind=kind, title="روز آزمون",
        county=county if county_wide else None, confirmed_on=TODAY,
        late_minutes=60 if late else None, announced_at=timezone.now(),
        exempt=exempt if kind is DayKind.CLOSED else [],
        withdrawn_on=TODAY if withdrawn else None,
        withdrawn_by=User.objects.system().user_id if withdrawn else None,
        withdrawal_reason="اشتباه بود." if withdrawn else "",
    )  # fmt: skip


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_both_agree(data: st.DataObject) -> None:
    county = make_office().county
    for number in data.draw(st.lists(st.integers(0, 40), max_size=8)):
        with suppress(IntegrityError), transaction.atomic():  # the day stands already
            an_entry(data, number, county)
    if data.draw(st.booleans()):
        WorkCalendar.objects.get_or_create(
            scope=county, defaults={"weekend_days": [0, 6], "provenance": "ASSUMED"}
        )
    start = TODAY + timedelta(days=data.draw(st.integers(-10, 40)))
    body = data.draw(st.sampled_from(BODIES_SEEN))
    for place, public_id in ((county.pk, county.public_id), (None, None)):
        days = [TODAY + timedelta(days=number) for number in range(42)]
        calendar = calendar_for(public_id, days[0], days[-1], body)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT workdays_body_works(%s, %s, day::date) FROM unnest(%s::date[]) day",
                [place, body, days],
            )
            assert [works for (works,) in cursor] == [calendar.is_working(day) for day in days]
        calendar = calendar_for(public_id, start, start + timedelta(days=400), body)
        for key in DeadlineRule.objects.values_list("key", flat=True):
            if key == "no_transfer_lock":  # three years: the calendar of the data ends before
                continue
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT workdays_body_due(%s, %s, %s, %s)", [key, start, place, body]
                )
                (found,) = cursor.fetchone()
            assert found == deadline(key, start, public_id, calendar).due_on, key

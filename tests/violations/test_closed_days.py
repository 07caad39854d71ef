"""A closure that is announced after a summons reaches the session and all who were called."""

from typing import Any

import pytest

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_county, make_principal
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, WHY, Bench
from tests.violations.stories import MINUTES, moment, noon
from violations import actions
from violations.models import HearingSession
from violations.states import SessionState
from workdays.actions import add_closure
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
CLOSURE = "تعطیلی به سبب آلودگی هوا"


@pytest.fixture
def bench() -> Bench:
    return Bench()


def close(bench: Bench, session: HearingSession, **values: Any) -> HearingSession:
    """Announce a closure of the session's day; return the session as it is then."""
    defaults: dict[str, Any] = {
        "day": DAY, "title": CLOSURE, "source": "استانداری", "on": DAY, "at": noon(DAY),
        "actor": bench.secretary,
    }  # fmt: skip
    add_closure(**(defaults | values))
    session.refresh_from_db()
    return session


def confirm(bench: Bench, session: HearingSession, **values: Any) -> HearingSession:
    """Confirm that the session is held all the same."""
    defaults = {"session_id": session.pk, "reason": WHY, "actor": bench.keeper, **moment(DAY)}
    return actions.confirm_session_day(**(defaults | values))


class TestClosure:
    def test_marks_the_session_and_tells_all_who_were_called(self, bench: Bench) -> None:
        session = close(bench, bench.served())

        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=noon(DAY))

        assert session.closed_day == CLOSURE
        heard = Notification.objects.filter(kind="case.hearing_day_closed")
        called = session.seats.filter(user_id__isnull=False)
        assert set(heard.values_list("user_id", flat=True)) == set(
            called.values_list("user_id", flat=True)
        )
        keepers = Notification.objects.filter(kind="case.hearing_day_closed/keeper")
        assert keepers.filter(user_id=bench.clerk.user_id).exists()

    def test_of_another_county_a_late_opening_and_an_open_day_mark_nothing(
        self, bench: Bench
    ) -> None:
        session = bench.served()
        county = make_county("مشکین‌شهر")

        close(bench, session, county_id=county.public_id)
        close(bench, session, kind=DayKind.LATE, late_minutes=60)

        assert session.closed_day == ""

    def test_leaves_what_was_held_or_called_off(self, bench: Bench) -> None:
        assert close(bench, bench.hold(bench.served())).closed_day == ""

    def test_that_an_exception_opens_again_asks_for_nothing(self, bench: Bench) -> None:
        session = close(bench, bench.served())

        close(bench, session, kind=DayKind.WORKING, title="به کار باز است")

        assert session.closed_day == ""
        assert bench.hold(session).state == SessionState.HELD

    def test_keeps_the_session_from_being_held_until_it_is_confirmed(self, bench: Bench) -> None:
        session = close(bench, bench.served())
        with pytest.raises(IllegalMove):
            bench.hold(session)

        confirm(bench, session)

        assert bench.hold(session).state == SessionState.HELD

    def test_is_guarded(self, bench: Bench) -> None:
        session = close(bench, bench.served())
        session.seats.update(is_present=True)
        row = HearingSession.objects.filter(pk=session.pk)

        words = refused_at_runtime(
            lambda: row.update(
                state="held", minutes=MINUTES, minutes_sha256="0" * 64, quorum=2,
                recorded_at=noon(DAY), recorded_by=bench.clerk.user_id,
            )
        )  # fmt: skip

        assert "closed day is confirmed or postponed" in words


class TestConfirmSessionDay:
    def test_tells_all_who_were_called(self, bench: Bench) -> None:
        session = confirm(bench, close(bench, bench.served()))
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=noon(DAY))

        told = Notification.objects.filter(kind="case.hearing_day_confirmed")
        assert told.filter(user_id=bench.operator.user_id).exists()
        assert session.day_confirmed_on == DAY

    def test_refuses_an_open_day_a_second_time_and_others(self, bench: Bench) -> None:
        session = bench.served()
        with pytest.raises(IllegalMove):
            confirm(bench, session)
        close(bench, session)
        strangers: list[Principal] = [
            bench.secretary, bench.operator, User.objects.system(),
            make_principal(Role.DEPUTY),
        ]  # fmt: skip
        for stranger in strangers:
            with pytest.raises(NotPermitted):
                confirm(bench, session, actor=stranger)
        with pytest.raises(Invalid):
            confirm(bench, session, reason="نه")
        confirm(bench, session)
        with pytest.raises(IllegalMove):
            confirm(bench, session)

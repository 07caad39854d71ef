"""A closure that is announced after a summons reaches the session and all who were called."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

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
from violations.facts import last_service, notice_of
from violations.models import HearingSession
from violations.states import SessionState
from workdays.actions import add_closure
from workdays.rules import DayKind

pytestmark = pytest.mark.django_db
SignIn = Callable[[Principal], Client]
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
        for kind in ("case.hearing_day_closed", "case.hearing_day_closed/keeper"):
            values = Notification.objects.filter(kind=kind).latest("pk").values
            assert (values["session_on"], values["hour"]) == (DAY.isoformat(), "12:00")
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


class TestOnTheFirstPossibleDay:
    """The summons was served so that its least time ends on the very day that is closed then."""

    @pytest.fixture
    def session(self, bench: Bench) -> HearingSession:
        session = bench.summon()
        last = last_service(session)
        assert last
        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator, **moment(last)
        )
        return close(bench, session)

    def test_a_confirmed_session_is_held(self, bench: Bench, session: HearingSession) -> None:
        least = notice_of(session)
        assert least
        assert least.due_on == DAY

        confirm(bench, session)

        assert bench.hold(session).state == SessionState.HELD

    def test_its_page_does_not_ask_to_move_it(
        self, bench: Bench, session: HearingSession, browser_of: SignIn
    ) -> None:
        url = session.get_absolute_url()
        with time_machine.travel(noon(DAY) + timedelta(hours=1), tick=False):
            before = browser_of(bench.clerk).get(url)
            confirm(bench, session)
            after = browser_of(bench.clerk).get(url)

        assert before.context["least"]["against"] == ""
        assert after.context["least"]["against"] == ""
        assert after.context["closed_day"] == ""
        assert f"/{session.public_id}/minutes" in after.content.decode()

    def test_what_is_served_too_late_is_too_early_all_the_same(self, bench: Bench) -> None:
        session = close(bench, bench.summon())
        confirm(bench, session)
        last = last_service(session)
        assert last
        late = last + timedelta(days=1)
        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator, **moment(late)
        )

        with pytest.raises(IllegalMove):
            bench.hold(session)


class TestPageOfAClosedDay:
    def test_asks_only_those_who_can_act(self, bench: Bench, browser_of: SignIn) -> None:
        session = close(bench, bench.served())
        asked = "برگزاری جلسه را تأیید کنید"
        with time_machine.travel(noon(DAY), tick=False):
            pages = {
                person.role: browser_of(person).get(session.get_absolute_url()).content.decode()
                for person in (bench.clerk, bench.operator, make_principal(Role.DEPUTY))
            }

        assert asked in pages[Role.AGENCY_CLERK]
        for role in (Role.OPERATOR, Role.DEPUTY):
            assert asked not in pages[role]
            assert CLOSURE in pages[role]

    def test_asks_to_postpone_where_the_office_may_answer_for_longer(
        self, browser_of: SignIn
    ) -> None:
        bench = Bench(waives=False)
        session, last = bench.summon(), bench.case.defence_due_on
        assert last
        for day in (last + timedelta(days=each) for each in range((DAY - last).days + 1)):
            close(bench, session, day=day, **moment(last))
        with time_machine.travel(noon(DAY), tick=False):
            page = browser_of(bench.clerk).get(session.get_absolute_url())

        assert "به وقت دیگر" in page.context["closed_day"]
        with pytest.raises(IllegalMove):
            confirm(bench, session)


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

"""Who keeps the calendar gives the own body time only with a second person."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, refuse_act
from approvals.models import PendingAct
from core.errors import IllegalMove, NotPermitted
from tests.factories import make_principal
from tests.runtime import make_role, serve_as
from tests.sql import refused, runtime_role
from tests.violations.benches import DAY, Bench
from tests.violations.stories import REASONS, moment
from workdays.actions import add_closure, withdraw_day
from workdays.facts import deadline
from workdays.models import CalendarDay, DeadlineMove
from workdays.rules import DayKind, DeadlineKey

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    """Return a heard case of the licence track, whose decision its committee owes."""
    return Bench(licence=True)


def day_of(bench: Bench) -> date:
    """Return the last day on which the committee decides, which a closure takes from it."""
    found = bench.case.decision_due_on
    assert found is not None
    return found


def close(bench: Bench, **values: Any) -> CalendarDay:
    defaults = {
        "day": day_of(bench), "title": "تعطیلی", "source": "استانداری", "actor": bench.secretary,
        **moment(DAY),
    }  # fmt: skip
    return add_closure(**(defaults | values))


def confirm(person: Principal) -> PendingAct:
    return confirm_act(pending_id=PendingAct.objects.latest("pk").pk, actor=person, **moment(DAY))


class TestOwnTime:
    def test_waits_for_a_second_person(self, bench: Bench) -> None:
        before = day_of(bench)

        entered = close(bench)

        assert not CalendarDay.objects.filter(public_id=entered.public_id).exists()
        assert day_of(bench) == before
        assert PendingAct.objects.get(act="day.enter").proposed_by == bench.secretary.user_id
        assert not CalendarDay.objects.filter(date=before, kind=DayKind.CLOSED).exists()

    def test_moves_as_another_person_confirms(self, bench: Bench) -> None:
        before = day_of(bench)
        close(bench)

        confirm(make_principal(Role.SECRETARIAT))

        assert CalendarDay.objects.filter(date=before, kind=DayKind.CLOSED).exists()
        assert day_of(bench) > before

    def test_is_not_confirmed_by_who_entered_it(self, bench: Bench) -> None:
        close(bench)
        with pytest.raises(NotPermitted):
            confirm(bench.secretary)

    def test_stays_as_it_was_where_it_is_refused(self, bench: Bench) -> None:
        before = day_of(bench)
        close(bench)
        refuse_act(
            pending_id=PendingAct.objects.latest("pk").pk, reason=REASONS,
            actor=make_principal(Role.SECRETARIAT), **moment(DAY),
        )  # fmt: skip
        assert day_of(bench) == before

    def test_is_proposed_once(self, bench: Bench) -> None:
        close(bench)
        with pytest.raises(IllegalMove):
            close(bench)

    def test_shows_the_second_person_what_moves(
        self, bench: Bench, browser_of: Callable[[Principal], Any]
    ) -> None:
        close(bench)
        pending = PendingAct.objects.latest("pk")
        url = pending.get_absolute_url()

        with time_machine.travel(moment(DAY)["at"], tick=False):
            for role in (Role.SECRETARIAT, Role.PLATFORM_ADMIN):
                browser = browser_of(make_principal(role))
                for address in (url, f"{url}/confirm"):
                    page = browser.get(address).content.decode()
                    assert "مهلتِ در جریان" in page or "مهلت در جریان" in page, (role, address)
        assert bench.case.number not in DeadlineMove.objects.values_list("deadline__subject_label")

    def test_shows_the_second_person_the_session_of_the_day(
        self, bench: Bench, browser_of: Callable[[Principal], Any]
    ) -> None:
        session = bench.summon(starts_at=moment(day_of(bench))["at"])
        close(bench)
        url = PendingAct.objects.latest("pk").get_absolute_url()

        with time_machine.travel(moment(DAY)["at"], tick=False):
            browser = browser_of(make_principal(Role.SECRETARIAT))
            for address in (url, f"{url}/confirm"):
                assert session.get_absolute_url() in browser.get(address).content.decode()
        session.refresh_from_db()
        assert session.closed_day == ""

    def test_shows_it_in_the_morning_to_who_is_served_by_the_runtime_role(
        self, bench: Bench, browser_of: Callable[[Principal], Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        close(bench)
        url = PendingAct.objects.latest("pk").get_absolute_url()

        with time_machine.travel(moment(DAY + timedelta(1))["at"] - timedelta(hours=3), tick=False):
            browser = browser_of(make_principal(Role.SECRETARIAT))
            serve_as(make_role(), monkeypatch)
            answers = [browser.get(address).status_code for address in (url, f"{url}/confirm")]
        assert answers == [200, 200]

    @pytest.mark.parametrize("ahead", [0, 1, 3])
    def test_of_a_day_to_come_is_confirmed_by_its_end(self, bench: Bench, ahead: int) -> None:
        day = day_of(bench)
        on = day - timedelta(days=ahead)
        close(bench, **moment(on))
        assert PendingAct.objects.latest("pk").expires_on == day

    def test_of_a_day_that_has_passed_is_confirmed_within_the_usual_time(
        self, bench: Bench
    ) -> None:
        on = day_of(bench) + timedelta(days=1)
        close(bench, **moment(on))
        usual = deadline(DeadlineKey.CONFIRM_PAPER, on, None).due_on
        assert PendingAct.objects.latest("pk").expires_on == usual

    def test_of_others_moves_at_once(self) -> None:
        contract_track = Bench()
        before = day_of(contract_track)

        assert close(contract_track).pk is not None
        assert day_of(contract_track) > before

    def test_moves_at_once_by_who_owes_nothing(self, bench: Bench) -> None:
        before = day_of(bench)
        close(bench, actor=make_principal(Role.PLATFORM_ADMIN))
        assert day_of(bench) > before

    def test_of_a_withdrawn_working_day_waits_too(self, bench: Bench) -> None:
        admin = make_principal(Role.PLATFORM_ADMIN)
        friday = day_of(bench) - timedelta(days=(day_of(bench).weekday() - 4) % 7)
        working = close(bench, day=friday, kind=DayKind.WORKING, title="روز کاری", actor=admin)
        before = day_of(bench)

        withdraw_day(day_id=working.public_id, reason=REASONS, actor=bench.secretary, **moment(DAY))

        working.refresh_from_db()
        is_own = DeadlineMove.objects.filter(new_on__gt=before).exists()
        assert not is_own
        assert day_of(bench) == before
        if working.withdrawn_on is None:
            assert PendingAct.objects.filter(act="day.withdraw").exists()


def guarded(call: Callable[[], Any]) -> str:
    """Return with which words the database refuses the role of the running house at the end."""

    def to_the_end() -> None:
        call()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS violations_own_time IMMEDIATE")

    with runtime_role():
        return refused(to_the_end)


class TestGuard:
    def test_refuses_own_time_without_a_second_person(self, bench: Bench) -> None:
        assert "second person" in guarded(lambda: close(bench, asks_second=False))

    def test_lets_pass_what_another_person_confirms(self, bench: Bench) -> None:
        close(bench)
        second = make_principal(Role.SECRETARIAT)
        assert guarded(lambda: confirm(second)) == ""

    def test_lets_pass_the_time_of_others(self) -> None:
        contract_track = Bench()
        assert guarded(lambda: close(contract_track)) == ""

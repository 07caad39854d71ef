"""The provincial committee owes its steps like an agency: duties, ladder, look (ADR 67)."""

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight import actions
from oversight.facts.duties import place_of
from oversight.facts.duty_check import look
from oversight.facts.overdue import overdue_of
from oversight.models import Duty
from oversight.states import DutyState
from tests.factories import make_principal, make_type
from tests.violations.stories import LONG_AGO, Walk, file_report, noon
from tests.violations.test_handling_windows import random_case, windows_by_hand
from violations.models import Case, CorrectiveAction
from workdays.facts import deadline

pytestmark = pytest.mark.django_db
KIND_OF = {
    "appeal_decision_due_on": "appeal", "execution_due_on": "execute", "closing_due_on": "close",
}  # fmt: skip


def duties_of(case: Case) -> dict[str, Duty]:
    return {duty.kind: duty for duty in Duty.objects.open().filter(case=case)}


@pytest.fixture
def walk(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Callable[..., Walk]:
    """Return what files the clerk's report and gives it to the manager, long ago."""
    return lambda: Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator)


@pytest.fixture
def licence(
    contract: Contract, county_rep: Principal, chair: Principal, secretariat: Principal,
    operator: Principal,
) -> Callable[..., Walk]:  # fmt: skip
    """Return what files a report of the licence track and gives it to the secretariat."""

    def begin() -> Walk:
        kind = make_type(track="licence")
        report = file_report(contract, county_rep, kind, agency_id=None, on=LONG_AGO)
        return Walk(report, secretariat, operator)

    return begin


class TestLicenceTrack:
    def test_asks_the_committee_to_serve_and_then_to_decide(
        self, licence: Callable[..., Any]
    ) -> None:
        way = licence().open()
        (served,) = duties_of(way.case).values()
        assert (served.kind, served.agency) == ("serve", None)
        assert place_of(served) == (way.case.county.public_id, "")

        way.notify()
        (asked,) = duties_of(way.case).values()
        assert (asked.kind, asked.agency) == ("decide", None)
        assert asked.due_on == way.case.decision_due_on
        assert Duty.objects.get(pk=served.pk).state == DutyState.ACTED
        assert look()[1] == []

    def test_ends_with_the_decision_of_the_committee(
        self, licence: Callable[..., Any], chair: Principal
    ) -> None:
        way = licence().open().notify().defend()
        way.sit(chair).decide(chair)

        assert Duty.objects.get(case=way.case, kind="decide").state == DutyState.ACTED
        assert look()[1] == []

    def test_of_an_agency_none_is_left_to_the_committee(self, walk: Callable[..., Any]) -> None:
        way = walk().open()

        assert {duty.agency for duty in duties_of(way.case).values()} == {way.case.agency}


def test_an_objection_that_the_agency_cannot_decide_is_the_committees(
    walk: Callable[..., Any], gas_manager: Principal, chair: Principal
) -> None:
    way = walk().open().notify().defend().decide(gas_manager).notify("decision")
    way.appeal()

    (asked,) = duties_of(way.case).values()
    assert (asked.kind, asked.agency) == ("appeal", None)
    assert asked.due_on == way.case.appeal_decision_due_on
    assert look()[1] == []


class TestLadder:
    @pytest.fixture
    def late(self, licence: Callable[..., Any], clock: Principal) -> Duty:
        case = licence().open().notify().case
        actions.date_duties(actor=clock)
        (duty,) = duties_of(case).values()
        return duty

    def climb(self, duty: Duty, clock: Principal, days: int) -> None:
        for day in range(days):
            assert duty.due_on
            on: date = duty.due_on + timedelta(days=day - 12)
            actions.follow_duties(as_of=on, actor=clock, at=noon(on))

    def test_climbs_to_the_agenda(self, late: Duty, clock: Principal) -> None:
        self.climb(late, clock, 40)

        late.refresh_from_db()
        assert late.state == DutyState.AGENDA
        assert None not in (late.reminded_on, late.head_on, late.deputy_on)
        assert late.audit_stream == "province"

    def test_is_told_to_chair_secretariat_and_deputy(
        self, late: Duty, clock: Principal, chair: Principal, secretariat: Principal,
        deputy: Principal, gas_manager: Principal,
    ) -> None:  # fmt: skip
        self.climb(late, clock, 20)
        for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
            spread(payload=message.payload, at=datetime.fromisoformat(message.payload["at"]))

        told = Notification.objects.filter(kind="duty.put_before_deputy/committee")
        assert set(told.values_list("user_id", flat=True)) == {
            chair.user_id, secretariat.user_id, deputy.user_id
        }  # fmt: skip
        assert Notification.objects.filter(kind="duty.reminded/committee").exists()

    def test_is_on_no_agencys_account(
        self, late: Duty, clock: Principal, gas_manager: Principal, deputy: Principal
    ) -> None:
        self.climb(late, clock, 20)
        assert late.due_on
        on: date = late.due_on + timedelta(days=20)

        assert late not in Duty.objects.visible_to(gas_manager)
        assert late in Duty.objects.visible_to(deputy)
        assert overdue_of(deputy, on) == []


@pytest.mark.parametrize("seed", range(40))
def test_equals_the_windows_by_hand(seed: int) -> None:
    draw = random.Random(seed)
    make_principal(Role.COMMITTEE_CHAIR)
    case = random_case(draw)
    wanted = {KIND_OF[name] for name in windows_by_hand(case)}
    parts = CorrectiveAction.objects.filter(case=case, done_on__isnull=False, verified_on=None)
    wanted |= {"verify"} if parts.exists() else set()

    found = duties_of(case)

    assert set(found) == wanted
    for kind, duty in found.items():
        by_committee = case.track == "licence" or kind == "appeal"
        assert (duty.agency is None) is by_committee, kind
    assert look()[1] == []


def test_counts_its_days_without_an_agency(licence: Callable[..., Any], clock: Principal) -> None:
    way = licence().open()
    actions.date_duties(actor=clock)

    (duty,) = duties_of(way.case).values()
    county = way.case.county.public_id
    assert duty.due_on == deadline("agency_action", duty.starts_on, county, body="").due_on

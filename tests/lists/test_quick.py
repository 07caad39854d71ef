"""The quick filters of lists: mine, nobody's, overdue."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from lists.facts import LISTS
from oversight.models import Duty
from tests.factories import (
    NOW,
    TODAY,
    make_case,
    make_contract,
    make_licence,
    make_office,
    make_principal,
    make_report,
    step_case,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405, in a year whose days are known."""
    with time_machine.travel(NOW, tick=False):
        yield


def quicks(client: Any, address: str) -> dict[str, Any]:
    """Return the quick filters of a list by name."""
    page = client.get(address)
    assert page.status_code == 200, address
    return {quick.name: quick for quick in page.context["listed"].quicks}


def shown(client: Any, address: str, name: str) -> set[Any]:
    """Return the keys of the rows to which a quick filter leads; it is marked as set there."""
    quick = quicks(client, address)[name]
    page = client.get(address.partition("?")[0] + quick.url)
    assert page.status_code == 200
    assert not page.context["listed"].problems()
    assert quicks(client, address.partition("?")[0] + quick.url)[name].is_set
    return {row[page.context["listed"].key] for row in page.context["rows"]}


class TestCases:
    def test_are_mine_or_nobodys(
        self, gas: Agency, gas_manager: Principal, gas_clerk: Principal, browser_of: Any
    ) -> None:
        contract = make_contract(agency=gas)
        mine, other, free = (make_case(contract=contract) for _ in range(3))
        step_case(mine, assignee_id=gas_manager.user_id)
        step_case(other, assignee_id=gas_clerk.user_id)
        client = browser_of(gas_manager)

        assert shown(client, "/violations?queue=cases", "mine") == {mine.number}
        assert shown(client, "/violations?queue=cases", "unassigned") == {free.number}

    def test_hide_the_hands_from_the_offices_side(
        self, county_rep: Principal, association: Principal, browser_of: Any
    ) -> None:
        for actor in (county_rep, association):
            assert set(quicks(browser_of(actor), "/violations?queue=cases")) == {"overdue"}

    def test_are_lifted_by_the_same_link(self, gas_manager: Principal, browser_of: Any) -> None:
        client = browser_of(gas_manager)
        found = quicks(client, "/violations?queue=cases&owner=me&standing=late")

        assert {name: quick.is_set for name, quick in found.items()} == {
            "mine": True, "unassigned": False, "overdue": True,
        }  # fmt: skip
        assert found["mine"].url == "?queue=cases&standing=late"
        assert found["unassigned"].url == "?queue=cases&standing=late&owner=none"


class TestReports:
    def test_are_those_that_one_has_filed(
        self, gas: Agency, gas_manager: Principal, gas_clerk: Principal, browser_of: Any
    ) -> None:
        contract = make_contract(agency=gas)
        mine = make_report(reporter=gas_clerk, contract=contract)
        make_report(reporter=gas_manager, contract=contract)
        client = browser_of(gas_clerk)

        assert shown(client, "/violations?queue=reports", "mine") == {mine.number}


class TestContracts:
    def test_are_those_that_one_has_drafted_and_those_past_their_end(
        self, gas: Agency, gas_clerk: Principal, browser_of: Any
    ) -> None:
        mine = make_contract(agency=gas, drafted_by=gas_clerk.user_id)
        past = make_contract(agency=gas, starts_on=TODAY - 300 * DAY, ends_on=TODAY - DAY)
        client = browser_of(gas_clerk)

        assert shown(client, "/contracts?view=all", "mine") == {mine.number}
        assert shown(client, "/contracts", "overdue") == {past.number}

    def test_are_nobodys_own_in_the_province(self, expert: Principal, browser_of: Any) -> None:
        assert set(quicks(browser_of(expert), "/contracts")) == {"overdue"}


class TestAgencies:
    def test_are_ones_own(self, gas: Agency, power: Agency, gas_clerk: Principal, browser_of: Any):
        client = browser_of(gas_clerk)

        assert shown(client, "/agencies", "mine") == {gas.code}
        assert shown(client, "/agencies", "overdue") == set()

    def test_owe_nothing_that_others_may_see(self, association: Principal, browser_of: Any) -> None:
        assert quicks(browser_of(association), "/agencies") == {}

    def test_are_behind_with_a_duty(
        self, gas: Agency, power: Agency, expert: Principal, browser_of: Any
    ) -> None:
        late = make_case(contract=make_contract(agency=gas))
        soon = make_case(contract=make_contract(agency=power))
        Duty.objects.filter(case=late).update(due_on=TODAY - DAY)
        Duty.objects.filter(case=soon).update(due_on=TODAY)

        assert shown(browser_of(expert), "/agencies", "overdue") == {gas.code}


class TestOfficesAndHistory:
    def test_are_past_their_licence(self, expert: Principal, browser_of: Any) -> None:
        make_office()
        late = make_office(licensed=False)
        make_licence(late, issued_on=TODAY - 900 * DAY, expires_on=TODAY - DAY)

        assert shown(browser_of(expert), "/offices", "overdue") == {late.code}

    def test_are_what_one_has_done(self, auditor: Principal, browser_of: Any) -> None:
        assert shown(browser_of(auditor), "/admin/audit", "mine") == set()


class TestEveryList:
    @pytest.mark.parametrize("role", [Role.EXPERT, Role.DEPUTY, Role.AUDITOR])
    def test_has_those_that_say_something_there(self, role: Role, browser_of: Any) -> None:
        client = browser_of(make_principal(role))
        for known in LISTS:
            listed = known.listed
            for name, wanted in listed.quick_sets.items():
                assert set(wanted) <= {*listed.filterset_class.base_filters, listed.tab_key}, name
        for address in ("/violations?queue=cases", "/terminations", "/duties", "/contracts"):
            assert "overdue" in quicks(client, address)

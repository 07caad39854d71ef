"""What the people lose: the same panel wherever a contract is suspended or ends."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.principal import Principal
from agencies.models import Agency
from contracts.facts.impact import impact_of, impact_of_office, impacts_of
from contracts.models import Contract
from offices.models import Office
from tests import factories
from tests.contracts.stories import noticed, step, suspended

TODAY = factories.TODAY
QUERIES = 5  # services, licence, counts, nearest, own contracts
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def contract(gas: Agency, office: Office) -> Contract:
    """Return a contract for two services, one of which another office of the county gives."""
    bill = factories.make_service(gas, code="bill", title="قبض")
    branch = factories.make_service(gas, code="branch", title="انشعاب")
    neighbour = factories.make_office(county=office.county, name="دفتر همسایه")
    factories.make_contract(agency=gas, office=neighbour, services=[bill])
    far = factories.make_office(name="دفتر دور", county=factories.make_county("نمین"))
    factories.make_contract(agency=gas, office=far, services=[bill, branch])
    return factories.make_contract(agency=gas, office=office, services=[bill, branch])


def shown(page: Any) -> str:
    """Return the panel of a page as text."""
    assert page.status_code == 200
    text: str = page.content.decode()
    return " ".join(text[text.index('id="impact"') :].split("</section>", 1)[0].split())


class TestPanel:
    def check(self, page: Any) -> None:
        panel = shown(page)
        assert "<b>انشعاب</b>: هیچ دفتر دیگری در شهرستان" in panel
        assert "<b>قبض</b> (۱ دفتر دیگر)" in panel
        assert "دفتر همسایه" in panel
        assert "(شهرستان نمین)" in panel

    @pytest.mark.parametrize("act", ["suspend", "urgent-suspend", "issue-notice", "propose-end"])
    def test_stands_on_each_act_that_takes_services(
        self, act: str, contract: Contract, gas_manager: Principal, browser_of: Callable[..., Any]
    ) -> None:
        address = reverse(f"contracts:{act}", args=[contract.number])

        self.check(browser_of(gas_manager).get(address))

    def test_stands_on_the_termination(
        self, contract: Contract, gas_manager: Principal, browser_of: Callable[..., Any]
    ) -> None:
        noticed(contract)

        page = browser_of(gas_manager).get(reverse("contracts:terminate", args=[contract.number]))

        self.check(page)

    def test_stands_before_the_office_that_may_accept_an_end(
        self, contract: Contract, operator: Principal, browser_of: Callable[..., Any]
    ) -> None:
        step(contract, "active", mutual_end_on=TODAY + timedelta(days=19))
        address = reverse("contracts:accept-end", args=[contract.number])

        for page in (contract.get_absolute_url(), address):
            self.check(browser_of(operator).get(page))

    def test_is_missing_where_nothing_is_to_end(
        self, contract: Contract, operator: Principal, browser_of: Callable[..., Any]
    ) -> None:
        page = browser_of(operator).get(contract.get_absolute_url())

        assert 'id="impact"' not in page.content.decode()


class TestImpactOf:
    def test_speaks_of_the_county_in_which_the_office_is_today(self, contract: Contract) -> None:
        office = contract.office
        office.county = Office.objects.get(name="دفتر دور").county
        office.save(update_fields=["county"])

        impact = impact_of(Contract.objects.get(pk=contract.pk), TODAY)

        assert impact.county == "نمین"
        assert impact.lost == ()

    @pytest.mark.parametrize(("days", "why"), [(10, "قرارداد در تعلیق است"), (11, "")])
    def test_says_why_the_office_does_not_give_a_service_on_that_day(
        self, contract: Contract, days: int, why: str
    ) -> None:
        suspended(contract)

        services = impact_of(contract, TODAY + timedelta(days=days)).services

        assert [one.why_not for one in services] == [why, why]

    def test_adds_no_services_up(self, contract: Contract) -> None:
        assert [one.in_county for one in impact_of(contract, TODAY).services] == [1, 0]

    def test_makes_the_same_number_of_queries(self, contract: Contract, gas: Agency) -> None:
        service = contract.contract_services.order_by("pk")[0].service
        for _number in range(5):
            other = factories.make_office(county=contract.office.county)
            factories.make_contract(agency=gas, office=other, services=[service])
        more = [factories.make_contract(office=contract.office).pk for _number in range(3)]
        office = Office.objects.select_related("county", "place").get(pk=contract.office_id)

        for keys in ([contract.pk], [contract.pk, *more]):
            with CaptureQueriesContext(connection) as captured:
                impacts_of(office, keys, TODAY)
            assert len(captured) == QUERIES


class TestImpactOfOffice:
    def test_takes_every_service_of_the_office(self, contract: Contract) -> None:
        other = factories.make_contract(office=contract.office)
        service = other.contract_services.get().service

        impact = impact_of_office(contract.office, TODAY)

        assert {one.title for one in impact.services} == {"قبض", "انشعاب", service.title}
        assert {one.title for one in impact.lost} == {"انشعاب", service.title}

    def test_names_the_agency_where_two_services_have_one_name(self, contract: Contract) -> None:
        agency = factories.make_agency("bargh")
        service = factories.make_service(agency, title="قبض")
        factories.make_contract(office=contract.office, agency=agency, services=[service])

        impact = impact_of_office(contract.office, TODAY)

        own = contract.agency.short_name
        assert sorted(one.title for one in impact.services) == sorted(
            ["انشعاب", f"قبض ({own})", f"قبض ({agency.short_name})"]
        )

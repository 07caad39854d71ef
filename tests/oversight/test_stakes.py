"""What hangs on a review: the office's contracts, their agencies' views, and who else serves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from contracts.models import Contract, ContractService
from oversight.facts.stakes import contracts_at_stake
from oversight.models import TerminationReview
from tests import factories
from tests.oversight.doors import cost
from tests.oversight.steps import DAY, moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of the day of the tests."""
    with time_machine.travel(moment(DAY), tick=False):
        yield


@pytest.fixture
def elsewhere(review, power) -> Contract:
    """Return a contract of the same office with another agency."""
    return factories.make_contract(agency=power, office=review.office)


def place(office: Any, north: str, east: str) -> Any:
    """Put an office somewhere."""
    office.latitude, office.longitude = Decimal(north), Decimal(east)
    office.save(update_fields=["latitude", "longitude"])
    return office


def serving(contract: Contract, north: str, east: str, **values: Any) -> Any:
    """Return another office of the county that gives the service of a contract, somewhere."""
    services = values.pop("services", None) or [contract.contract_services.get().service]
    office = factories.make_office(**({"county": contract.office.county} | values))
    factories.make_contract(agency=contract.agency, office=office, services=services)
    return place(office, north, east)


def add_service(contract: Contract, service: Any) -> None:
    """Put one more service under a contract."""
    ContractService.objects.create(
        contract=contract, service=service, office=contract.office, agency=contract.agency,
        starts_on=contract.starts_on, ends_on=contract.ends_on, state=contract.state,
    )  # fmt: skip


def at_stake(review: TerminationReview, actor: Any) -> dict[str, Any]:
    """Return what hangs on a review as it stands now."""
    return contracts_at_stake(TerminationReview.objects.get(pk=review.pk), actor, DAY)


class TestContractsAtStake:
    def test_begins_with_the_contract_under_review(self, review, elsewhere, deputy):
        rows = at_stake(review, deputy)["rows"]

        assert [row["contract"].pk for row in rows] == [review.contract_id, elsewhere.pk]
        assert [row["is_own"] for row in rows] == [True, False]

    def test_tells_the_last_review_of_each_contract(self, review, elsewhere, deputy):
        rows = at_stake(review, deputy)["rows"]

        assert [row["review"] for row in rows] == [review, None]

    def test_counts_what_the_agency_may_not_see(self, review, elsewhere, gas_manager):
        found = at_stake(review, gas_manager)

        assert [row["is_own"] for row in found["rows"]] == [True]
        assert found["hidden"] == 1

    def test_names_the_nearest_office_for_each_service(self, review, deputy):
        place(review.office, "38.25", "48.30")
        serving(review.contract, "38.35", "48.30")
        near = serving(review.contract, "38.251", "48.301")

        nearest = at_stake(review, deputy)["impact"].services[0].nearest[0]

        assert (nearest.code, nearest.distance) == (near.code, "۱۴۰ متر")

    def test_names_the_services_without_another_office_of_each_contract(
        self, review, elsewhere, deputy
    ):
        serving(review.contract, "38.25", "48.30")

        rows = at_stake(review, deputy)["rows"]

        lost = [[one.service for one in row["impact"].lost] for row in rows]
        assert lost == [[], [elsewhere.contract_services.get().service_id]]

    def test_costs_the_same_for_one_contract_and_for_four(self, review, deputy, browser_of):
        browser, address = browser_of(deputy), review.get_absolute_url()
        one = cost(browser.get, address)

        for _time in range(3):
            factories.make_contract(agency=factories.make_agency(), office=review.office)

        assert cost(browser.get, address) == one

    def test_stands_on_the_page(self, review, elsewhere, deputy, browser_of):
        page = browser_of(deputy).get(review.get_absolute_url()).content.decode()

        assert elsewhere.number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in page
        assert "بازبینی ندارد" in page

    def test_says_that_nobody_gives_a_service_though_others_give_its_neighbour(
        self, review, gas, deputy, browser_of
    ):
        one = review.contract.contract_services.get().service
        other = factories.make_service(gas, title="انشعاب تازه")
        add_service(review.contract, other)
        for _number in range(4):
            serving(review.contract, "38.25", "48.30", services=[one])

        page = browser_of(deputy).get(review.get_absolute_url()).content.decode()

        assert "<b>انشعاب تازه</b>: هیچ دفتر دیگری در شهرستان" in page
        assert "۴ دفتر دیگر" in page

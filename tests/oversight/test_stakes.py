"""What hangs on a review: the office's contracts, their agencies' views, and who else serves."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import translation

from contracts.models import Contract
from oversight.facts.stakes import contracts_at_stake, distance, metres
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
    """Return another office of the county that gives the services of a contract, somewhere."""
    service = contract.contract_services.get().service
    office = factories.make_office(**({"county": contract.office.county} | values))
    factories.make_contract(agency=contract.agency, office=office, services=[service])
    return place(office, north, east)


def at_stake(review: TerminationReview, actor: Any) -> dict[str, Any]:
    """Return what hangs on a review as it stands now."""
    return contracts_at_stake(TerminationReview.objects.get(pk=review.pk), actor)


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

    def test_names_the_nearest_office_in_its_place(self, review, deputy):
        place(review.office, "38.25", "48.30")
        serving(review.contract, "38.35", "48.30")
        near = serving(review.contract, "38.251", "48.301")

        row = at_stake(review, deputy)["rows"][0]

        assert (row["substitute"], row["distance"]) == (near, "۱۴۰ متر")

    def test_does_not_look_into_another_county(self, review, deputy):
        place(review.office, "38.25", "48.30")
        serving(review.contract, "38.251", "48.301", county=factories.make_county())

        found = at_stake(review, deputy)

        assert found["rows"][0]["substitute"] is None
        assert found["nearby_count"] == 0

    def test_names_an_office_whose_place_is_not_known_last(self, review, deputy):
        place(review.office, "38.25", "48.30")
        unknown = serving(review.contract, "38.25", "48.30")
        unknown.latitude = None
        unknown.save(update_fields=["latitude"])
        far = serving(review.contract, "39.25", "48.30")

        assert at_stake(review, deputy)["rows"][0]["substitute"] == far

    def test_says_no_distance_without_a_place(self, review, deputy):
        other = serving(review.contract, "38.25", "48.30")

        row = at_stake(review, deputy)["rows"][0]

        assert (row["substitute"], row["distance"]) == (other, "")

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


class TestDistance:
    @pytest.mark.parametrize(
        ("far", "said"),
        [(None, ""), (0, "۰ متر"), (446, "۴۵۰ متر"), (994, "۹۹۰ متر"), (995, "۱٫۰ کیلومتر"),
         (1240, "۱٫۲ کیلومتر")],
    )  # fmt: skip
    def test_is_said_in_metres_and_kilometres(self, far, said):
        with translation.override("fa"):
            assert distance(far) == said

    def test_is_measured_over_the_globe(self):
        one, other = factories.make_office(), factories.make_office()
        place(one, "38.25", "48.30")
        place(other, "38.25", "48.40")

        assert metres(one, other) == pytest.approx(8_732, abs=20)

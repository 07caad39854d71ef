"""From record to record through the list that one was opened from: cases, reports and reviews."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from oversight.models import TerminationReview
from tests.factories import TODAY, make_case, make_contract, make_office, make_principal, make_type
from tests.oversight.doors import make_reviews
from violations.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(gas: Agency) -> Principal:
    return make_principal(Role.AGENCY_MANAGER, gas)


@pytest.fixture
def cases(gas: Agency) -> list[Case]:
    """Return three cases of one severity, in the order of their deadlines, and one of another."""
    kind, grave = make_type(), make_type(severity="critical")
    return [
        make_case(
            contract=make_contract(agency=gas, office=make_office()), type=type_,
            severity=severity, serve_due_on=TODAY + timedelta(days=day),
        )
        for type_, severity, day in (
            (kind, "major", 11), (grave, "critical", 12), (kind, "major", 13), (kind, "major", 14),
        )
    ]  # fmt: skip


def walk_at(client: Any, address: str, **query: str) -> Any:
    return client.get(address, query).context["walk"]


class TestWalkOfCases:
    def test_keeps_the_filter_and_says_where_one_stands(
        self, browser_of: Any, manager: Principal, cases: list[Case]
    ) -> None:
        client = browser_of(manager)
        rows = client.get("/violations?queue=serve&severity=major").context["rows"]

        page = client.get(rows[1]["url"])

        walk = page.context["walk"]
        assert [row["number"] for row in rows] == [
            cases[0].number,
            cases[2].number,
            cases[3].number,
        ]
        assert cases[0].number in walk.previous
        assert "severity=major" in walk.previous
        assert cases[3].number in walk.next
        assert walk.position == "۲ از ۳"
        assert walk.list_url == "/violations?queue=serve&severity=major"

    def test_goes_on_from_a_case_that_is_not_in_the_list(
        self, browser_of: Any, manager: Principal, cases: list[Case]
    ) -> None:
        client, address = browser_of(manager), f"/violations/{cases[1].number}"

        walk = walk_at(client, address, queue="serve", severity="major")

        assert cases[0].number in walk.previous
        assert cases[2].number in walk.next
        assert walk.position == "۳ مورد در فهرست مانده"

    def test_is_not_offered_where_no_list_was_left(
        self, browser_of: Any, manager: Principal, cases: list[Case]
    ) -> None:
        assert walk_at(browser_of(manager), f"/violations/{cases[1].number}") is None

    def test_goes_with_the_acts_and_comes_back_from_them(
        self, browser_of: Any, manager: Principal, cases: list[Case]
    ) -> None:
        client = browser_of(manager)
        address = f"/violations/{cases[1].number}/notes?queue=serve&severity=critical"

        answer = client.post(address, {"text": "اصل قبض را از سامانه گرفتم."})

        back = f"/violations/{cases[1].number}?queue=serve&severity=critical"
        assert (answer.status_code, answer["Location"]) == (302, back)
        assert "notes?queue=serve&amp;severity=critical" in client.get(back).content.decode()


class TestWalkOfReviews:
    @pytest.fixture
    def reviews(self, gas: Agency) -> list[TerminationReview]:
        return sorted(make_reviews(gas, 3), key=lambda one: (one.decision_due_on, one.pk))

    def test_keeps_the_tab_and_says_where_one_stands(
        self, browser_of: Any, manager: Principal, reviews: list[TerminationReview]
    ) -> None:
        client = browser_of(manager)
        rows = client.get("/terminations?tab=all&sort=-due").context["rows"]

        walk = client.get(rows[1]["url"]).context["walk"]

        assert [row["number"] for row in rows] == [one.number for one in reversed(reviews)]
        assert reviews[2].number in walk.previous
        assert "tab=all&sort=-due" in walk.previous
        assert reviews[0].number in walk.next
        assert walk.position == "۲ از ۳"

    def test_goes_on_after_the_review_has_left_the_tab(
        self, browser_of: Any, manager: Principal, reviews: list[TerminationReview]
    ) -> None:
        TerminationReview.objects.filter(pk=reviews[0].pk).update(
            state="superseded", closed_on=TODAY, version=F("version") + 1
        )

        walk = walk_at(browser_of(manager), f"/terminations/{reviews[0].number}", tab="open")

        assert (walk.previous, walk.position) == ("", "۲ مورد در فهرست مانده")
        assert reviews[1].number in walk.next

    def test_costs_the_same_in_a_long_list(
        self, browser_of: Any, manager: Principal, gas: Agency, reviews: list[TerminationReview],
        django_assert_max_num_queries: Any,
    ) -> None:  # fmt: skip
        client = browser_of(manager)
        address = f"/terminations/{reviews[0].number}?tab=open"
        client.get(address)
        with django_assert_max_num_queries(60) as few:
            client.get(address)

        make_reviews(gas, 5)

        with django_assert_max_num_queries(len(few)):
            client.get(address)

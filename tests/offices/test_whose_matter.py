"""What an office's page and the list say to those whose matter it is not: nothing, not «none»."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.principal import Principal
from core.jalali import add_months
from offices.models import Office
from tests.factories import TODAY, make_contract, make_final_case, make_office
from violations.models import PointEntry

PARTS = ("contracts", "violations")


def parts_of(page: Any) -> set[str]:
    """Return which of the tabs of the floors above an office's page has."""
    return {tab["url"].rpartition("/")[2] for tab in page.context["tabs"]} & set(PARTS)


def columns_of(page: Any) -> set[str]:
    """Return the titles of a list's columns."""
    return {str(head.title) for head in page.context["heads"]}


def give_points(office: Office, since: date = TODAY) -> None:
    """Give an office fifty points of a proven case."""
    assert office.holder is not None
    case = make_final_case(contract=make_contract(office=office))
    PointEntry.objects.create(
        office=office, holder=office.holder, case=case, points=50, effective_on=since,
        expires_on=add_months(since, 24),
    )  # fmt: skip


class TestThePage:
    @pytest.mark.parametrize(
        ("role", "own", "others"),
        [
            ("expert", {"contracts", "violations"}, {"contracts", "violations"}),
            ("gas_clerk", {"contracts", "violations"}, {"contracts", "violations"}),
            ("operator", {"contracts", "violations"}, set()),
            ("county_rep", {"violations"}, set()),
            ("platform_admin", set(), set()),
        ],
    )
    def test_has_the_parts_that_are_the_readers_matter(
        self, request: Any, browser_of: Any, office: Office, role: str, own: Any, others: Any
    ) -> None:
        client, other = browser_of(request.getfixturevalue(role)), make_office()

        for one, parts in ((office, own), (other, others)):
            assert parts_of(client.get(one.get_absolute_url())) == parts
            for part in PARTS:
                status = client.get(f"{one.get_absolute_url()}/{part}").status_code
                assert status == (200 if part in parts else 404), part

    def test_does_not_say_that_there_is_nothing(self, browser_of: Any, operator: Principal) -> None:
        other = make_office()
        make_contract(office=other)

        page = browser_of(operator).get(other.get_absolute_url())

        assert "تنها شناسنامهٔ این دفتر در دید شماست" in page.content.decode()


class TestTheList:
    @pytest.mark.parametrize(
        ("role", "absent"),
        [
            ("expert", set()),
            ("gas_clerk", set()),
            ("association", {"امتیاز"}),
            ("county_rep", {"قراردادها"}),
            ("operator", {"قراردادها", "امتیاز", "پرونده‌های باز"}),
        ],
    )
    def test_has_no_column_that_would_say_none_of_every_office(
        self, request: Any, browser_of: Any, office: Office, role: str, absent: set[str]
    ) -> None:
        page = browser_of(request.getfixturevalue(role)).get(reverse("offices:list"))

        assert {"قراردادها", "امتیاز", "پرونده‌های باز"} - columns_of(page) == absent

    @pytest.mark.parametrize(("role", "is_there"), [("expert", True), ("county_rep", False)])
    def test_counts_reviews_for_those_who_know_of_them(
        self, request: Any, browser_of: Any, office: Office, role: str, is_there: bool
    ) -> None:
        page = browser_of(request.getfixturevalue(role)).get(reverse("offices:list"))

        assert any("view=oversight" in str(tab.url) for tab in page.context["tabs"]) == is_there

    @pytest.mark.parametrize(("role", "told"), [("expert", 2), ("county_rep", 1)])
    def test_tells_a_county_the_points_of_its_own_offices(
        self, request: Any, browser_of: Any, office: Office, role: str, told: int
    ) -> None:
        client = browser_of(request.getfixturevalue(role))
        for one in (office, make_office()):
            give_points(one)

        page = client.get(f"{reverse('offices:list')}?view=all")

        assert page.content.decode().count("<b>۵۰</b>") == told

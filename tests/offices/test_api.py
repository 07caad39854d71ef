"""REST of the register: pages, filters, projections by role, refusals."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.principal import Principal
from offices import actions
from offices.models import Office
from tests.factories import NOW, make_office

Api = Callable[[Principal], Any]


class TestOffices:
    def test_lists_every_office_in_pages(self, api_of: Api, expert: Principal) -> None:
        made = sorted(make_office().code for _ in range(5))
        client, found, url = api_of(expert), [], "/api/v1/offices?page_size=2"

        while url:
            answer = client.get(url).json()
            found += [row["code"] for row in answer["results"]]
            url = answer["next"]

        assert found == made

    @pytest.mark.parametrize("many", [1, 30])
    def test_takes_the_same_queries_for_any_number(
        self, api_of: Api, expert: Principal, django_assert_num_queries: Any, many: int
    ) -> None:
        for _ in range(many):
            make_office()
        client = api_of(expert)
        client.get("/api/v1/offices")

        with django_assert_num_queries(4) as captured:  # savepoints included
            client.get("/api/v1/offices")

        asked = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
        assert len(asked) == 2

    def test_expands_the_county_and_what_it_lies_in(self, api_of: Api, expert: Principal) -> None:
        county = make_office().county

        (row,) = api_of(expert).get("/api/v1/offices?expand=county.parent").json()["results"]

        told = row["county"]
        assert (told["id"], told["name"]) == (str(county.public_id), county.name)
        above = county.parent and str(county.parent.public_id)
        assert (told["parent"] or {}).get("id") == above

    def test_finds_across_letters_and_joiners(self, api_of: Api, expert: Principal) -> None:
        make_office(name="دفتر پارس‌آباد", code="2406001")
        Office.objects.filter(code="2406001").update(search_key="2406001 دفترپارساباد |")

        answer = api_of(expert).get("/api/v1/offices", {"q": "پارس آباد"}).json()

        assert [row["code"] for row in answer["results"]] == ["2406001"]

    @pytest.mark.parametrize(
        ("role", "is_found"),
        [("expert", True), ("gas_clerk", True), ("association", False), ("platform_admin", False)],
    )
    def test_finds_by_the_manager_for_those_who_see_him(
        self, request: Any, api_of: Api, secretariat: Principal, role: str, is_found: bool
    ) -> None:
        office = make_office(name="دفتر پارس‌آباد")
        actions.update_office(
            office_id=office.pk,
            manager_name="لیلا متصدی",
            actor=secretariat,
            at=NOW,
        )
        client = api_of(request.getfixturevalue(role))

        for text, right in ("پارس آباد", True), ("متصدی", is_found):
            found = client.get("/api/v1/offices", {"q": text}).json()["results"]
            assert bool(found) is right, text

    def test_finds_by_the_manager_in_the_own_county_only(
        self, api_of: Api, county_rep: Principal, secretariat: Principal, office: Office
    ) -> None:
        for place in office, make_office():
            actions.update_office(
                office_id=place.pk,
                manager_name="لیلا متصدی",
                actor=secretariat,
                at=NOW,
            )

        found = api_of(county_rep).get("/api/v1/offices", {"q": "لیلا"}).json()["results"]

        assert [row["code"] for row in found] == [office.code]

    @pytest.mark.parametrize(
        "query", ["nonsense=1", "page_size=0", "page_size=1000", "ordering=holder", "cursor=abc"]
    )
    def test_refuses_what_it_does_not_know(
        self, api_of: Api, expert: Principal, query: str
    ) -> None:
        answer = api_of(expert).get(f"/api/v1/offices?{query}")

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    def test_shows_the_address_book_by_role(
        self, api_of: Api, operator: Principal, office: Office
    ) -> None:
        Office.objects.filter(pk=office.pk).update(manager_name="خود")
        other = make_office(manager_name="دیگری")
        client = api_of(operator)

        own = client.get(f"/api/v1/offices/{office.public_id}").json()
        foreign = client.get(f"/api/v1/offices/{other.public_id}").json()

        assert own["manager_name"] == "خود"
        assert foreign["manager_name"] is None

    def test_asks_for_a_token(self, client: Any, db: None) -> None:
        answer = client.get("/api/v1/offices")

        assert answer.status_code == 401
        assert answer.json()["status"] == 401

    def test_registers_a_draft_for_the_secretariat_only(
        self, api_of: Api, secretariat: Principal, expert: Principal, office: Office
    ) -> None:
        body = {
            "code": "2401999", "name": "دفتر تازه", "kind": "urban",
            "county": str(office.county.public_id),
        }  # fmt: skip

        refused = api_of(expert).post("/api/v1/offices", body)
        made = api_of(secretariat).post("/api/v1/offices", body)
        twice = api_of(secretariat).post("/api/v1/offices", body)

        assert refused.status_code == 403
        assert made.status_code == 201
        assert made.json()["state"] == "draft"
        assert twice.status_code == 400
        assert twice.json()["errors"][0]["pointer"] == "/code"

    def test_refuses_an_unknown_key(self, api_of: Api, secretariat: Principal) -> None:
        answer = api_of(secretariat).post("/api/v1/offices", {"colour": "blue"})

        assert answer.status_code == 400
        faults = {row["pointer"]: row["code"] for row in answer.json()["errors"]}
        assert faults["/colour"] == "invalid"
        assert faults["/code"] == "required", "all that is wrong is told at once"

    def test_points_at_an_unknown_key_of_any_form(
        self, api_of: Api, secretariat: Principal
    ) -> None:
        answer = api_of(secretariat).post("/api/v1/offices", {"a.b/c~": 1})

        assert answer.json()["errors"][0]["pointer"] == "/a.b~1c~0"

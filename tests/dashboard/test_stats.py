"""The numbers over REST are those of the pages, for each role in its own scope."""

from uuid import uuid4

import pytest

from accounts.roles import Role
from accounts.scopes import ASSOCIATION_ID
from core.clock import today
from tests.factories import (
    make_case,
    make_contract,
    make_final_case,
    make_office,
    make_principal,
    make_report,
)

ADDRESS = "/api/v1/stats"
PAGES = {
    "agencies": "/agencies", "contracts": "/contracts", "duties": "/duties",
    "history": "/admin/audit", "letters": "/letters", "offices": "/offices",
    "reviews": "/terminations", "violations": "/violations",
}  # fmt: skip


@pytest.fixture
def house(gas, power, gas_clerk, power_clerk):
    """Return the offices of two contracts, each with a report, an open and a final case."""
    offices = []
    for agency, clerk in ((gas, gas_clerk), (power, power_clerk)):
        for _time in range(2 if agency is gas else 3):
            office = make_office(is_member=agency is gas)
            contract = make_contract(agency=agency, office=office)
            make_report(reporter=clerk, contract=contract)
            make_case(contract=contract, is_issued=True)
            make_final_case(contract=contract)
            offices.append(office)
    return offices


def who(role, house, gas):
    scopes = {
        Role.OPERATOR: house[0], Role.COUNTY_REP: house[0].county,
        Role.ASSOCIATION: ASSOCIATION_ID,
        **dict.fromkeys((Role.AGENCY_MANAGER, Role.AGENCY_CLERK, Role.AGENCY_APPEAL), gas),
    }  # fmt: skip
    return make_principal(role, scopes.get(role))


def read(client, **query):
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM])
class TestEveryRole:
    def test_counts_behind_tabs_are_those_of_the_pages(self, api_of, browser_of, house, gas, role):
        person = who(role, house, gas)
        found = {}
        for one in read(
            api_of(person),
        )["counts"]:
            assert one["count_is_exact"]
            found.setdefault(one["list"], []).append((one["tab_label"], one["count"]))
        browser = browser_of(person)
        told = {}
        for name, page in PAGES.items():
            answer = browser.get(page, headers={"Accept-Language": "fa"})
            if answer.status_code == 200:
                tabs = [tab for tab in answer.context["tabs"] if tab.count]
                told[name] = [(tab.label, int(tab.count)) for tab in tabs]

        assert found
        assert {name: pairs for name, pairs in told.items() if pairs} == found


class TestDesks:
    @pytest.mark.parametrize("role", [Role.DEPUTY, Role.SECRETARIAT, Role.COUNTY_REP])
    def test_tell_the_tiles_of_the_desk(self, api_of, browser_of, house, gas, role):
        person = who(role, house, gas)
        desk = browser_of(person).get("/desk", headers={"Accept-Language": "fa"}).context

        found = read(api_of(person))

        tiles = [(one["label"], one["count"]) for one in found["tiles"]]
        assert tiles == [(tile.label, tile.value) for tile in desk["tiles"]]
        assert [one["count"] for one in found["stages"]] == [
            stage.count for stage in desk["stages"].stages
        ]
        assert [one["decided"] for one in found["trend"]] == list(desk["trend"].lines[1].values)
        assert sum(one["proven"] for one in found["trend"]) == sum(desk["trend"].bars.values)
        assert len({one["code"] for one in found["tiles"]}) == len(tiles)

    def test_compare_agencies_for_the_province_only(self, api_of, house, gas, deputy):
        for_deputy = read(api_of(deputy))
        for_county = read(api_of(who(Role.COUNTY_REP, house, gas)))

        assert len(for_deputy["counties"]) >= 1
        assert for_county["counties"] == for_county["agencies"] == []
        assert {one["filed"] is None for one in for_county["trend"]} == {True}
        assert {one["opened"] is None for one in for_deputy["trend"]} == {True}

    def test_tell_an_agency_of_itself_only(self, api_of, house, gas):
        found = read(api_of(who(Role.AGENCY_MANAGER, house, gas)))

        assert {one["agency_code"] for one in found["agencies"]} <= {gas.code}
        counts = {(one["list"], one["tab"]): one["count"] for one in found["counts"]}
        assert counts["violations", "triage"] == 2
        assert counts["contracts", "all"] == 2

    def test_tell_the_association_of_its_members(self, api_of, house, gas):
        found = read(api_of(who(Role.ASSOCIATION, house, gas)))

        tiles = {one["code"]: one["count"] for one in found["tiles"]}
        assert tiles["members"] == 2
        assert tiles["open_cases"] == 0  # no case was served yet

    def test_follow_period_and_county(self, api_of, house, deputy):
        county = house[0].county
        found = read(api_of(deputy), period="month", county=str(county.public_id))

        assert found["period"] == "month"
        assert found["county"] == str(county.public_id)
        assert found["last_on"] < today().isoformat()
        assert found["trend"][0]["first_on"] == found["first_on"]
        assert found["trend"][-1]["last_on"] == found["last_on"]


class TestDoor:
    @pytest.mark.parametrize(
        ("query", "pointer"),
        [
            ({"colour": "red"}, "/colour"),
            ({"period": "week"}, "/period"),
            ({"county": str(uuid4())}, "/county"),
            ({"county": "x"}, "/county"),
            ({"county": ""}, "/county"),
        ],
    )
    def test_refuses_what_it_does_not_know(self, api_of, deputy, query, pointer):
        answer = api_of(deputy).get(ADDRESS, query)

        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]

    @pytest.mark.parametrize("query", [{"period": "month"}, {"county": str(uuid4())}])
    def test_refuses_a_choice_that_the_role_does_not_have(self, api_of, gas_manager, query):
        assert api_of(gas_manager).get(ADDRESS, query).status_code == 400

    def test_needs_its_own_scope(self, api_of, deputy):
        assert api_of(deputy, scopes=["cases:read"]).get(ADDRESS).status_code == 403
        assert api_of(deputy, scopes=["stats:read"]).get(ADDRESS).status_code == 200

    @pytest.mark.parametrize("address", ["agency-comparison", "me", "changes"])
    def test_others_without_wishes_refuse_strange_parameters(self, api_of, deputy, address):
        answer = api_of(deputy).get(f"/api/v1/{address}?colour=red")

        assert answer.status_code == 400
        assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/colour"]

    def test_asks_a_fixed_number_of_questions(
        self, api_of, house, deputy, django_assert_max_num_queries
    ):
        client = api_of(deputy)
        client.get(ADDRESS)

        with django_assert_max_num_queries(9):
            client.get(ADDRESS)

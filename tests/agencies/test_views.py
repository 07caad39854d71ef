"""Pages of the agencies: what each role reads there."""

from typing import Any

import pytest

from accounts.principal import Principal
from agencies.models import Agency, AgencyStaff
from audit.actions import record
from tests.factories import NOW, make_case, make_contract, make_service


class TestHistory:
    @pytest.mark.parametrize(
        ("role", "is_named"),
        [
            ("secretariat", True),
            ("auditor", True),
            ("gas_clerk", True),
            ("power_clerk", False),
            ("operator", False),
            ("association", False),
        ],
    )
    def test_names_persons_only_to_those_inside(
        self,
        request: Any,
        browser_of: Any,
        gas: Agency,
        gas_manager: Principal,
        role: str,
        is_named: bool,
    ) -> None:
        record(actor=gas_manager, verb="service.added", target=gas, note="یادداشت درونی", at=NOW)
        client = browser_of(request.getfixturevalue(role))

        page = client.get(f"/agencies/{gas.code}/history").content.decode()

        assert (gas_manager.name in page) is is_named
        assert ("یادداشت درونی" in page) is is_named


@pytest.mark.django_db
class TestPage:
    @pytest.mark.parametrize(("role", "is_reader"), [("gas_manager", True), ("operator", False)])
    def test_offers_the_record_only_to_its_readers(
        self, request: Any, browser_of: Any, gas: Agency, role: str, is_reader: bool
    ) -> None:
        client = browser_of(request.getfixturevalue(role))

        page = client.get(f"/agencies/{gas.code}").content.decode()

        assert ("گزارش عملکرد" in page) is is_reader

    def test_counts_its_people_on_their_tab(
        self, browser_of: Any, gas: Agency, operator: Principal
    ) -> None:
        for number, is_active in enumerate((True, True, False)):
            AgencyStaff.objects.create(
                agency=gas, full_name=f"رابط {number}", position="مسئول", is_active=is_active
            )

        context = browser_of(operator).get(f"/agencies/{gas.code}").context

        (tab,) = [tab for tab in context["tabs"] if tab["url"].endswith("/people")]
        assert tab["count"] == 2
        assert "رابط 0" in context["parties"][0]["text"]

    def test_leads_to_as_many_contracts_and_cases_as_its_tabs_say(
        self, browser_of: Any, gas: Agency, power: Agency, deputy: Principal
    ) -> None:
        make_contract(agency=gas)
        make_case(contract=make_contract(agency=gas))
        make_case(contract=make_contract(agency=power))
        client = browser_of(deputy)

        tabs = {
            str(tab["label"]): tab for tab in client.get(f"/agencies/{gas.code}").context["tabs"]
        }

        for label in ("قراردادها", "پرونده‌ها"):
            listed = client.get(tabs[label]["url"]).context
            assert tabs[label]["count"] == len(listed["rows"]) > 0

    @pytest.mark.parametrize(
        ("part", "where"), [("contracts", "/contracts"), ("cases", "/violations")]
    )
    def test_has_an_address_of_its_own_for_each_list(
        self, browser_of: Any, gas: Agency, gas_clerk: Principal, part: str, where: str
    ) -> None:
        answer = browser_of(gas_clerk).get(f"/agencies/{gas.code}/{part}")

        assert answer.status_code == 302
        assert answer.url.startswith(f"{where}?")
        assert f"agency={gas.code}" in answer.url

    @pytest.mark.parametrize("part", ["contracts", "cases", "nothing"])
    def test_leads_no_stranger_to_its_lists(
        self, browser_of: Any, gas: Agency, power_clerk: Principal, part: str
    ) -> None:
        client = browser_of(power_clerk)

        assert client.get(f"/agencies/{gas.code}/{part}").status_code == 404
        tabs = client.get(f"/agencies/{gas.code}").context["tabs"]
        assert not [tab for tab in tabs if "?" in tab["url"]]

    def test_tells_how_many_offices_give_each_service(
        self, browser_of: Any, gas: Agency, gas_clerk: Principal, power_clerk: Principal
    ) -> None:
        service, idle = make_service(gas), make_service(gas)
        make_contract(agency=gas, services=[service])
        make_contract(agency=gas, services=[service])

        def cells(actor: Principal) -> dict[Any, list[Any]]:
            context = browser_of(actor).get(f"/agencies/{gas.code}/services").context
            return {
                row["service"]: [cell for _head, cell in row["beside"]]
                for row in context["services"]
            }

        assert cells(gas_clerk) == {service: ["۲"], idle: [None]}
        assert cells(power_clerk) == {service: [], idle: []}

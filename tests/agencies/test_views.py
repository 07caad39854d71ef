"""Pages of the agencies: what each role reads there."""

from typing import Any

import pytest

from accounts.principal import Principal
from agencies.models import Agency, AgencyStaff
from audit.actions import record
from tests.factories import NOW


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

        assert ("کارنامهٔ اقدام" in page) is is_reader

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

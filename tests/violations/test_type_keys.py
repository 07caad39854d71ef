"""The number keys of the report form: no count moves them, and their agency alone sets them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from agencies.models import Agency
from audit.models import AuditEvent
from contracts.models import Contract
from core.clock import now
from core.errors import Invalid, NotPermitted
from tests.factories import make_type
from tests.violations.stories import file_report
from violations.actions import set_type_keys
from violations.facts.type_keys import keys_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Principal], Client]
REASON = "رسید دیگری است"


def choose(agency: Agency, actor: Principal, *codes: str) -> None:
    set_type_keys(agency_id=agency.pk, codes=codes, actor=actor, at=now())


class TestKeysOf:
    def test_counts_of_reports_move_no_key(
        self, contract: Contract, gas_clerk: Principal, gas: Agency
    ) -> None:
        first, often = make_type("V901"), make_type("V902", severity="minor", points=10)
        before = keys_of(gas)

        for _number in range(3):
            file_report(contract, gas_clerk, often, separate_reason=REASON)

        assert keys_of(gas) == before
        assert before[first.code] < before[often.code]  # the graver one comes first

    def test_a_type_that_is_added_later_moves_no_key(self, gas: Agency) -> None:
        make_type("V905", severity="minor", points=10)
        before = keys_of(gas)

        make_type("V900", severity="critical", valid_from=date(2026, 3, 21))

        assert {code: keys_of(gas)[code] for code in before} == before

    def test_an_ended_type_leaves_its_key_empty(
        self, browser_of: SignIn, gas_clerk: Principal, gas: Agency
    ) -> None:
        make_type("V901"), make_type("V902", valid_to=date(2025, 1, 1)), make_type("V903")
        before = keys_of(gas)

        cards = browser_of(gas_clerk).get(reverse("violations:new")).context["frequent"]

        assert {card.code: card.key for card in cards} == {
            code: key for code, key in before.items() if code != "V902"
        }


class TestSetTypeKeys:
    def test_the_manager_sets_them_and_the_history_says_both(
        self, gas: Agency, gas_manager: Principal
    ) -> None:
        make_type("V901"), make_type("V902")
        before = " ".join(keys_of(gas))

        choose(gas, gas_manager, "V902", "V901")

        assert keys_of(gas) == {"V902": 1, "V901": 2}
        event = AuditEvent.objects.latest("pk")
        assert event.verb == "agency.type_keys_set"
        assert event.changes["type_keys"] == [before, "V902 V901"]

    @pytest.mark.parametrize("codes", [(), ("V901", "V901"), ("V999",)])
    def test_refuses_none_doubles_and_unknown_types(
        self, codes: tuple[str, ...], gas: Agency, gas_manager: Principal
    ) -> None:
        make_type("V901")

        with pytest.raises(Invalid):
            choose(gas, gas_manager, *codes)

    def test_refuses_a_clerk_and_the_manager_of_another_agency(
        self, gas: Agency, power: Agency, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        make_type("V901")

        for agency, actor in ((gas, gas_clerk), (power, gas_manager)):
            with pytest.raises(NotPermitted):
                choose(agency, actor, "V901")


class TestPage:
    @pytest.fixture
    def page(self, gas: Agency) -> str:
        make_type("V901"), make_type("V902")
        return reverse("violations:type-keys", args=[gas.code])

    def test_sets_them_and_the_form_of_clerks_follows(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        gas_clerk: Principal,
        page: str,
        gas: Agency,
    ) -> None:
        manager = browser_of(gas_manager)
        shown = manager.get(page).context["form"]

        done = manager.post(page, {"key_1": "V902", "key_2": "V901", "version": gas.version})

        assert shown["key_1"].value() == "V901"
        assert done.status_code == 302
        cards = browser_of(gas_clerk).get(reverse("violations:new")).context["frequent"]
        assert [(card.code, card.key) for card in cards] == [("V902", 1), ("V901", 2)]

    @pytest.mark.parametrize(
        ("typed", "wrong"),
        [
            ({"key_1": "V901", "key_2": "V901"}, "key_2"),
            ({"key_2": "V901"}, "key_1"),
            ({}, "key_1"),
            ({"key_1": "V999"}, "key_1"),
        ],
    )
    def test_names_the_wrong_key(
        self,
        typed: dict[str, Any],
        wrong: str,
        browser_of: SignIn,
        gas_manager: Principal,
        page: str,
        gas: Agency,
    ) -> None:
        answer = browser_of(gas_manager).post(page, {"version": gas.version, **typed})

        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [wrong]

    def test_the_report_form_leads_the_manager_there(
        self, browser_of: SignIn, gas_manager: Principal, gas_clerk: Principal, page: str
    ) -> None:
        def leads(client: Client) -> bool:
            return page in client.get(reverse("violations:new")).content.decode()

        assert (leads(browser_of(gas_manager)), leads(browser_of(gas_clerk))) == (True, False)

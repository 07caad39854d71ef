"""What the people lose by a sanction, and which decided sanctions leave no substitute."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.principal import Principal
from contracts.facts.serving import may_serve, substitutes
from contracts.models import Contract
from tests.factories import (
    NOW,
    TODAY,
    make_agency,
    make_contract,
    make_final_case,
    make_office,
)
from tests.violations.stories import Walk
from violations.facts import impact_of_case
from violations.models import Case

Begin = Callable[..., Walk]
FINAL_ON = TODAY - timedelta(days=3)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """Let the doors read the clock of 3 Azar 1405."""
    with time_machine.travel(NOW, tick=False):
        yield


def final(contract: Contract, sanction: str, **values: Any) -> Case:
    """Return a final case that laid a sanction on a contract."""
    days = 15 if sanction == "suspension" else None
    return make_final_case(
        contract=contract, final_on=FINAL_ON, sanction=sanction, sanction_days=days, **values
    )


def names_nobody(page: Any) -> bool:
    """Tell whether a page has the panel, and says in words that nobody is left."""
    text = page.content.decode()
    return 'id="impact"' in text and "هیچ دفتر دیگری در شهرستان" in text


class TestSubstitutes:
    def has(self, contract: Contract) -> bool:
        return substitutes(TODAY).filter(contract=contract).exists()

    def test_leave_out_a_contract_that_a_decision_suspends(self, contract: Contract) -> None:
        service = contract.contract_services.get().service
        assert self.has(contract)

        final(contract, "suspension")

        assert not self.has(contract)
        assert may_serve(contract.office, service, TODAY)

    @pytest.mark.parametrize("sanction", ["written_warning", "termination_review"])
    def test_keep_a_contract_that_goes_on_or_may_yet(
        self, contract: Contract, sanction: str
    ) -> None:
        final(contract, sanction)

        assert self.has(contract)

    @pytest.mark.parametrize("sanction", ["suspension", "licence_cancellation_referral"])
    def test_leave_out_all_contracts_of_an_office_that_loses_its_licence(
        self, contract: Contract, sanction: str
    ) -> None:
        other = make_contract(office=contract.office, agency=make_agency("water"))
        assert self.has(contract)
        assert self.has(other)

        final(contract, sanction, track="licence", agency=None, contract_id=None)

        assert not self.has(contract)
        assert not self.has(other)

    def test_keep_a_contract_whose_sanction_was_carried_out(self, contract: Contract) -> None:
        final(contract, "suspension", executed_on=FINAL_ON)

        assert self.has(contract)


class TestPages:
    def test_show_it_to_the_one_who_decides(
        self, walk: Begin, gas_manager: Principal, browser_of: Callable[..., Any]
    ) -> None:
        told = walk(on=TODAY - timedelta(days=20)).open().wait(1).notify().wait(3).defend().wait(12)

        page = browser_of(gas_manager).get(told.case.get_absolute_url())

        assert page.context["decision_form"] is not None
        assert names_nobody(page)

    @pytest.mark.parametrize("sanction", ["suspension", "termination_review"])
    def test_show_it_to_the_one_who_carries_the_sanction_out(
        self,
        contract: Contract,
        gas_manager: Principal,
        browser_of: Callable[..., Any],
        sanction: str,
    ) -> None:
        case = final(contract, sanction)

        page = browser_of(gas_manager).get(reverse("violations:execute", args=[case.number]))

        assert page.status_code == 200
        assert names_nobody(page)

    def test_show_it_to_the_one_who_decides_the_objection(
        self,
        walk: Begin,
        gas_manager: Principal,
        gas_appeal: Principal,
        browser_of: Callable[..., Any],
    ) -> None:
        told = walk(on=TODAY - timedelta(days=20)).open().wait(1).notify().wait(3).defend().wait(12)
        told.decide(
            gas_manager, sanction="suspension", sanction_days=10,
            override_reason="این تخلف برای مردم زیان فراوان داشته است.",
        )  # fmt: skip
        told.notify("decision").appeal()

        page = browser_of(gas_appeal).get(
            reverse("violations:appeal-decision", args=[told.case.number])
        )

        assert page.status_code == 200
        assert names_nobody(page)


class TestImpactOfCase:
    def test_speaks_of_the_contract_of_the_case(self, contract: Contract) -> None:
        case = final(contract, "suspension")

        impact = impact_of_case(case, TODAY)

        assert impact is not None
        titles = [row.service.title for row in contract.contract_services.all()]
        assert [one.title for one in impact.lost] == titles

    def test_takes_every_service_of_the_office_in_the_licence_track(
        self, contract: Contract
    ) -> None:
        case = Case(track="licence", office=contract.office)

        impact = impact_of_case(case, TODAY)

        assert impact is not None
        assert len(impact.services) == 1

    def test_is_none_without_a_contract(self) -> None:
        assert impact_of_case(Case(track="contract", office=make_office()), TODAY) is None

"""What an office reads first on the page of its contract, and what stands on its desk."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts import actions
from contracts.facts.agreement import earliest_end, reconsidered_until
from contracts.models import Contract
from contracts.views.course import clocks_of
from core.jalali import long
from core.persian import persian_digits
from dashboard.facts.work import work_of
from offices.models import Office
from tests import factories
from tests.contracts.stories import NOW, TODAY, make_proof, paper_acceptance, unaccepted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}
REASON = "دفتر خود خواسته است این خدمت را ندهد."


@pytest.fixture
def operator(office: Office) -> Principal:
    return factories.make_principal(Role.OPERATOR, office)


@pytest.fixture
def proposed(gas: Agency, office: Office) -> Contract:
    """Return a contract whose end by agreement the agency has proposed."""
    manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
    contract = factories.make_contract(
        agency=gas, office=office, ends_on=TODAY + timedelta(days=200)
    )
    return actions.propose_mutual_end(
        contract_id=contract.pk, ends_on=TODAY + timedelta(days=40), reason=REASON, actor=manager,
        **WHEN,
    )  # fmt: skip


@pytest.fixture
def part_of(browser_of: Any) -> Callable[[Contract, Principal], str]:
    """Return what stands before the head of the contract's page."""

    def read(contract: Contract, reader: Principal) -> str:
        with time_machine.travel(NOW, tick=False):
            text: str = browser_of(reader).get(contract.get_absolute_url()).text
        return text.partition('<header class="letterhead sheet">')[0]

    return read


def test_paper_in_its_name_is_on_the_desk_and_contested_from_the_first_screen(
    gas: Agency, office: Office, operator: Principal, part_of: Any
) -> None:
    contract = paper_acceptance(unaccepted(agency=gas, office=office), TODAY)

    due = {task.kind: task.due_on for task in work_of(operator, TODAY)}
    shown = part_of(contract, operator)

    assert due["paper-acceptance"] == contract.contest_until
    assert f'href="{contract.get_absolute_url()}/contest-acceptance' in shown
    late = (contract.contest_until or TODAY) + timedelta(days=1)
    assert "paper-acceptance" not in {task.kind for task in work_of(operator, late)}


def test_proposal_is_whole_with_both_answers(
    proposed: Contract, operator: Principal, part_of: Any
) -> None:
    shown = part_of(proposed, operator)

    assert proposed.mutual_end_on is not None
    assert persian_digits(long(proposed.mutual_end_on)) in shown
    assert REASON in shown
    for act in ("accept-end", "decline-end"):
        assert f'href="{proposed.get_absolute_url()}/{act}' in shown


def test_accepted_end_names_the_last_day_to_withdraw_and_counts_to_the_agreed_day(
    proposed: Contract, operator: Principal, part_of: Any
) -> None:
    before = clocks_of(proposed, None, TODAY)["days_left"]
    actions.accept_mutual_end(contract_id=proposed.pk, actor=operator, **WHEN)
    accepted = Contract.objects.get(pk=proposed.pk)

    shown = part_of(accepted, operator)
    clocks = clocks_of(accepted, None, TODAY)

    assert persian_digits(long(reconsidered_until(accepted, TODAY).due_on)) in shown
    assert f'href="{accepted.get_absolute_url()}/withdraw-acceptance' in shown
    assert clocks["last_day"] == accepted.mutual_end_on
    assert clocks["days_left"] < before


def test_proposing_page_names_the_earliest_day(
    gas: Agency, office: Office, browser_of: Any
) -> None:
    manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
    contract = factories.make_contract(agency=gas, office=office)

    with time_machine.travel(NOW, tick=False):
        page = browser_of(manager).get(f"{contract.get_absolute_url()}/propose-end")

    assert persian_digits(long(earliest_end(contract, TODAY))) in page.text


def test_act_without_a_ground_is_no_button_and_says_why(
    gas: Agency, office: Office, browser_of: Any
) -> None:
    manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
    contract = factories.make_contract(agency=gas, office=office)
    address = contract.get_absolute_url()

    def shown() -> str:
        return str(browser_of(manager).get(address).text)

    for is_grounded in (False, True):
        if is_grounded:
            make_proof(contract)
        page = shown()
        for act in ("suspend", "issue-notice"):
            assert (f'href="{address}/{act}"' in page) is is_grounded
        assert ("سندی که بتواند" in page) is not is_grounded

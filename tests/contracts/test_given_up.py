"""The office learns that it is no longer asked for a contract: given up, or back at the draft."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts import actions
from contracts.models import Contract
from contracts.states import ContractState as S
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices.models import Office
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    WHEN,
    accepted,
    paper_acceptance,
    step,
    unaccepted,
    worded,
)

pytestmark = pytest.mark.django_db
REASON = "طرح اجرا نمی‌شود و قرارداد کنار گذاشته شد."


def tell_all() -> None:
    """Tell people what waits to be told."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=NOW)


def declined(contract: Contract, operator: Principal) -> Contract:
    return actions.decline_contract(
        contract_id=contract.pk, reason="مبلغ کم است و نمی‌پذیریم.", actor=operator, **WHEN
    )


STORIES: dict[str, Callable[[Contract, Principal], Contract]] = {
    "offered": lambda contract, operator: contract,
    "accepted": lambda contract, operator: accepted(contract),
    "accepted on paper": lambda contract, operator: paper_acceptance(contract, TODAY),
    "declined": declined,
}
ACTS: dict[str, Callable[..., Contract]] = {
    "contract.returned": actions.return_to_draft, "contract.voided": actions.void_contract
}  # fmt: skip


@pytest.mark.parametrize("verb", ACTS)
@pytest.mark.parametrize("story", STORIES)
def test_is_notified_of_what_it_was_asked_for(
    gas: Agency, office: Office, gas_clerk: Principal, story: str, verb: str, browser_of: Any
) -> None:
    operator = factories.make_principal(Role.OPERATOR, office)
    contract = unaccepted(agency=gas, office=office)
    STORIES[story](contract, operator)

    ACTS[verb](contract_id=contract.pk, reason=REASON, actor=gas_clerk, **WHEN)
    tell_all()

    news = Notification.objects.get(kind=verb)
    assert (news.user_id, news.values["number"]) == (operator.user_id, contract.number)
    assert browser_of(operator).get(news.url).status_code == 200


@pytest.mark.parametrize("verb", ACTS)
def test_is_not_called_any_more_to_answer(
    gas: Agency, office: Office, gas_clerk: Principal, verb: str
) -> None:
    operator = factories.make_principal(Role.OPERATOR, office)
    draft = worded(
        step(factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE), S.DRAFT)
    )
    actions.send_for_signature(contract_id=draft.pk, actor=gas_clerk, **WHEN)
    tell_all()
    assert Notification.objects.get(user_id=operator.user_id).needs_action

    at = NOW.replace(hour=NOW.hour + 1)
    ACTS[verb](contract_id=draft.pk, reason=REASON, actor=gas_clerk, on=TODAY, at=at)
    for message in Message.objects.filter(carrier=CarrierName.NEWS):
        spread(payload=message.payload, at=at)

    assert not Notification.objects.filter(user_id=operator.user_id, needs_action=True).exists()


def test_hears_nothing_of_a_draft(gas: Agency, office: Office, gas_clerk: Principal) -> None:
    factories.make_principal(Role.OPERATOR, office)
    pending = factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE)
    draft = step(pending, S.DRAFT)

    actions.void_contract(contract_id=draft.pk, reason=REASON, actor=gas_clerk, **WHEN)
    tell_all()

    assert not Notification.objects.exists()

"""The pages on which an office withdraws its acceptance of a contract or an addendum."""

from typing import Any

from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.acts.withdrawals import (
    WITHDRAW_ADDENDUM_ACCEPTANCE,
    WITHDRAW_CONTRACT_ACCEPTANCE,
)
from contracts.facts.acceptance import bindings_of
from contracts.forms import ShortReasonForm
from contracts.models import Contract
from contracts.views.acts.addenda import OfAddendum
from contracts.views.acts.base import ContractAct


class WithdrawContractAcceptance(ContractAct):
    """The office withdraws its acceptance of a contract that its agency has not signed."""

    act = WITHDRAW_CONTRACT_ACCEPTANCE
    form_class = ShortReasonForm
    template_name = "contracts/decline.html"
    lead = gettext_lazy(
        "The contract waits for your answer again: you may accept or decline it. The manager and"
        " the clerks of the agency are notified at once."
    )
    success_message = gettext_lazy("The acceptance was withdrawn; the contract waits for you.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the terms, where the act is open."""
        found = super().get_context_data(**context)
        return found if self.against else found | {"bindings": bindings_of(self.object)}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Withdraw it."""
        return actions.withdraw_contract_acceptance(actor=actor, **data, **self.when())


class WithdrawAddendumAcceptance(OfAddendum):
    """The office withdraws its acceptance of an addendum that is not in force."""

    act = WITHDRAW_ADDENDUM_ACCEPTANCE
    form_class = ShortReasonForm
    lead = gettext_lazy(
        "The addendum waits for your answer again, to the end of its first day. The manager and the"
        " clerks of the agency are notified at once."
    )
    success_message = gettext_lazy("The acceptance was withdrawn; the addendum waits for you.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Withdraw it."""
        return actions.withdraw_addendum_acceptance(actor=actor, **data, **self.when())

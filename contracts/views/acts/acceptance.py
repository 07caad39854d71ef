"""The office's acceptance of contracts: one, several by one code, or on a paper entered for it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions
from contracts.acts.contract import ACCEPT, CONTEST_ACCEPTANCE, DECLINE, ENTER_ACCEPTANCE
from contracts.facts.acceptance import (
    acceptance_paper,
    awaiting_acceptance,
    bindings_of,
    contract_acceptance_text,
)
from contracts.facts.agreement import reconsidered_until
from contracts.facts.entries import wrong_in_acceptance
from contracts.forms import AcceptManyForm, DeclarationForm, EnterAcceptanceForm, ShortReasonForm
from contracts.models import Contract
from contracts.views.acts.base import ContractAct
from core.clock import now, today
from core.persian import persian_digits

MOST = 50


class Accept(ContractAct):
    """The acceptance of one contract: its terms, what they bind the office to, a declaration."""

    act = ACCEPT
    form_class = DeclarationForm
    template_name = "contracts/accept.html"
    success_message = gettext_lazy("The contract is accepted; the agency's manager signs it now.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the terms and the declaration, where the act is open."""
        found = super().get_context_data(**context)
        if self.against:
            return found
        return found | {
            "bindings": bindings_of(self.object),
            "text": contract_acceptance_text(self.object),
            "paper": acceptance_paper(self.object),
            "on": today(),
            "until": reconsidered_until(self.object, today()).due_on,
        }

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Accept it."""
        return actions.accept_contract(actor=actor, **self.when())


class Decline(ContractAct):
    """That the office does not accept a contract, with its reason."""

    act = DECLINE
    form_class = ShortReasonForm
    template_name = "contracts/decline.html"
    lead = gettext_lazy(
        "The contract does not come in force. The manager of the agency is told at once, and may"
        " change it and send it again."
    )
    success_message = gettext_lazy("The contract was declined; the agency was told.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the terms, where the act is open."""
        found = super().get_context_data(**context)
        return found if self.against else found | {"bindings": bindings_of(self.object)}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Decline it."""
        return actions.decline_contract(actor=actor, **data, **self.when())


class AcceptMany(ContractAct):
    """The contracts that wait for the acceptance of the operator's office, by one code."""

    act = ACCEPT
    form_class = AcceptManyForm
    template_name = "contracts/accept_many.html"
    title = gettext_lazy("Accept contracts")

    def setup_object(self) -> None:
        """There is no single contract; other roles are refused."""
        if not self.act.is_for(self.actor):
            raise PermissionDenied
        self.object = None
        self.needs_factor = self.act.needs_code(self.actor)
        self.asks_anew = self.act.asks_anew

    def reason_against(self) -> str:
        """Nothing stands against the list; an empty one says so itself."""
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what waits."""
        return {"contracts": awaiting_acceptance(Contract.objects.visible_to(self.actor))}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return each contract with its terms and its declaration, the first to begin first."""
        waiting = self.get_form_kwargs()["contracts"].select_related("agency", "office")
        chosen = context["form"]["contracts"].value() if context["form"].is_bound else None
        return super().get_context_data(**context) | {
            "rows": [
                {
                    "contract": contract,
                    "bindings": bindings_of(contract),
                    "text": contract_acceptance_text(contract),
                    "is_chosen": chosen is None or str(contract.pk) in map(str, chosen),
                }
                for contract in waiting.order_by("starts_on", "pk")[:MOST]
            ]
        }

    def perform(self, data: dict[str, Any], actor: Any) -> list[Contract]:
        """Accept the chosen ones."""
        keys = [contract.pk for contract in data["contracts"]]
        return actions.accept_contracts(contract_ids=keys, actor=actor, on=today(), at=now())

    def get_success_message(self, done: Any) -> str:
        """Say how many."""
        text = ngettext("{n} contract was accepted.", "{n} contracts were accepted.", len(done))
        return text.format(n=persian_digits(len(done)))

    def get_success_url(self, done: Any) -> str:
        """Return to the office's contracts."""
        return reverse("contracts:list")


class EnterAcceptance(ContractAct):
    """The paper that the office signed, entered with its scan by the agency."""

    act = ENTER_ACCEPTANCE
    form_class = EnterAcceptanceForm
    lead = gettext_lazy(
        "The office is notified that its signature was entered, and has its time to contest it; the"
        " contract is signed after that, by somebody else than who enters the paper."
    )
    success_message = gettext_lazy("The signed paper was entered and sealed.")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"accepted_on": today()}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_acceptance(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Enter it."""
        return actions.enter_acceptance(actor=actor, **data, **self.when())


class ContestAcceptance(ContractAct):
    """The office did not sign the paper that was entered in its name."""

    act = CONTEST_ACCEPTANCE
    form_class = ShortReasonForm
    template_name = "contracts/contest.html"
    lead = gettext_lazy(
        "The contract waits for your acceptance again. The manager of the agency and the deputy are"
        " told at once."
    )
    success_message = gettext_lazy("The paper is contested; the contract is not accepted.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the terms and the paper, where the act is open."""
        found = super().get_context_data(**context)
        if self.against:
            return found
        paper = acceptance_paper(self.object)
        return found | {"bindings": bindings_of(self.object), "paper": paper, "on": today()}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Contest it."""
        return actions.contest_acceptance(actor=actor, **data, **self.when())

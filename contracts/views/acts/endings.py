"""Suspending and ending a contract: proof, notice, window, termination, agreement, settlement."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from contracts import actions
from contracts.facts import PROOF_GUARDS, longest_suspension, notice_end, waiver_of, waiver_text
from contracts.forms import (
    BasisForm,
    MutualEndForm,
    ReasonForm,
    ServeForm,
    SettleForm,
    TerminateForm,
    UrgentForm,
    WaiveForm,
)
from contracts.models import Contract
from contracts.states import ContractState, ProofKind
from contracts.views.acts.base import ContractAction, ContractStep
from core.clock import today
from core.jalali import long
from core.panels import blocked


class Urgent(ContractAction):
    """An urgent suspension, at most ten days."""

    form_class = UrgentForm
    title = gettext_lazy("Suspend urgently")
    success_message = gettext_lazy("The contract is suspended; the suspension lapses by itself.")
    permissions = (Permission.CONTRACT_SUSPEND,)
    needs_factor = True
    tone = "danger"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say how long it may last."""
        last = long(longest_suspension(today(), urgent=True))
        note = _("At the longest until {day}; it lapses by itself and is not repeated.")
        return super().get_context_data(**context) | {"note": note.format(day=last)}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Suspend it."""
        return actions.urgent_suspend(actor=actor, **data, **self.when())


class OnBasis(ContractAction):
    """An act that rests on a proof of the contract: a decision, a review or a document."""

    form_class = BasisForm
    template_name = "contracts/basis.html"
    needs_factor = True
    tone = "danger"
    suspends = False

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the proofs that may carry this act."""
        proofs = self.object.proofs.all().visible_to(self.actor).exclude(kind=ProofKind.URGENT)
        if self.suspends:
            proofs = proofs.exclude(pk=self.object.suspension_proof_id)
        act, on = ("suspend" if self.suspends else "terminate"), today()
        return super().get_form_kwargs() | {
            "proofs": [
                proof
                for proof in proofs.order_by("-pk")
                if not blocked(PROOF_GUARDS, act, proof, on)
            ],
            "suspends": self.suspends,
        }


class Suspend(OnBasis):
    """A suspension."""

    title = gettext_lazy("Suspend the contract")
    success_message = gettext_lazy("The contract is suspended.")
    permissions = (Permission.CONTRACT_SUSPEND,)
    suspends = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say how long it may last."""
        last = long(longest_suspension(today(), urgent=False))
        note = _("From today, at the longest until {day}; it then ends by itself.")
        return super().get_context_data(**context) | {"note": note.format(day=last)}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Suspend it."""
        return actions.suspend_contract(actor=actor, **data, **self.when())


class GiveNotice(OnBasis):
    """A termination notice."""

    title = gettext_lazy("Give notice of termination")
    note = gettext_lazy("The days of the notice begin when it has been served.")
    success_message = gettext_lazy("The termination notice was issued; it is to be served.")
    permissions = (Permission.CONTRACT_TERMINATE,)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Give it."""
        return actions.issue_termination_notice(actor=actor, **data, **self.when())


class Resume(ContractAction):
    """The end of a suspension."""

    form_class = ReasonForm
    title = gettext_lazy("End the suspension")
    success_message = gettext_lazy("The contract is in force again.")
    only_in = ContractState.SUSPENDED
    permissions = (Permission.CONTRACT_SUSPEND,)
    needs_factor = True

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """End it."""
        return actions.resume_contract(actor=actor, **data, **self.when())


class Serve(ContractAction):
    """Service of the termination notice on paper."""

    form_class = ServeForm
    title = gettext_lazy("Record service")
    success_message = gettext_lazy("Service was recorded; the days of the notice run.")
    permissions = (Permission.CONTRACT_SERVE,)

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"served_on": today()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say until when the notice would run."""
        last = long(notice_end(self.object, today()).due_on)
        note = _("Served today, the notice runs until the end of {day}.")
        return super().get_context_data(**context) | {"note": note.format(day=last)}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.serve_termination_notice(actor=actor, **data, **self.when())


class Acknowledge(ContractStep):
    """The office has received the termination notice."""

    permission = Permission.CONTRACT_ACKNOWLEDGE

    def step(self, when: dict[str, Any]) -> str:
        """Keep the receipt."""
        contract = actions.acknowledge_termination_notice(**when)
        last = long(contract.notice_ends_on) if contract.notice_ends_on else ""
        return _("You have received the notice; it runs until the end of {day}.").format(day=last)


class Waive(ContractAction):
    """The office need not wait; the sentence shown is kept."""

    form_class = WaiveForm
    template_name = "contracts/waive.html"
    title = gettext_lazy("End the notice now")
    note = gettext_lazy("You give up time that is yours. This cannot be taken back.")
    success_message = gettext_lazy("The notice was ended by your declaration.")
    permissions = (Permission.CONTRACT_WAIVE,)
    needs_factor = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the sentence that will be kept."""
        return super().get_context_data(text=waiver_text(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Keep the declaration."""
        text = waiver_text(self.object)
        actions.waive_termination_notice(text=text, actor=actor, **self.when())
        contract: Contract = self.object
        return contract


class Withdraw(ContractAction):
    """The notice is taken back."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw the notice")
    success_message = gettext_lazy("The notice was withdrawn.")
    permissions = (Permission.CONTRACT_TERMINATE,)
    needs_factor = True

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Take it back."""
        return actions.withdraw_termination_notice(actor=actor, **data, **self.when())


class Terminate(ContractAction):
    """The end; the office's code is typed and the second factor is fresh."""

    form_class = TerminateForm
    template_name = "contracts/terminate.html"
    title = gettext_lazy("Terminate the contract")
    note = gettext_lazy("There is no way back; a correction is a new decision.")
    success_message = gettext_lazy("The contract was terminated.")
    only_in = ContractState.TERMINATION_NOTICE
    permissions = (Permission.CONTRACT_TERMINATE,)
    needs_factor = True
    tone = "danger"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose code is to be typed."""
        return super().get_form_kwargs() | {"contract": self.object}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show also the declaration by which the office ended the notice, if it did."""
        return super().get_context_data(waiver=waiver_of(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """End it."""
        return actions.terminate_contract(reason=data["reason"], actor=actor, **self.when())


class ProposeEnd(ContractAction):
    """A proposal to end by agreement."""

    form_class = MutualEndForm
    title = gettext_lazy("Propose to end by agreement")
    note = gettext_lazy("The contract ends on that day once the office has accepted.")
    success_message = gettext_lazy("The proposal is before the office.")
    permissions = (Permission.CONTRACT_SIGN,)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Propose it."""
        return actions.propose_mutual_end(actor=actor, **data, **self.when())


class AcceptEnd(ContractStep):
    """The office accepts the end by agreement."""

    permission = Permission.CONTRACT_ACCEPT_END

    def step(self, when: dict[str, Any]) -> str:
        """Accept it."""
        contract = actions.accept_mutual_end(**when)
        day = long(contract.mutual_end_on) if contract.mutual_end_on else ""
        return _("Accepted: the last day of the contract is {day}.").format(day=day)


class DeclineEnd(ContractAction):
    """The proposal is declined by the office, or taken back by the agency."""

    form_class = ReasonForm
    title = gettext_lazy("Decline the end by agreement")
    success_message = gettext_lazy("The proposal is off the table.")
    permissions = (Permission.CONTRACT_ACCEPT_END, Permission.CONTRACT_SIGN)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Decline it."""
        return actions.decline_mutual_end(actor=actor, **data, **self.when())


class Settle(ContractAction):
    """The books are closed."""

    form_class = SettleForm
    title = gettext_lazy("Settle the contract")
    note = gettext_lazy("The guarantees of the contract are given back with it.")
    success_message = gettext_lazy("The contract was settled.")
    permissions = (Permission.CONTRACT_SETTLE,)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Close them."""
        return actions.settle_contract(actor=actor, **data, **self.when())

"""Suspending and ending a contract: proof, notice, window, termination, agreement, settlement."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from contracts import actions
from contracts.acts.contract import (
    ACCEPT_END,
    ACKNOWLEDGE_NOTICE,
    DECLINE_END,
    ISSUE_NOTICE,
    PROPOSE_END,
    REINSTATE,
    RESUME,
    SERVE_NOTICE,
    SETTLE,
    SUSPEND,
    TERMINATE,
    URGENT_SUSPEND,
    WAIVE_NOTICE,
    WITHDRAW_ACCEPTANCE,
    WITHDRAW_NOTICE,
)
from contracts.acts.reasons import carrying_proofs
from contracts.facts import longest_suspension, notice_end, waiver_of, waiver_text
from contracts.facts.agreement import acceptance_text, earliest_end, reconsidered_until
from contracts.facts.entries import wrong_in_end, wrong_in_service, wrong_in_suspension
from contracts.facts.impact import impact_of
from contracts.facts.standing import receipt_text
from contracts.forms import (
    BasisForm,
    DeclarationForm,
    MutualEndForm,
    ReasonForm,
    ServeForm,
    SettleForm,
    TerminateForm,
    UrgentForm,
)
from contracts.models import Contract
from contracts.views.acts.base import ContractAct
from core.clock import today
from core.jalali import long
from notices.forms import ReceivedForm
from workdays.views.hints import PaperOfADay


class TakesServices(ContractAct):
    """An act that takes services from the office; its page shows the effect on the people."""

    queryset = Contract.objects.select_related(
        "agency", "office__county", "office__place", "county"
    )

    def lost_from(self, form: Any) -> date:
        """Return the first day on which the office gives nothing: today for what holds at once."""
        return today()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also what the people lose, where the act is open."""
        found = super().get_context_data(**context)
        if self.against:
            return found
        return found | {"impact": impact_of(self.object, self.lost_from(found["form"]))}


class Urgent(TakesServices):
    """An urgent suspension, at most ten days."""

    act = URGENT_SUSPEND
    form_class = UrgentForm
    success_message = gettext_lazy("The contract is suspended; the suspension lapses by itself.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say how long it may last."""
        last = long(longest_suspension(today(), urgent=True))
        lead = _("At the longest until {day}; it lapses by itself and is not repeated.")
        return super().get_context_data(**context) | {"lead": lead.format(day=last)}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_suspension(typed, today(), is_urgent=True)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Suspend it."""
        return actions.urgent_suspend(actor=actor, **data, **self.when())


class OnBasis(TakesServices):
    """An act that rests on a proof of the contract: a decision, a review or a document."""

    form_class = BasisForm
    template_name = "contracts/basis.html"
    suspends = False

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the proofs that may carry this act."""
        act = "suspend" if self.suspends else "terminate"
        return super().get_form_kwargs() | {
            "proofs": carrying_proofs(self.object, self.actor, act, today()),
            "suspends": self.suspends,
        }


class Suspend(OnBasis):
    """A suspension."""

    act = SUSPEND
    title = gettext_lazy("Suspend the contract")
    success_message = gettext_lazy("The contract is suspended.")
    suspends = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say how long it may last."""
        last = long(longest_suspension(today(), urgent=False))
        lead = _("From today, at the longest until {day}; it then ends by itself.")
        return super().get_context_data(**context) | {"lead": lead.format(day=last)}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_suspension(typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Suspend it."""
        return actions.suspend_contract(actor=actor, **data, **self.when())


class GiveNotice(OnBasis):
    """A termination notice."""

    act = ISSUE_NOTICE
    lead = gettext_lazy("The days of the notice begin when it has been served.")
    success_message = gettext_lazy("The termination notice was issued; it is to be served.")

    def lost_from(self, form: Any) -> date:
        """Return the day after the notice if it were served today, or after an earlier term."""
        contract: Contract = self.object
        last = min(notice_end(contract, today()).due_on, contract.ends_on)
        return max(today(), last + timedelta(days=1))

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Give it."""
        return actions.issue_termination_notice(actor=actor, **data, **self.when())


class Resume(ContractAct):
    """The end of a suspension."""

    act = RESUME
    form_class = ReasonForm
    success_message = gettext_lazy("The contract is in force again.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """End it."""
        return actions.resume_contract(actor=actor, **data, **self.when())


class Reinstate(ContractAct):
    """The contract whose ground was annulled is in force again."""

    act = REINSTATE
    form_class = ReasonForm
    lead = gettext_lazy(
        "The contract is in force from today with its own term. The judgment or the decision on the"
        " objection is written as the proof; the office, the deputy and the association are told."
    )
    success_message = gettext_lazy("The contract was reinstated.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Reinstate it."""
        return actions.reinstate_contract(actor=actor, **data, **self.when())


class Serve(PaperOfADay, ContractAct):
    """Service of the termination notice on paper."""

    act = SERVE_NOTICE
    form_class = ServeForm
    success_message = gettext_lazy("Service was recorded; the days of the notice run.")

    def setup_object(self) -> None:
        """Refuse the office, whose page acknowledges by a click instead."""
        super().setup_object()
        if not may(self.actor, Permission.CONTRACT_SERVE):
            raise PermissionDenied

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"served_on": today()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say until when the notice would run."""
        last = long(notice_end(self.object, today()).due_on)
        lead = _("Served today, the notice runs until the end of {day}.").format(day=last)
        found = super().get_context_data(**context)
        return found | {"lead": f"{lead} {found['lead']}"}

    def get_success_message(self, done: Any) -> str:
        """Say where a second person confirms the service first."""
        if done.notice_served_on is None:
            return _("The service was entered; a second person confirms it, as its day lies back.")
        return super().get_success_message(done)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_service(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.serve_termination_notice(actor=actor, **data, **self.when())


class Acknowledge(ContractAct):
    """The office receives the termination notice: what that starts, and its declaration."""

    act = ACKNOWLEDGE_NOTICE
    form_class = ReceivedForm
    template_name = "contracts/acknowledge.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what the receipt starts, and until when."""
        found = super().get_context_data(**context)
        if self.against:
            return found
        return found | {"starts": receipt_text(self.object, today())}

    def get_success_message(self, done: Contract) -> str:
        """Say until when the notice runs."""
        last = long(done.notice_ends_on) if done.notice_ends_on else ""
        return _("You have received the notice; it runs until the end of {day}.").format(day=last)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.acknowledge_termination_notice(actor=actor, **self.when())


class Waive(ContractAct):
    """The office need not wait; the sentence shown is kept."""

    act = WAIVE_NOTICE
    form_class = DeclarationForm
    template_name = "contracts/waive.html"
    lost = gettext_lazy(
        "What you lose: the agency may terminate the contract at once, before the days of the"
        " notice are over. This cannot be taken back."
    )
    success_message = gettext_lazy("The notice was ended by your declaration.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the sentence that will be kept."""
        return super().get_context_data(text=waiver_text(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Keep the declaration."""
        actions.waive_termination_notice(actor=actor, **self.when())
        contract: Contract = self.object
        return contract


class Withdraw(ContractAct):
    """The notice is taken back."""

    act = WITHDRAW_NOTICE
    form_class = ReasonForm
    success_message = gettext_lazy("The notice was withdrawn.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Take it back."""
        return actions.withdraw_termination_notice(actor=actor, **data, **self.when())


class Terminate(TakesServices):
    """The end; the office's code is typed and the second factor is fresh."""

    act = TERMINATE
    form_class = TerminateForm
    template_name = "contracts/terminate.html"
    lost = gettext_lazy("There is no way back; a correction is a new decision.")
    success_message = gettext_lazy("The contract was terminated.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose code is to be typed."""
        return super().get_form_kwargs() | {"contract": self.object}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show also the declaration by which the office ended the notice, if it did."""
        return super().get_context_data(waiver=waiver_of(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """End it."""
        return actions.terminate_contract(reason=data["reason"], actor=actor, **self.when())


class ProposeEnd(TakesServices):
    """A proposal to end by agreement."""

    act = PROPOSE_END
    form_class = MutualEndForm
    success_message = gettext_lazy("The proposal is before the office.")

    def first_end(self) -> date:
        """Return the earliest day that can be proposed."""
        contract: Contract = self.object
        first: date = max(earliest_end(contract, today()), contract.starts_on)
        return first

    def lost_from(self, form: Any) -> date:
        """Return the day after the one that was typed, or after the earliest possible one."""
        form.is_valid()
        typed = form.cleaned_data.get("ends_on") if form.is_bound else None
        return max(typed or self.first_end(), today()) + timedelta(days=1)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say when the contract ends, and the earliest day that can be proposed."""
        first = self.first_end()
        lead = _(
            "Once the office has accepted, the contract is in force until the end of the day that"
            " you propose, not only until its acceptance. The earliest day is {day}: the office has"
            " time to reconsider."
        )
        return super().get_context_data(**context) | {"lead": lead.format(day=long(first))}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_end(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Propose it."""
        return actions.propose_mutual_end(actor=actor, **data, **self.when())


class AcceptEnd(TakesServices):
    """The office accepts the end by agreement: what it loses, its declaration, a code."""

    act = ACCEPT_END
    form_class = DeclarationForm
    template_name = "contracts/accept_end.html"

    def lost_from(self, form: Any) -> date:
        """Return the day after the proposed last day of the contract."""
        contract: Contract = self.object
        return max(today(), (contract.mutual_end_on or today()) + timedelta(days=1))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the services that are lost, the declaration and the time to reconsider."""
        found = super().get_context_data(**context)
        if found.get("against") or self.object is None:
            return found
        services = self.object.contract_services.order_by("service__title")
        return found | {
            "services": list(services.values_list("service__title", flat=True)),
            "text": acceptance_text(self.object, today()),
            "until": reconsidered_until(self.object, today()).due_on,
        }

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Accept it."""
        return actions.accept_mutual_end(actor=actor, **self.when())

    def get_success_message(self, done: Any) -> str:
        day = long(done.mutual_end_on) if done.mutual_end_on else ""
        return _("Accepted: the last day of the contract is {day}.").format(day=day)


class WithdrawAcceptance(ContractAct):
    """The office takes its acceptance back."""

    act = WITHDRAW_ACCEPTANCE
    form_class = ReasonForm
    lead = gettext_lazy("The contract goes on; the proposal is open again, and you may decline it.")
    success_message = gettext_lazy("The acceptance was taken back.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Take it back."""
        return actions.withdraw_acceptance(actor=actor, **data, **self.when())


class DeclineEnd(ContractAct):
    """The proposal is declined by the office, or taken back by the agency."""

    act = DECLINE_END
    form_class = ReasonForm
    success_message = gettext_lazy("The proposal is off the table.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Decline it."""
        return actions.decline_mutual_end(actor=actor, **data, **self.when())


class Settle(ContractAct):
    """The books are closed."""

    act = SETTLE
    form_class = SettleForm
    lead = gettext_lazy("The guarantees of the contract are given back with it.")
    success_message = gettext_lazy("The contract was settled.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Close them."""
        return actions.settle_contract(actor=actor, **data, **self.when())

"""Changing the terms of a signed contract: proposed by the agency, accepted by the office."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.acts.contract import (
    ACCEPT_ADDENDUM,
    AMEND,
    CONTEST_ADDENDUM,
    DECLINE_ADDENDUM,
    ENTER_ADDENDUM,
    WITHDRAW_ADDENDUM,
)
from contracts.acts.reasons import against_renewing
from contracts.facts.addenda import addendum_acceptance_text, open_addendum
from contracts.facts.agreement import DAY, reconsidered_until
from contracts.facts.entries import wrong_in_addendum
from contracts.facts.standing import standing_against
from contracts.forms import AddendumForm, DeclarationForm, EnterAcceptanceForm, ShortReasonForm
from contracts.models import Contract, ContractAddendum
from contracts.rules.terms import term_value
from contracts.states import AddendumState
from contracts.views.acts.base import ContractAct
from contracts.views.shown import addendum_rows
from core.clock import today
from workdays.views.hints import PaperOfADay

USUAL_TIME = timedelta(days=10)


class Addendum(ContractAct):
    """A change of the terms that the agency proposes."""

    act = AMEND
    form_class = AddendumForm
    lead = gettext_lazy(
        "What you leave empty stays as it is. Nothing changes before the office has accepted."
    )
    success_message = gettext_lazy("The addendum was sent to the office for its acceptance.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the services that the contract has not yet."""
        against = [*standing_against(self.object, today())]
        if held_up := against_renewing(self.object, today()):
            against.append(held_up)
        return super().get_form_kwargs() | {"contract": self.object, "against": against}

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form; beside each term stands what holds now."""
        form = super().get_form(data, files)
        contract: Contract = self.object
        standing = {
            "ends_on": contract.ends_on.isoformat(),
            "value": contract.value,
            "notice_days": contract.notice_days,
            "retention_percent": contract.retention_percent,
        }
        for name, value in standing.items():
            if value is not None:
                form.fields[name].help_text = _("now: {value}").format(
                    value=term_value(name, value)
                )
        return form

    def get_initial(self) -> dict[str, Any]:
        """Leave the office some days to accept, unless said otherwise."""
        return {"effective_on": min(today() + USUAL_TIME, max(today(), self.object.ends_on))}

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Propose it."""
        added = data.pop("services", None) or ()
        return actions.propose_addendum(
            added_service_ids=[service.pk for service in added], actor=actor, **data, **self.when()
        )


class OfAddendum(ContractAct):
    """The page of an act on the addendum that waits: what it changes, and a form."""

    template_name = "contracts/addendum.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the addendum, where the act is open."""
        found = super().get_context_data(**context)
        addendum = open_addendum(self.object)
        if self.against or addendum is None:
            return found
        return found | addendum_rows(addendum)


class AcceptAddendum(OfAddendum):
    """The acceptance of an addendum: what changes, and the declaration of the office."""

    act = ACCEPT_ADDENDUM
    form_class = DeclarationForm
    template_name = "contracts/accept_addendum.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the declaration."""
        found = super().get_context_data(**context)
        if "addendum" in found:
            addendum = found["addendum"]
            last = min(reconsidered_until(self.object, today()).due_on, addendum.effective_on - DAY)
            found["text"] = addendum_acceptance_text(addendum)
            found["until"] = last if last >= today() else None
        return found

    def get_success_message(self, done: ContractAddendum) -> str:
        """Say whether it holds already."""
        if done.state == AddendumState.IN_FORCE:
            return _("The addendum is accepted and in force.")
        return _("The addendum is accepted; it is in force from its first day.")

    def perform(self, data: dict[str, Any], actor: Any) -> ContractAddendum:
        """Accept it."""
        return actions.accept_addendum(actor=actor, **self.when())


class EnterAddendum(PaperOfADay, OfAddendum):
    """The addendum that the office signed on paper, entered with its scan by the agency."""

    act = ENTER_ADDENDUM
    form_class = EnterAcceptanceForm
    lead = gettext_lazy(
        "The office is notified and has its time to contest the paper; the addendum comes in force"
        " after that, on its first day at the earliest."
    )

    def get_success_message(self, done: ContractAddendum) -> str:
        """Tell whether the paper counts or waits for its second person."""
        if done.state == AddendumState.PROPOSED:
            return _(
                "The paper was entered and sealed; it counts when a second person confirms it."
            )
        return _("The signed paper was entered and sealed.")

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"accepted_on": today()}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        addendum = open_addendum(self.object)
        return wrong_in_addendum(addendum, typed, today()) if addendum else {}

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Enter it."""
        return actions.enter_addendum_acceptance(actor=actor, **data, **self.when())


class DeclineAddendum(OfAddendum):
    """The office does not accept."""

    act = DECLINE_ADDENDUM
    form_class = ShortReasonForm
    lead = gettext_lazy("The contract stays as it is. The manager of the agency is told at once.")
    success_message = gettext_lazy("The addendum was declined; the contract stays as it is.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Decline it."""
        return actions.decline_addendum(actor=actor, **data, **self.when())


class ContestAddendum(OfAddendum):
    """The office did not sign the paper that was entered in its name."""

    act = CONTEST_ADDENDUM
    form_class = ShortReasonForm
    lead = gettext_lazy(
        "The addendum does not come in force. The manager of the agency is told at once."
    )
    success_message = gettext_lazy("The paper is contested; the contract stays as it is.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Contest it."""
        return actions.contest_addendum(actor=actor, **data, **self.when())


class WithdrawAddendum(OfAddendum):
    """The agency takes its proposal back."""

    act = WITHDRAW_ADDENDUM
    form_class = ShortReasonForm
    success_message = gettext_lazy("The addendum was withdrawn.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Withdraw it."""
        return actions.withdraw_addendum(actor=actor, **data, **self.when())

"""The account of a contract: settlements recorded, remitted, taken back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.facts import pending_of
from contracts import actions
from contracts.acts.contract import RECORD_SETTLEMENT
from contracts.acts.settlement import REMIT, REVERSE
from contracts.facts.entries import wrong_in_remittance, wrong_in_settlement
from contracts.facts.money import left_to_remit
from contracts.facts.settlements import first_due
from contracts.forms import ReasonForm, RemittanceForm, SettlementForm
from contracts.models import Settlement
from contracts.views.acts.base import ContractAct, PartAct
from core.clock import now, today
from core.jalali import long
from core.persian import group
from workdays.views.hints import PaperOfADay


class RecordSettlement(ContractAct):
    """What the office took in a period."""

    act = RECORD_SETTLEMENT
    form_class = SettlementForm
    lead = gettext_lazy("What the office took for the agency in a period, and owes it.")
    success_message = gettext_lazy("The settlement was recorded.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say also the first possible day on which it is due."""
        text = _(
            "Recorded today, it is due on {day} at the earliest: the office sees it from today."
        )
        first = text.format(day=long(first_due(self.object, today()).due_on))
        found = super().get_context_data(**context)
        return found | {"lead": f"{found['lead']} {first}"}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_settlement(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.record_settlement(actor=actor, **data, **self.when())

    def get_success_url(self, done: Any) -> str:
        """Return to the account."""
        return f"{self.object.get_absolute_url()}#account"


class SettlementAct(PartAct):
    """The page of an act on one settlement of a contract."""

    template_name = "contracts/settlement.html"
    part: Settlement

    def parts(self) -> Any:
        """Return the settlements of the contract, without counter-entries."""
        return self.object.settlements.filter(reverses__isnull=True)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the settlement; the page leads back to the account."""
        found = super().get_context_data(settlement=self.part, **context)
        return found | {"back": self.get_success_url(None)}

    def when(self) -> dict[str, Any]:
        """Return the settlement, the day and the moment of the act."""
        return {"settlement_id": self.part.pk, "on": today(), "at": now()}

    def get_success_url(self, done: Any) -> str:
        """Return to the account."""
        return f"{self.object.get_absolute_url()}#account"


class Remit(PaperOfADay, SettlementAct):
    """It was remitted, whole or in part."""

    act = REMIT
    form_class = RemittanceForm
    title = gettext_lazy("Record the remittance")

    def get_success_message(self, done: Any) -> str:
        """Tell whether the remittance counts or waits for its second person."""
        if pending_of(REMIT.key, self.part) is not None:
            return _("The remittance was entered; it counts when a second person confirms it.")
        return _("The remittance was recorded.")

    def get_initial(self) -> dict[str, Any]:
        """Propose what is left, today."""
        return {"amount": left_to_remit(self.part), "settled_on": today()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what is left."""
        text = _(
            "Of this settlement {amount} rials are left to remit; a part of it is a remittance."
        )
        lead = text.format(amount=group(left_to_remit(self.part)))
        found = super().get_context_data(**context)
        return found | {"lead": f"{lead} {found['lead']}"}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_remittance(self.part, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.record_remittance(actor=actor, **data, **self.when())


class Reverse(SettlementAct):
    """It was wrong: a counter-entry takes it back."""

    act = REVERSE
    form_class = ReasonForm
    title = gettext_lazy("Reverse the settlement")
    lead = gettext_lazy(
        "The entry stays on record, with a counter-entry beside it; record the right one anew."
    )
    success_message = gettext_lazy("The settlement was taken back.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Take it back."""
        return actions.reverse_settlement(actor=actor, **data, **self.when())

"""The account of a contract: settlements recorded, remitted, taken back."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from contracts import actions
from contracts.forms import ReasonForm, RemittanceForm, SettlementForm
from contracts.models import Settlement
from contracts.views.acts.base import ContractAction
from core.clock import now, today


class RecordSettlement(ContractAction):
    """What the office took in a period."""

    form_class = SettlementForm
    title = gettext_lazy("Record a settlement")
    note = gettext_lazy("What the office took for the agency in a period, and owes it.")
    success_message = gettext_lazy("The settlement was recorded.")
    permissions = (Permission.CONTRACT_SETTLE,)

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.record_settlement(actor=actor, **data, **self.when())

    def get_success_url(self, done: Any) -> str:
        """Return to the account."""
        return f"{self.object.get_absolute_url()}#account"


class SettlementAction(ContractAction):
    """A form about one settlement of a contract."""

    template_name = "contracts/settlement.html"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.CONTRACT_SETTLE,)
    settlement: Settlement

    def setup_object(self) -> None:
        """Find the contract, then its settlement."""
        super().setup_object()
        found = (
            self.object.settlements.all()
            .visible_to(self.actor)
            .filter(public_id=self.kwargs["public_id"], reverses__isnull=True)
            .first()
        )
        if found is None:
            raise Http404
        self.settlement = found

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the settlement."""
        return super().get_context_data(settlement=self.settlement, **context)

    def when(self) -> dict[str, Any]:
        """Return the settlement, the day and the moment of the act."""
        return {"settlement_id": self.settlement.pk, "on": today(), "at": now()}

    def get_success_url(self, done: Any) -> str:
        """Return to the account."""
        return f"{self.object.get_absolute_url()}#account"


class Remit(SettlementAction):
    """It was remitted, whole."""

    form_class = RemittanceForm
    title = gettext_lazy("Record the remittance")
    success_message = gettext_lazy("The remittance was recorded.")

    def reason_against(self) -> str:
        """Return that it was remitted already, if so."""
        if self.settlement.settled_on is None:
            return ""
        return _("This settlement has been remitted; take it back if that is wrong.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.record_remittance(actor=actor, **data, **self.when())


class Reverse(SettlementAction):
    """It was wrong: a counter-entry takes it back."""

    form_class = ReasonForm
    title = gettext_lazy("Reverse the settlement")
    note = gettext_lazy(
        "The entry stays on record, with a counter-entry beside it; record the right one anew."
    )
    success_message = gettext_lazy("The settlement was taken back.")
    tone = "danger"

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Take it back."""
        return actions.reverse_settlement(actor=actor, **data, **self.when())

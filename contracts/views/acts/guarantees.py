"""The securities of a contract: recorded, prolonged, replaced, given back, called."""

from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from contracts import actions
from contracts.forms import CallForm, ExtendForm, GuaranteeForm, ReasonForm
from contracts.models import Guarantee
from contracts.rules import isolated
from contracts.states import ProofKind
from contracts.views.acts.base import ContractAction
from core.clock import now, today
from core.jalali import short
from core.persian import group

TAKEN_OVER = ("kind", "issuer", "amount")


class AddGuarantee(ContractAction):
    """A guarantee."""

    form_class = GuaranteeForm
    title = gettext_lazy("Record a guarantee")
    success_message = gettext_lazy("The guarantee was recorded.")
    permissions = (Permission.CONTRACT_DRAFT,)

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.add_guarantee(actor=actor, **data, **self.when())


class GuaranteeAction(ContractAction):
    """A form about one guarantee of a contract."""

    template_name = "contracts/guarantee.html"
    permissions: ClassVar[tuple[Permission, ...]] = (Permission.CONTRACT_DRAFT,)
    guarantee: Guarantee

    def setup_object(self) -> None:
        """Find the contract, then its guarantee."""
        super().setup_object()
        found = (
            self.object.guarantees.all()
            .visible_to(self.actor)
            .filter(public_id=self.kwargs["public_id"])
            .first()
        )
        if found is None:
            raise Http404
        self.guarantee = found

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the guarantee."""
        return super().get_context_data(guarantee=self.guarantee, **context)

    def when(self) -> dict[str, Any]:
        """Return the guarantee, the day and the moment of the act."""
        return {"guarantee_id": self.guarantee.pk, "on": today(), "at": now()}

    def get_success_url(self, done: Any) -> str:
        """Return to the contract."""
        return str(self.object.get_absolute_url())


class Extend(GuaranteeAction):
    """The issuer has prolonged it."""

    form_class = ExtendForm
    title = gettext_lazy("Prolong the guarantee")
    note = gettext_lazy("Kind, issuer and amount stay; the new row takes the old one's place.")
    success_message = gettext_lazy("The prolonged guarantee was recorded.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.extend_guarantee(actor=actor, **data, **self.when())


class Replace(GuaranteeAction):
    """Another guarantee takes its place."""

    form_class = GuaranteeForm
    title = gettext_lazy("Replace the guarantee")
    note = gettext_lazy("The new one is recorded and the old one given back, in one step.")
    success_message = gettext_lazy("The guarantee was replaced.")

    def get_initial(self) -> dict[str, Any]:
        """Propose what may well stay the same."""
        return {name: getattr(self.guarantee, name) for name in TAKEN_OVER}

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Replace it."""
        return actions.replace_guarantee(actor=actor, **data, **self.when())


class Release(GuaranteeAction):
    """It is given back."""

    form_class = ReasonForm
    title = gettext_lazy("Release the guarantee")
    note = gettext_lazy("A running contract keeps a guarantee, if its agency asks for one.")
    success_message = gettext_lazy("The guarantee was given back.")
    permissions = (Permission.CONTRACT_SETTLE,)

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Give it back."""
        return actions.release_guarantee(actor=actor, **data, **self.when())


class Call(GuaranteeAction):
    """It is called, whole, on a proof of the contract."""

    form_class = CallForm
    template_name = "contracts/call.html"
    title = gettext_lazy("Call the guarantee")
    success_message = gettext_lazy("The guarantee was called.")
    permissions = (Permission.GUARANTEE_CALL,)
    needs_factor = True
    tone = "danger"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the proofs of the contract that were decided."""
        proofs = self.object.proofs.all().visible_to(self.actor).exclude(kind=ProofKind.URGENT)
        return super().get_form_kwargs() | {
            "proofs": list(proofs.order_by("-pk")),
            "contract": self.object,
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what is called."""
        warning = _("{amount} rials of guarantee {number}, in force to {day}, are called whole.")
        return super().get_context_data(
            warning=warning.format(
                amount=group(self.guarantee.amount),
                number=isolated(self.guarantee.number),
                day=isolated(short(self.guarantee.expires_on)),
            ),
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Call it on the proof."""
        data.pop("confirmation")
        return actions.call_guarantee(actor=actor, **data, **self.when())

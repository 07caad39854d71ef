"""The securities of a contract: recorded, prolonged, replaced, given back, called."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.acts.contract import RECORD_GUARANTEE
from contracts.acts.guarantee import CALL, EXTEND, RELEASE, REPLACE
from contracts.facts import has_fallen
from contracts.facts.entries import (
    wrong_in_call,
    wrong_in_extension,
    wrong_in_guarantee,
    wrong_in_replacement,
)
from contracts.facts.money import left_to_call
from contracts.forms import CallForm, ExtendForm, GuaranteeForm, ReasonForm
from contracts.models import Guarantee
from contracts.rules import isolated
from contracts.views.acts.base import ContractAct, PartAct
from core.clock import now, today
from core.jalali import short
from core.persian import group

TAKEN_OVER = ("kind", "issuer", "amount")


class AddGuarantee(ContractAct):
    """A guarantee."""

    act = RECORD_GUARANTEE
    form_class = GuaranteeForm
    success_message = gettext_lazy("The guarantee was recorded.")

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_guarantee(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.add_guarantee(actor=actor, **data, **self.when())


class GuaranteeAct(PartAct):
    """The page of an act on one guarantee of a contract."""

    template_name = "contracts/guarantee.html"
    part: Guarantee

    def parts(self) -> Any:
        """Return the guarantees of the contract."""
        return self.object.guarantees.prefetch_related("calls__proof")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also the guarantee."""
        return super().get_context_data(guarantee=self.part, **context)

    def when(self) -> dict[str, Any]:
        """Return the guarantee, the day and the moment of the act."""
        return {"guarantee_id": self.part.pk, "on": today(), "at": now()}


class Extend(GuaranteeAct):
    """The issuer has prolonged it."""

    act = EXTEND
    form_class = ExtendForm
    title = gettext_lazy("Prolong the guarantee")
    lead = gettext_lazy("Kind, issuer and amount stay; the new row takes the old one's place.")
    success_message = gettext_lazy("The prolonged guarantee was recorded.")

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_extension(self.part, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.extend_guarantee(actor=actor, **data, **self.when())


class Replace(GuaranteeAct):
    """Another guarantee takes its place."""

    act = REPLACE
    form_class = GuaranteeForm
    title = gettext_lazy("Replace the guarantee")
    lead = gettext_lazy("The new one is recorded and the old one given back, in one step.")
    success_message = gettext_lazy("The guarantee was replaced.")

    def get_initial(self) -> dict[str, Any]:
        """Propose what may well stay the same."""
        return {name: getattr(self.part, name) for name in TAKEN_OVER}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_replacement(self.part, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Replace it."""
        return actions.replace_guarantee(actor=actor, **data, **self.when())


class Release(GuaranteeAct):
    """It is given back."""

    act = RELEASE
    form_class = ReasonForm
    title = gettext_lazy("Release the guarantee")
    success_message = gettext_lazy("The guarantee was given back.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Give it back."""
        return actions.release_guarantee(actor=actor, **data, **self.when())


class Call(GuaranteeAct):
    """A sum of it is called on a proof of the contract."""

    act = CALL
    form_class = CallForm
    template_name = "contracts/call.html"
    title = gettext_lazy("Call the guarantee")
    success_message = gettext_lazy("The guarantee was called.")

    def get_initial(self) -> dict[str, Any]:
        """Propose all that is left."""
        return {"amount": left_to_call(self.part)}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the proofs of the contract that were decided."""
        proofs = self.object.proofs.all().visible_to(self.actor).carrying()
        return super().get_form_kwargs() | {
            "proofs": [proof for proof in proofs.order_by("-pk") if not has_fallen(proof, "call")],
            "contract": self.object,
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what is called."""
        warning = _(
            "Of guarantee {number}, in force to {day}, {amount} rials are left; the sum that you"
            " write is called of it."
        )
        return super().get_context_data(
            warning=warning.format(
                amount=group(left_to_call(self.part)),
                number=isolated(self.part.number),
                day=isolated(short(self.part.expires_on)),
            ),
            **context,
        )

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_call(self.part, typed)

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Call it on the proof."""
        data.pop("confirmation")
        return actions.call_guarantee(actor=actor, **data, **self.when())

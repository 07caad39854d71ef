"""Forms about the licence of an office."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from core.clock import now, today
from offices import actions
from offices.acts import licences as acts
from offices.acts.offices import ENTER_LICENCE
from offices.facts.licences import current_licence
from offices.forms import LicenceForm, LicenceStateForm, RenewalForm, TransferForm
from offices.models import Licence
from offices.views.acts import OfficeAct


class IssueLicence(OfficeAct):
    """The regulator's licence of an office that has none."""

    act = ENTER_LICENCE
    form_class = LicenceForm
    success_message = gettext_lazy("The licence was entered.")

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.issue_licence(office_id=self.object.pk, **data, actor=actor, at=now())


class LicenceAct(OfficeAct):
    """The page of an act on the current licence of an office; 404 where it has none."""

    licence: Licence

    def find_parts(self) -> None:
        """Find the licence."""
        found = current_licence(self.object)
        if found is None:
            raise Http404
        self.licence = found

    def acted_on(self) -> Licence:
        """Return the licence."""
        return self.licence


class ChangeLicence(LicenceAct):
    """Suspension, cancellation or reinstatement, on a document of the regulator or committee."""

    act = acts.SANCTION
    form_class = LicenceStateForm
    lead = gettext_lazy(
        "Only the regulator or the committee decides; here its document is recorded."
    )
    success_message = gettext_lazy("The decision was recorded.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may follow."""
        return {"state": self.licence.state}

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Record it."""
        return actions.change_licence_state(
            licence_id=self.licence.pk, **data, actor=actor, on=today(), at=now()
        )


class AskRenewal(LicenceAct):
    """A request for renewal, at least 90 days before expiry."""

    act = acts.ASK_RENEWAL
    form_class = RenewalForm
    success_message = gettext_lazy("Renewal was asked for.")

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Ask."""
        return actions.request_renewal(
            licence_id=self.licence.pk, note=data["note"], actor=actor, on=today(), at=now()
        )


class EnterRenewed(LicenceAct):
    """The regulator's new licence after a request."""

    act = acts.ENTER_RENEWED
    form_class = LicenceForm
    success_message = gettext_lazy("The renewed licence was entered.")

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.renew_licence(
            licence_id=self.licence.pk, **data, actor=actor, on=today(), at=now()
        )


class Transfer(LicenceAct):
    """Another holder, on the regulator's approval, and what follows from it."""

    act = acts.TRANSFER
    form_class = TransferForm
    template_name = "offices/transfer.html"
    success_message = gettext_lazy("The licence was transferred to the new holder.")

    def get_initial(self) -> dict[str, Any]:
        """An urban licence is a legal entity's."""
        return {"kind": "legal"}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whose licence it is."""
        return super().get_context_data(licence=self.licence, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.enter_transfer(
            licence_id=self.licence.pk, **data, actor=actor, on=today(), at=now()
        )

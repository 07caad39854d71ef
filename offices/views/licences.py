"""Forms about the licence of an office."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from accounts.roles import Permission, Role
from core.clock import now, today
from offices import actions
from offices.facts import obstacles_to_transfer
from offices.facts.renewals import renewal_of
from offices.forms import LicenceForm, LicenceStateForm, RenewalForm, TransferForm
from offices.models import Licence
from offices.states import LicenceState
from offices.views.acts import OfficeAction


class IssueLicence(OfficeAction):
    """The regulator's licence of an office that has none."""

    form_class = LicenceForm
    title = gettext_lazy("Enter the licence")
    success_message = gettext_lazy("The licence was entered.")
    permission = Permission.LICENCE_EDIT

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.issue_licence(office_id=self.object.pk, **data, actor=actor, at=now())


class ChangeLicence(OfficeAction):
    """Suspension, cancellation or reinstatement, on a document of the regulator or committee."""

    form_class = LicenceStateForm
    title = gettext_lazy("Record a decision on the licence")
    note = gettext_lazy(
        "Only the regulator or the committee decides; here its document is recorded."
    )
    success_message = gettext_lazy("The decision was recorded.")
    permission = Permission.LICENCE_SANCTION

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may follow."""
        return {"state": self.licence().state}

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Record it."""
        return actions.change_licence_state(
            licence_id=self.licence().pk, **data, actor=actor, on=today(), at=now()
        )


class AskRenewal(OfficeAction):
    """A request for renewal, at least 90 days before expiry."""

    form_class = RenewalForm
    title = gettext_lazy("Ask for renewal")
    success_message = gettext_lazy("Renewal was asked for.")
    permission = Permission.LICENCE_RENEW

    def setup_object(self) -> None:
        """Find the office; refuse an operator who asks for another's."""
        super().setup_object()
        if self.actor.role is Role.OPERATOR and self.object.public_id not in self.actor.office_ids:
            raise PermissionDenied

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what is against it, before anything is written."""
        watch = renewal_of(self.licence(), self.actor, today())
        return super().get_context_data(renewal=watch, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Ask."""
        return actions.request_renewal(
            licence_id=self.licence().pk, note=data["note"], actor=actor, on=today(), at=now()
        )


class EnterRenewed(OfficeAction):
    """The regulator's new licence after a request."""

    form_class = LicenceForm
    title = gettext_lazy("Enter the renewed licence")
    success_message = gettext_lazy("The renewed licence was entered.")
    permission = Permission.LICENCE_EDIT

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.renew_licence(
            licence_id=self.licence().pk, **data, actor=actor, on=today(), at=now()
        )


class Transfer(OfficeAction):
    """Another holder, on the regulator's approval, and what follows from it."""

    form_class = TransferForm
    template_name = "offices/transfer.html"
    title = gettext_lazy("Enter a transfer of the licence")
    success_message = gettext_lazy("The licence was transferred to the new holder.")
    permission = Permission.LICENCE_EDIT

    def get_initial(self) -> dict[str, Any]:
        """An urban licence is a legal entity's."""
        return {"kind": "legal"}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whose licence it is, and what stands against the transfer."""
        licence = self.licence()
        is_valid = licence.state == LicenceState.VALID
        return super().get_context_data(
            licence=licence,
            is_valid=is_valid,
            obstacles=obstacles_to_transfer(licence, today()) if is_valid else [],
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.enter_transfer(
            licence_id=self.licence().pk, **data, actor=actor, on=today(), at=now()
        )

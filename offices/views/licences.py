"""Forms about the licence of an office."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from core.clock import now, today
from offices import actions
from offices.acts import licences as acts
from offices.acts.offices import ENTER_LICENCE
from offices.facts.entries import (
    wrong_in_kind,
    wrong_in_known_holder,
    wrong_in_licence,
    wrong_in_renewal,
    wrong_in_suspension,
)
from offices.facts.licences import current_licence
from offices.facts.renewals import days_to_ask, open_to_reader
from offices.forms import (
    LicenceForm,
    LicenceStateForm,
    RenewalForm,
    RenewedForm,
    TransferForm,
)
from offices.models import Licence
from offices.views.acts import OfficeAct, waiting_message
from workdays.views.hints import PaperOfADay


class IssueLicence(OfficeAct):
    """The regulator's licence of an office that has none."""

    act = ENTER_LICENCE
    form_class = LicenceForm
    success_message = gettext_lazy("The licence was entered.")

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_licence(typed)

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


class DocumentAct(PaperOfADay, LicenceAct):
    """An act on a licence that rests on a document; one of an earlier day waits for the deputy."""

    def get_success_message(self, done: Any) -> str:
        """Say where the deputy confirms the document first."""
        return waiting_message(self.act, self.licence) or super().get_success_message(done)


class ChangeLicence(DocumentAct):
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

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_suspension(self.licence, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Record it."""
        return actions.change_licence_state(
            licence_id=self.licence.pk, **data, actor=actor, on=today(), at=now()
        )


class AskRenewal(LicenceAct):
    """A request for renewal, from 180 days to 90 days before expiry."""

    act = acts.ASK_RENEWAL
    form_class = RenewalForm
    template_name = "offices/renewal.html"
    success_message = gettext_lazy("Renewal was asked for.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the licence, and from when to when its renewal is asked for."""
        first, last = days_to_ask(self.licence, today())
        return super().get_context_data(
            licence=self.licence,
            first_on=first,
            last_on=last,
            left=(last - today()).days,
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Ask."""
        return actions.request_renewal(
            licence_id=self.licence.pk, note=data["note"], actor=actor, on=today(), at=now()
        )


class EnterRenewed(DocumentAct):
    """The regulator's new licence, with a warning of what stays open of the office."""

    act = acts.ENTER_RENEWED
    form_class = RenewedForm
    template_name = "offices/renewed.html"
    success_message = gettext_lazy("The renewed licence was entered.")

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_renewal(typed, self.licence)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what stays open although the licence is renewed."""
        still_open = open_to_reader(self.licence, self.actor, today())
        return super().get_context_data(still_open=still_open, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.renew_licence(
            licence_id=self.licence.pk, **data, actor=actor, on=today(), at=now()
        )


class Transfer(DocumentAct):
    """Another holder, on the regulator's approval, and what follows from it."""

    act = acts.TRANSFER
    form_class = TransferForm
    template_name = "offices/transfer.html"
    success_message = gettext_lazy("The licence was transferred to the new holder.")

    def get_initial(self) -> dict[str, Any]:
        """An urban licence is a legal entity's."""
        return {"kind": "legal"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the kinds of holders that this office may have."""
        return {"office_kind": self.object.kind}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say whose licence it is."""
        return super().get_context_data(licence=self.licence, **context)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        holder = wrong_in_kind(typed, self.object) | wrong_in_known_holder(typed)
        return holder | wrong_in_licence(typed, self.licence)

    def perform(self, data: dict[str, Any], actor: Any) -> Licence:
        """Enter it."""
        return actions.enter_transfer(
            licence_id=self.licence.pk, **data, actor=actor, on=today(), at=now()
        )

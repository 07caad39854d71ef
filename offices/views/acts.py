"""Forms that change the register; each does one thing."""

from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission, Role
from core.clock import now, today
from core.web import ActionForm
from offices import actions
from offices.forms import (
    HolderForm,
    LicenceForm,
    LicenceStateForm,
    OfficeForm,
    RenewalForm,
    RevealForm,
    StaffForm,
    StateForm,
)
from offices.models import Licence, Office

CARD = (
    "name", "kind", "manager_name", "address", "postal_code", "phone", "mobile", "opening_hours",
    "counter_count", "rank", "is_member",
)  # fmt: skip


class OfficeAction(ActionForm):
    """A form about one office, for those whose role may do it."""

    queryset = Office.objects.select_related("county", "holder")
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "offices/form.html"
    title: Any = ""
    note: Any = ""
    permission = Permission.OFFICE_EDIT

    def setup_object(self) -> None:
        """Find the office; a role that may not do this finds nothing here."""
        if not may(self.actor, self.permission):
            raise Http404
        super().setup_object()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title and note."""
        return super().get_context_data(title=self.title, note=self.note, **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the office."""
        return (done if isinstance(done, Office) else self.object).get_absolute_url()

    def licence(self) -> Licence:
        """Return the office's current licence, or 404."""
        found = Licence.objects.visible_to(self.actor).current().filter(office=self.object).first()
        if found is None:
            raise Http404
        return found


class Register(OfficeAction):
    """A new office, as a draft."""

    form_class = OfficeForm
    title = gettext_lazy("New office")
    note = gettext_lazy("The office begins as a draft; with a holder and a licence it can start.")
    success_message = gettext_lazy("The office was entered in the register.")

    def setup_object(self) -> None:
        """There is no office yet."""
        if not may(self.actor, self.permission):
            raise Http404
        self.object = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for the code."""
        return {"is_new": True}

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Enter it."""
        values = {name: data[name] for name in CARD if name not in {"name", "kind"}}
        return actions.register_office(
            code=data["code"],
            name=data["name"],
            kind=data["kind"],
            county_id=data["county"].pk,
            actor=actor,
            on=today(),
            at=now(),
            **values,
        )


class Edit(OfficeAction):
    """The card of an office; a form that is out of date is refused and kept."""

    form_class = OfficeForm
    title = gettext_lazy("Edit the office")
    success_message = gettext_lazy("The office was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with what is stored, and its version."""
        initial = {name: getattr(self.object, name) for name in CARD}
        initial |= {"county": self.object.county_id, "version": self.object.version}
        return {"is_new": False, "initial": initial}

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Change it."""
        return actions.update_office(
            office_id=self.object.pk,
            version=data["version"] or 0,
            county_id=data["county"].pk,
            actor=actor,
            at=now(),
            **{name: data[name] for name in CARD},
        )


class ChangeState(OfficeAction):
    """The next state of an office, from today."""

    form_class = StateForm
    title = gettext_lazy("Change the state")
    success_message = gettext_lazy("The state was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may follow."""
        return {"state": self.object.state}

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Move it."""
        return actions.change_office_state(
            office_id=self.object.pk, **data, actor=actor, on=today(), at=now()
        )


class EnterHolder(OfficeAction):
    """The holder of an office that has none."""

    form_class = HolderForm
    title = gettext_lazy("Enter the holder")
    success_message = gettext_lazy("The holder was entered.")

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Enter the holder and name him on the office."""
        return actions.enter_holder(office_id=self.object.pk, **data, actor=actor, at=now())


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
        """Find the office; an operator finds only his own here."""
        super().setup_object()
        if self.actor.role is Role.OPERATOR and self.object.public_id not in self.actor.office_ids:
            raise Http404

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


class AddStaff(OfficeAction):
    """A person who works in the office."""

    form_class = StaffForm
    title = gettext_lazy("Enter a person of the staff")
    success_message = gettext_lazy("The person was entered.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Enter the person."""
        return actions.add_staff(office_id=self.object.pk, **data, actor=actor, at=now())

    def get_success_url(self, done: Any) -> str:
        """Return to the people."""
        return f"{self.object.get_absolute_url()}/people"


class RevealNationalId(OfficeAction):
    """The holder's national ID in clear, once, for a reason that stays in the history."""

    form_class = RevealForm
    title = gettext_lazy("Look at the national ID")
    note = gettext_lazy("Who looked, when and why stays in the history.")
    permission = Permission.HOLDER_REVEAL_ID
    needs_factor = True

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Read it; it is shown on this answer and nowhere else."""
        if self.object.holder_id is None:
            raise Http404
        self.revealed = actions.reveal_national_id(
            holder_id=self.object.holder_id, reason=data["reason"], actor=actor, at=now()
        )
        return self.object

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show the number instead of going back."""
        response = super().post(request, *args, **kwargs)
        if response.status_code != 302:
            return response
        context = self.get_context_data(form=self.get_form(), revealed=self.revealed)
        return render(request, self.template_name, context)

"""Forms that change the register; each does one thing."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from audit.facts import last_change
from core.clock import now, today
from core.edits import LastChange
from core.web import ActionForm
from offices import actions
from offices.facts.letters import needs_letter
from offices.forms import HolderEditForm, HolderForm, OfficeForm, StateForm
from offices.models import Licence, LicenceHolder, Office

CARD = (
    "name", "kind", "manager_name", "address", "postal_code", "phone", "mobile", "iban",
    "opening_hours", "area_m2", "counter_count", "rank", "is_member",
)  # fmt: skip
PLACES = ("county", "district", "place")


def places_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of the chosen places, as the actions take them."""
    return {f"{name}_id": data[name].pk if data[name] else None for name in PLACES}


class OfficeAction(ActionForm):
    """A form about one office, for those whose role may do it."""

    queryset = Office.objects.select_related("county", "holder")
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "offices/form.html"
    title: Any = ""
    submit: Any = ""
    in_columns = False
    note: Any = ""
    permission = Permission.OFFICE_EDIT

    def setup_object(self) -> None:
        """Find the office; refuse a role that may not do this."""
        super().setup_object()
        self.find()
        if not may(self.actor, self.permission):
            raise PermissionDenied

    def find(self) -> None:
        """Find what else the address names, or 404."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title and note."""
        return super().get_context_data(
            title=self.title,
            note=self.note,
            submit=self.submit,
            in_columns=self.in_columns,
            **context,
        )

    def last_change(self) -> LastChange | None:
        """Return who changed the office last, or what else is edited."""
        return last_change(self.weighed(), self.actor)

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
    submit = gettext_lazy("Enter the office")
    in_columns = True
    note = gettext_lazy("The office begins as a draft; with a holder and a licence it can start.")
    success_message = gettext_lazy("The office was entered in the register.")

    def setup_object(self) -> None:
        """There is no office yet; refuse a role that may not enter one."""
        if not may(self.actor, self.permission):
            raise PermissionDenied
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
            **places_of(data),
            actor=actor,
            on=today(),
            at=now(),
            **values,
        )


class Edit(OfficeAction):
    """The card of an office; a form that is out of date is refused and kept."""

    form_class = OfficeForm
    is_edit = True
    title = gettext_lazy("Edit the office")
    in_columns = True
    success_message = gettext_lazy("The office was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with what is stored."""
        initial = {name: getattr(self.object, name) for name in CARD}
        initial |= {name: getattr(self.object, f"{name}_id") for name in PLACES}
        return {"is_new": False, "initial": initial}

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Change it."""
        return actions.update_office(
            office_id=self.object.pk,
            **places_of(data),
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
        """Offer what may follow; the letter is asked for where no licence's cancellation has it."""
        return {"state": self.object.state, "takes_letter": needs_letter(self.object)}

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


class EditHolder(OfficeAction):
    """The name and contacts of the holder; another holder comes by transfer only."""

    form_class = HolderEditForm
    is_edit = True
    title = gettext_lazy("Edit the holder")
    note = gettext_lazy("The identifiers stay; another holder comes by transfer only.")
    success_message = gettext_lazy("The holder was changed.")

    def setup_object(self) -> None:
        """Find the office and its holder."""
        super().setup_object()
        if self.object.holder is None:
            raise Http404

    def weighed(self) -> LicenceHolder:
        """Return the holder; his version counts here, whatever becomes of the office."""
        holder: LicenceHolder = self.object.holder
        return holder

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is stored."""
        holder = self.object.holder
        return {name: getattr(holder, name) for name in ("name", "ceo_name", "mobile")}

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Change it."""
        actions.update_holder(holder_id=self.object.holder_id, **data, actor=actor, at=now())
        return self.object

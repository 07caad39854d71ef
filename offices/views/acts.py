"""Forms that change the register; each does one act."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.facts import pending_of
from audit.facts import last_change
from core.acts import Act
from core.clock import now, today
from core.edits import LastChange
from core.web import ActPage
from offices import actions
from offices.acts import offices as acts
from offices.facts.entries import (
    wrong_in_code,
    wrong_in_places,
    wrong_in_state,
)
from offices.forms import (
    MembershipForm,
    MembershipNoteForm,
    OfficeForm,
    StateForm,
)
from offices.models import Office
from workdays.views.hints import PaperOfADay

CARD = (
    "name", "kind", "manager_name", "address", "postal_code", "phone", "mobile", "iban",
    "opening_hours", "area_m2", "counter_count", "rank", "is_member",
)  # fmt: skip
PLACES = ("county", "district", "place")


@dataclass(frozen=True)
class MembershipStep:
    """What the association may note of an office's membership, and what follows from it."""

    title: Any
    lead: Any


JOINS = MembershipStep(
    gettext_lazy("Declare a member office"),
    gettext_lazy(
        "The office itself or the secretariat confirms it. Until then the association sees no more"
        " of the office than its public card."
    ),
)
TAKES_BACK = MembershipStep(
    gettext_lazy("Take the declaration of membership back"),
    gettext_lazy("Nobody has answered it yet; nothing follows from it any more."),
)
LEAVES = MembershipStep(
    gettext_lazy("Note that the office has left the association"),
    gettext_lazy(
        "The association's sight of the office's staff, contracts and served cases ends at once."
    ),
)


def places_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the keys of the chosen places, as the actions take them."""
    return {f"{name}_id": data[name].pk if data[name] else None for name in PLACES}


def wrong_in_card(typed: dict[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the places of an office that were chosen so far."""
    chosen = (typed.get(name) for name in PLACES)
    return wrong_in_places(*(place.pk if place else None for place in chosen))


def waiting_message(act: Act, target: Any) -> str:
    """Return that what was entered waits for the deputy; empty where it took effect."""
    if pending_of(act.key, target) is None:
        return ""
    return _("The document was sealed; the deputy confirms the entry, as its day lies back.")


class OfficeAct(ActPage):
    """The page of one act on an office, or on what belongs to it."""

    queryset = Office.objects.select_related("county", "holder")
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "offices/form.html"
    in_columns = False

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return how the form is laid out, and where it leads back to."""
        return super().get_context_data(
            in_columns=self.in_columns,
            back=self.object.get_absolute_url() if self.object else "",
            **context,
        )

    def last_change(self) -> LastChange | None:
        """Return who changed the office last, or what else is edited."""
        return last_change(self.weighed(), self.actor)

    def get_success_url(self, done: Any) -> str:
        """Return to the office."""
        return (done if isinstance(done, Office) else self.object).get_absolute_url()


class Register(OfficeAct):
    """A new office, as a draft."""

    act = acts.REGISTER
    form_class = OfficeForm
    button = gettext_lazy("Enter the office")
    in_columns = True
    lead = gettext_lazy("The office begins as a draft; with a holder and a licence it can start.")
    success_message = gettext_lazy("The office was entered in the register.")

    def get_record(self) -> None:
        """There is no office yet."""

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask for the code."""
        return {"is_new": True}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        code = typed.get("code")
        return wrong_in_card(typed) | (wrong_in_code(code) if code else {})

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


class Edit(OfficeAct):
    """The card of an office; a form that is out of date is refused and kept."""

    act = acts.EDIT
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

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_card(typed)

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Change it."""
        return actions.update_office(
            office_id=self.object.pk,
            **places_of(data),
            actor=actor,
            at=now(),
            reason=data["reason"],
            **{name: data[name] for name in CARD},
        )


class ChangeState(PaperOfADay, OfficeAct):
    """The next state of an office, from today."""

    act = acts.CHANGE_STATE
    form_class = StateForm
    success_message = gettext_lazy("The state was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer what may follow."""
        return {"state": self.object.state}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_state(self.object, typed, today())

    def get_success_message(self, done: Any) -> str:
        """Say where the deputy confirms the document first."""
        return waiting_message(self.act, done) or super().get_success_message(done)

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Move it."""
        return actions.change_office_state(
            office_id=self.object.pk, **data, actor=actor, on=today(), at=now()
        )


class AnswerMembership(OfficeAct):
    """The office, or the secretariat, answers the association's declaration of membership."""

    act = acts.CONFIRM_MEMBERSHIP
    form_class = MembershipForm
    button = gettext_lazy("Record the answer")
    lead = gettext_lazy(
        "With the confirmation the association sees the office's staff and contracts, and its"
        " cases once they are served. Before that it sees nothing of them."
    )
    success_message = gettext_lazy("The answer was recorded.")

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Confirm or decline."""
        return actions.answer_membership(
            office_id=self.object.pk,
            is_confirmed=data["answer"] == MembershipForm.CONFIRM,
            actor=actor,
            on=today(),
            at=now(),
        )


class NoteMembership(OfficeAct):
    """The association declares an office its member, takes that back, or notes that it has left."""

    act = acts.NOTE_MEMBERSHIP
    form_class = MembershipNoteForm

    def step(self) -> MembershipStep:
        """Return the one step that the record of the office leaves open."""
        if self.object.is_member:
            return LEAVES
        return JOINS if self.object.membership_declared_on is None else TAKES_BACK

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the page after the step, and say what follows from it."""
        step = self.step()
        words = {"title": str(step.title), "button": str(step.title), "lead": str(step.lead)}
        return super().get_context_data(**words, **context)

    def get_success_message(self, done: Any) -> str:
        """Say what was recorded, by how the office stands now."""
        if done.is_member or done.membership_declared_on is None:
            return _("It was recorded, and the office is notified.")
        return _("The membership is declared; the office or the secretariat answers it.")

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Declare, take back or end the membership."""
        return actions.set_membership(
            office_id=self.object.pk,
            is_member=self.step() is JOINS,
            reason=data["reason"],
            actor=actor,
            at=now(),
        )

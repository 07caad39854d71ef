"""What is done to an office."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.roles import Permission, Role
from core.acts import ActTable, Confirm, Excluded, Final, Paper, Whose, of_record
from offices.acts.interests import INTERESTED
from offices.acts.people import REGISTER_HOLDER
from offices.facts.licences import current_licence
from offices.models import Office
from offices.states import JOINING, OFFICE_FLOW, OfficeState

OFFICES = ActTable(
    "office",
    lambda key, actor: Office.objects.visible_to(actor).lock(key),
    OfficeState,
    not_by=(INTERESTED,),
    paper=Paper.NONE,
    tells=(),
)


def has_licence(office: Office, actor: Any, on: date) -> str:
    """Return that the office has a current licence, which is renewed or transferred."""
    if current_licence(office) is None:
        return ""
    return _("The office has a current licence. Renew or transfer that one.")


def does_not_join(office: Office, actor: Any, on: date) -> str:
    """Return that the office is no member, nor declared one, and in no state to become one."""
    if office.is_member or office.membership_declared_on is not None:
        return ""
    return is_in_no_state_to_join(office, actor, on)


def is_in_no_state_to_join(office: Office, actor: Any, on: date) -> str:
    """Return that the office is not at work, or no longer."""
    if office.state in JOINING:
        return ""
    return _("An office that is not at work any more, or not yet, does not join.")


def runs_office(actor: Any, office: Office, on: date) -> bool:
    """Tell whether the actor speaks for the office, or keeps the register."""
    return actor.role is not Role.OPERATOR or office.public_id in actor.office_ids


def declared_it(office: Office, actor: Any, on: date) -> str:
    """Return that the actor's person declared the membership, by whatever account."""
    if office.membership_declared_by is None:
        return ""
    if not is_same_person(office.membership_declared_by, actor.user_id):
        return ""
    return _("You declared this membership for the association; somebody else confirms it.")


@of_record
def is_not_declared(office: Office) -> str:
    """Return that the association has declared nothing that waits for an answer."""
    if office.membership_declared_on is not None:
        return ""
    return _("The association has declared no membership that waits for an answer.")


@of_record
def has_holder(office: Office) -> str:
    """Return that the office has a holder."""
    if office.holder_id is None:
        return ""
    return _("The office has a holder. Another one comes by transfer.")


@of_record
def has_no_holder(office: Office) -> str:
    """Return that the office has no holder."""
    return "" if office.holder_id is not None else _("The office has no licence holder.")


REGISTER = OFFICES.act(
    "register",
    not_by=(),
    title=gettext_lazy("New office"),
    icon="plus",
    permissions=(Permission.OFFICE_EDIT,),
    event={"office.registered": gettext_lazy("entered the office in the register")},
    confirm=Confirm.PLAIN,
    undo="change-state",
)
EDIT = OFFICES.act(
    "edit",
    title=gettext_lazy("Edit"),
    icon="pencil",
    permissions=(Permission.OFFICE_EDIT,),
    event={"office.updated": gettext_lazy("changed the office")},
    confirm=Confirm.PLAIN,
    undo="edit",
)
CHANGE_STATE = OFFICES.act(
    "change-state",
    title=gettext_lazy("Change the state"),
    icon="pencil",
    permissions=(Permission.OFFICE_EDIT,),
    states=[state for state in OfficeState if not OFFICE_FLOW.is_final(state)],
    state_error=gettext_lazy("The office is revoked or closed; its state does not change."),
    event={
        "office.active": gettext_lazy("made the office active"),
        "office.temporarily_closed": gettext_lazy("closed the office for a time"),
        "office.inactive": gettext_lazy("noted the office as inactive"),
        "office.suspended": gettext_lazy("suspended the office"),
        "office.revoked": gettext_lazy("revoked the office"),
        "office.closed": gettext_lazy("closed the office"),
        "office.document_proposed": gettext_lazy(
            "entered a document of an earlier day on the office for confirmation"
        ),
    },
    paper=Paper.OPTIONAL,
    tells=("office", "agency"),
    confirm=Confirm.SECOND_IF_BACK,
    undo=Final("Suspension and closure end; revocation and closure for good do not."),
)
ENTER_HOLDER = OFFICES.act(
    "enter-holder",
    title=gettext_lazy("Enter the holder"),
    icon="person",
    permissions=(Permission.OFFICE_EDIT,),
    blocked=(has_holder,),
    event=REGISTER_HOLDER.event | EDIT.event,
    confirm=Confirm.PLAIN,
    undo="licence.transfer",
)
ENTER_LICENCE = OFFICES.act(
    "enter-licence",
    title=gettext_lazy("Enter the licence"),
    icon="licence",
    permissions=(Permission.LICENCE_EDIT,),
    states=[state for state in OfficeState if state not in {"revoked", "closed"}],
    state_error=gettext_lazy("A revoked or closed office gets no licence."),
    blocked=(
        has_licence,
        has_no_holder,
    ),
    event={"licence.issued": gettext_lazy("entered the licence")},
    tells=("office",),
    confirm=Confirm.PLAIN,
    undo="licence.sanction",
)
NOTE_MEMBERSHIP = OFFICES.act(
    "note-membership",
    not_by=(),
    title=gettext_lazy("Note the membership in the association"),
    icon="agency",
    permissions=(Permission.MEMBERSHIP_EDIT,),
    blocked=(does_not_join,),
    event={
        "office.membership_declared": gettext_lazy(
            "declared the office a member of the association"
        ),
        "office.membership_withdrawn": gettext_lazy("took the declaration of membership back"),
        "office.left": gettext_lazy("noted that the office has left the association"),
    },
    tells=("office", "secretariat"),
    confirm=Confirm.PLAIN,
    undo="note-membership",
)
CONFIRM_MEMBERSHIP = OFFICES.act(
    "confirm-membership",
    title=gettext_lazy("Answer the association's declaration of membership"),
    icon="agency",
    permissions=(Permission.MEMBERSHIP_CONFIRM,),
    whose=Whose(
        "the office, and the secretariat",
        runs_office,
        gettext_lazy("The office itself, or the secretariat, confirms its membership."),
    ),
    not_by=(Excluded("who declared it", declared_it), INTERESTED),
    blocked=(is_not_declared, is_in_no_state_to_join),
    event={
        "office.joined": gettext_lazy("confirmed the membership in the association"),
        "office.membership_declined": gettext_lazy("declined the membership in the association"),
    },
    tells=("association", "office"),
    confirm=Confirm.PLAIN,
    undo="note-membership",
)
ADD_STAFF = OFFICES.act(
    "add-staff",
    title=gettext_lazy("Enter a person of the staff"),
    icon="person",
    permissions=(Permission.OFFICE_EDIT,),
    event={"staff.added": gettext_lazy("entered a person of the staff")},
    confirm=Confirm.PLAIN,
    undo="staff.end",
)

"""Whether an office is a member of the association: declared by it, confirmed by another."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.persian import display_safe
from offices.acts.offices import CONFIRM_MEMBERSHIP, NOTE_MEMBERSHIP
from offices.models import Office


@transaction.atomic
def set_membership(
    *, office_id: int, is_member: bool, reason: str, actor: Principal, at: datetime
) -> Office:
    """
    Declare that an office has joined the association, or note that it has left it.

    A declaration opens nothing: the association sees the office's people, contracts and served
    cases once the office or the secretariat has confirmed it. Leaving ends the sight at once, and
    takes back a declaration that nobody has answered. The office is told. An office that is closed
    or revoked, or was never opened, may leave, but not join.

    Raises:
        NotPermitted: the actor's role keeps no members.
        Office.DoesNotExist: there is none with this key in the actor's scope.
        Stale: the office is not as the caller saw it (`core.models.as_shown`).
        IllegalMove: it is so already, or the office is in no state to join.
    """
    office: Office = begin(NOTE_MEMBERSHIP, office_id, actor, day_in_tehran(at))
    is_declared = office.membership_declared_on is not None
    if (office.is_member or is_declared) == is_member:
        raise IllegalMove(_("The register says so already."))
    if is_member:
        verb, values = "office.membership_declared", _declared(actor, day_in_tehran(at))
    elif is_declared:
        verb, values = "office.membership_withdrawn", _UNDECLARED
    else:
        verb, values = "office.left", {"is_member": False}
    changes = _change(office, values)
    record(actor=actor, verb=verb, target=office, changes=changes, note=display_safe(reason), at=at)
    return office


@transaction.atomic
def answer_membership(
    *, office_id: int, is_confirmed: bool, actor: Principal, on: date, at: datetime
) -> Office:
    """
    Confirm, or decline, that an office is a member, as the association declares.

    With the confirmation the association's sight begins.

    Raises:
        NotPermitted: neither the office nor the secretariat, or the person who declared it.
        Office.DoesNotExist: there is none with this key in the actor's scope.
        Stale: the office is not as the caller saw it (`core.models.as_shown`).
        IllegalMove: nothing is declared.
    """
    office: Office = begin(CONFIRM_MEMBERSHIP, office_id, actor, on)
    values = _UNDECLARED | ({"is_member": True} if is_confirmed else {})
    changes = _change(office, values)
    verb = "office.joined" if is_confirmed else "office.membership_declined"
    record(actor=actor, verb=verb, target=office, changes=changes, at=at)
    return office


_UNDECLARED: dict[str, Any] = {"membership_declared_on": None, "membership_declared_by": None}


def _declared(actor: Principal, on: date) -> dict[str, Any]:
    return {"membership_declared_on": on, "membership_declared_by": actor.user_id}


def _change(office: Office, values: dict[str, Any]) -> dict[str, Any]:
    """Write named values, count the version up; return (before, after), without who declared."""
    changes = {
        name: (getattr(office, name), value)
        for name, value in values.items()
        if name != "membership_declared_by"
    }
    for name, value in values.items():
        setattr(office, name, value)
    office.version += 1
    office.save(update_fields=[*values, "version", "updated_at"])
    return changes

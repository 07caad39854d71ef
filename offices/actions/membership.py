"""Whether an office is a member of the association; the association keeps its own list."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.persian import display_safe
from offices.acts.offices import NOTE_MEMBERSHIP
from offices.models import Office


@transaction.atomic
def set_membership(
    *, office_id: int, is_member: bool, reason: str, actor: Principal, at: datetime
) -> Office:
    """
    Note that an office has joined the association, or has left it.

    The association sees members' people and served cases; whoever notes it is named in the office's
    history, with the reason, and the office is told at once. What is over is not opened: an office
    that is closed or revoked, or was never opened, may leave, but not join.

    Raises:
        NotPermitted: the actor's role keeps no members.
        Office.DoesNotExist: there is none with this key in the actor's scope.
        Stale: the office is not as the caller saw it (`core.models.as_shown`).
        IllegalMove: it is so already, or the office is in no state to join.
    """
    office: Office = begin(NOTE_MEMBERSHIP, office_id, actor, day_in_tehran(at))
    if office.is_member == is_member:
        raise IllegalMove(_("The register says so already."))
    office.is_member = is_member
    office.version += 1
    office.save(update_fields=["is_member", "version", "updated_at"])
    record(
        actor=actor,
        verb="office.joined" if is_member else "office.left",
        target=office,
        changes={"is_member": (not is_member, is_member)},
        note=display_safe(reason),
        at=at,
    )
    return office

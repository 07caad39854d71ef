"""The holder of an office that has none yet."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.errors import IllegalMove
from offices.actions.offices import key_of, register_holder
from offices.models import Office


@transaction.atomic
def enter_holder(
    *,
    office_id: int,
    kind: str,
    name: str,
    actor: Principal,
    at: datetime,
    national_id: str = "",
    legal_id: str = "",
    ceo_name: str = "",
    mobile: str = "",
) -> Office:
    """
    Enter a licence holder and name him on an office; another holder comes by transfer only.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        IllegalMove: the office has a holder.
        Invalid: an identifier is wrong, or another holder has it.
    """
    require(actor, Permission.OFFICE_EDIT)
    office = Office.objects.visible_to(actor).lock(office_id)
    if office.holder_id is not None:
        raise IllegalMove(_("The office has a holder. Another one comes by transfer."))
    office.holder = register_holder(
        kind=kind,
        name=name,
        national_id=national_id,
        legal_id=legal_id,
        ceo_name=ceo_name,
        mobile=mobile,
        actor=actor,
        at=at,
    )
    office.search_key = key_of(office)
    office.version += 1
    office.save(update_fields=["holder", "search_key", "version", "updated_at"])
    record(
        actor=actor,
        verb="office.updated",
        target=office,
        changes={"holder": (None, office.holder)},
        at=at,
    )
    return office

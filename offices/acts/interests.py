"""Who holds or runs an office acts on none of its matters for the other side."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.acts import Excluded
from offices.facts.interests import (
    OWN_SIDE,
    accounts_with_interest,
    holders_of_interest,
    offices_of_interest,
    path_to_office,
)
from offices.models import Office

INTEREST = gettext_lazy(
    "You hold the licence of this office or run it, so somebody else acts for the other side."
)


def office_of(record: Any) -> int | None:
    """Return the key of the office of a record, or of its case or contract."""
    if isinstance(record, Office):
        return record.pk
    for name in ("", "case", "contract"):  # each is read only where the one before has no office
        part = getattr(record, name, None) if name else record
        found: int | None = getattr(part, "office_id", None)
        if found is not None:
            return found
    return None


def holder_of(record: Any) -> int | None:
    """Return the key of the holder whom a case, or a part of it, hits: also a former one."""
    case = getattr(record, "case", None)
    holder: int | None = getattr(record if case is None else case, "holder_id", None)
    return None if isinstance(record, Office) else holder


def has_interest(record: Any, actor: Principal, on: date) -> str:
    """Return that the actor's person holds or runs the office of the record."""
    if actor.role in OWN_SIDE:
        return ""
    office = office_of(record)
    if office is None:
        return ""
    if office in offices_of_interest(actor, on):
        return str(INTEREST)
    holder = holder_of(record)
    return str(INTEREST) if holder and holder in holders_of_interest(actor) else ""


def proposer_has_interest(record: Any, account: int, on: date) -> str:
    """Return that the person who proposed an act holds or runs the office of its record."""
    office = Office.objects.filter(pk=office_of(record) or 0).first()
    if office is None or account not in accounts_with_interest(office, on, holder_of(record)):
        return ""
    return _("Who proposed it holds or runs the office since; somebody else proposes it anew.")


def moves_own_time(model: type[Model], record: UUID, actor: Principal, on: date) -> str:
    """Return that the deadline of a record is of an office that the actor holds or runs."""
    path = path_to_office(model._meta.label_lower)
    if actor.role in OWN_SIDE or not path:
        return ""
    offices = offices_of_interest(actor, on)
    rows = model._default_manager.filter(public_id=record, **{f"{path}__in": offices})
    return str(INTEREST) if offices and rows.exists() else ""


INTERESTED = Excluded("holder or operator of the office", has_interest)

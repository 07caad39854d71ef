"""Who stood back from the contracts of an office, and acts on none of them any more."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.facts.recusals import is_recused_from, recusals_of_person
from contracts.models import Contract
from core.acts import Excluded, once_per_record
from core.panels import Note
from offices.acts.interests import INTEREST, has_interest
from offices.facts import NOTES
from offices.facts.interests import offices_of_interest
from offices.models import Office

STOOD_BACK = gettext_lazy(
    "You stood back from this office's contracts, so somebody else acts on them and in its cases"
    " with this agency."
)


@once_per_record
def is_recused(contract: Contract, account: int) -> bool:
    """Tell whether the person of an account stood back from the contracts of the two sides."""
    return is_recused_from(contract.agency_id, contract.office_id, account)


def has_stood_back(record: Any, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the contract, or from that of its part."""
    contract = record if isinstance(record, Contract) else getattr(record, "contract", None)
    if contract is None or not actor.has(Permission.CONTRACT_RECUSE):
        return ""
    return str(STOOD_BACK) if is_recused(contract, actor.user_id) else ""


def stood_back_before(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the contracts of the office before."""
    if not is_recused(contract, actor.user_id):
        return ""
    return _("You have stood back from this office's contracts.")


def barred_from_drafting(agency_id: int, office: Office, actor: Principal, on: date) -> str:
    """Return that the actor drafts no contract of an agency with an office."""
    if is_recused_from(agency_id, office.pk, actor.user_id):
        return str(STOOD_BACK)
    return has_interest(office, actor, on)


def barred_notes(
    keys: Sequence[int], actor: Principal, on: date
) -> Mapping[int, Mapping[str, Any]]:
    """Return, for the type-ahead, with which offices the actor drafts no contract, and why."""
    if not may(actor, Permission.CONTRACT_DRAFT):
        return {}
    agencies, back = actor.agency_ids, recusals_of_person(actor)
    interested = offices_of_interest(actor, on)
    found = {}
    for key in keys:
        if agencies and all((agency, key) in back for agency in agencies):
            found[key] = {"tone": "warn", "text": "", "undraftable": str(STOOD_BACK)}
        elif key in interested:
            found[key] = {"tone": "warn", "text": "", "undraftable": str(INTEREST)}
    return found


# It ends every act on the contract, by whatever account or role of the person. The rows without it
# are those of the office as a party, and recusal itself, which has its own reason.
RECUSED = Excluded("who stood back from the office's contracts", has_stood_back)


def register() -> None:
    """Say in the type-ahead of offices with which of them the reader drafts no contract."""
    NOTES.add(Note("undraftable", barred_notes, order=25))

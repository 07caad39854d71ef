"""Who stood back from the contracts of an office, and acts on none of them any more."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from contracts.facts.recusals import is_recused_from
from contracts.models import Contract
from core.acts import Excluded, once_per_record

STOOD_BACK = gettext_lazy(
    "You stood back from this office's contracts, so somebody else acts on them."
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


# It ends every act on the contract, by whatever account or role of the person. The rows without it
# are those of the office as a party, and recusal itself, which has its own reason.
RECUSED = Excluded("who stood back from the office's contracts", has_stood_back)

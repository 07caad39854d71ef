"""Who stood back from the contracts of an office, and whether anybody is left to act."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import RoleGrant
from accounts.persons import accounts_of, with_twins
from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from contracts.models import Contract, ContractRecusal, Settlement
from core import statements


def recusals_of(agency_id: int, office_id: int) -> QuerySet[ContractRecusal]:
    """Return the recusals from the contracts of an office with an agency."""
    return ContractRecusal.objects.filter(contract__agency=agency_id, contract__office=office_id)


def recusals_of_outer_row() -> QuerySet[ContractRecusal]:
    """Return those from the contracts of the office and agency of the row around the subquery."""
    return ContractRecusal.objects.filter(
        contract__agency=OuterRef("agency"), contract__office=OuterRef("office")
    )


def is_recused_from(agency_id: int, office_id: int, account: int) -> bool:
    """Tell whether the person of an account stood back from the contracts of the two; one query."""
    return bool(statements.read("recused", _recusals, agency_id, office_id, account))


def _recusals(agency_id: int, office_id: int, account: int) -> QuerySet[ContractRecusal, Any]:
    own = recusals_of(agency_id, office_id).filter(user__in=accounts_of(account))
    return own.order_by().values("pk")[:1]


def recused_contracts(account: int) -> QuerySet[Contract]:
    """Return the contracts from which the person of an account stood back."""
    own = recusals_of_outer_row().filter(user__in=accounts_of(account))
    return Contract.objects.filter(Exists(own))


def recusals_of_person(actor: Principal) -> frozenset[tuple[UUID, int]]:
    """
    Return from which agencies with which offices the actor's person stood back, by any account.

    Read once for an actor, so that a list costs no more than one record.
    """
    known: frozenset[tuple[UUID, int]] | None = vars(actor).get("_recusals")
    if known is None:
        own = ContractRecusal.objects.filter(user__in=accounts_of(actor.user_id))
        pairs = own.values_list("contract__agency__public_id", "contract__office")
        known = vars(actor)["_recusals"] = frozenset(pairs)
    return known


def has_free_manager(contract: Contract, on: date) -> bool:
    """Tell whether a manager of the agency is left who did not stand back from the contract."""
    back = recusals_of(contract.agency_id, contract.office_id).values_list("user", flat=True)
    managers = RoleGrant.objects.in_force(on).filter(
        role=Role.AGENCY_MANAGER, scope_id=contract.agency.public_id, user__is_active=True
    )
    return managers.exclude(user__in=with_twins(back)).exists()


def without_recused(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out pending acts on contracts, or entries, from which the principal stood back."""
    barred = recused_contracts(principal.user_id)
    settlements = Settlement.objects.filter(contract__in=barred)
    return rows.exclude(
        target_type="contracts.contract", target_id__in=barred.values("public_id")
    ).exclude(target_type="contracts.settlement", target_id__in=settlements.values("public_id"))

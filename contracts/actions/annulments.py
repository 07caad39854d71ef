"""What follows for contracts when their ground is annulled (docs/adr/0049-annulled-grounds.md)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from contracts.actions.notice_ends import lift_notice
from contracts.actions.steps import Changes, move, need_reason, tell, write
from contracts.actions.unopened import UNREMINDED
from contracts.acts.contract import REINSTATE
from contracts.facts import Annulment, annulments
from contracts.models import Contract, EndingProof
from contracts.rules import last_suspended, out_of_force
from contracts.states import ContractState, ProofKind
from core.acts import begin
from core.clock import day_in_tehran

UNSUSPENDED: dict[str, Any] = {"suspended_on": None, "suspended_until": None}


@transaction.atomic
def follow_annulment(*, office_id: int, actor: Principal, at: datetime) -> list[int]:
    """
    Let the office's contracts follow an annulment that has just been written; return their keys.

    A suspension without another ground ends at once, and so does a termination notice, which names
    its ground; of a termination the parties are told. It is a step of the judgment or the appeal,
    and no act by itself.
    """
    terminate = annulments(office_id, "terminate")
    keys = {*end_baseless(office_id=office_id, actor=actor, at=at), *terminate}
    for contract in Contract.objects.filter(pk__in=terminate).select_for_update().order_by("pk"):
        _tell("contract.termination_annulled", contract, terminate[contract.pk], actor, at)
    return sorted(keys)


@transaction.atomic
def end_baseless(*, office_id: int, actor: Principal, at: datetime) -> list[int]:
    """End what runs on an annulled ground in an office: suspensions, notices; return the keys."""
    suspend, notice = (annulments(office_id, act) for act in ("suspend", "notice"))
    keys = {*suspend, *notice}
    for contract in Contract.objects.filter(pk__in=keys).select_for_update().order_by("pk"):
        if contract.pk in suspend:
            _end_suspension(contract, suspend[contract.pk], actor, at)
        if contract.pk in notice:
            _end_notice(contract, notice[contract.pk], actor, at)
    return sorted(keys)


@transaction.atomic
def shorten_suspension(
    *,
    source_id: UUID,
    days: int,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> list[int]:
    """
    Shorten to some days the suspension that rests on a decision which a judgment reduced.

    Return the contracts' keys. A suspension whose last day is past ends at once; so does one to
    which a withdrawn termination notice would return. It is a step of the judgment, and no act by
    itself.
    """
    held = Contract.objects.filter(
        state__in=(ContractState.SUSPENDED, ContractState.TERMINATION_NOTICE),
        suspension_proof__source_id=source_id,
    )
    found = held.select_for_update(of=("self",)).order_by("pk")
    return [each.pk for each in found if shorten(each, days, reason, actor, on, at)]


def shorten(
    contract: Contract, days: int, reason: str, actor: Principal, on: date, at: datetime
) -> bool:
    """Shorten the suspension of a locked contract to some days; tell whether it had more."""
    if contract.suspended_on is None or contract.suspended_until is None:
        return False
    last = last_suspended(contract.suspended_on, days)
    if contract.suspended_until <= last:
        return False
    changes = _unsuspend(contract) if last < on else write(contract, suspended_until=last)
    tell("contract.suspension_shortened", contract, changes, reason, actor, at)
    return True


def _unsuspend(contract: Contract) -> Changes:
    """End a suspension; one that lay under a termination notice is not returned to."""
    if contract.state == ContractState.SUSPENDED:
        return move(contract, ContractState.ACTIVE, **UNSUSPENDED)
    return write(contract, **UNSUSPENDED)


def _end_suspension(contract: Contract, by: Annulment, actor: Principal, at: datetime) -> None:
    """End a suspension that has lost its ground, and tell the parties."""
    changes = _unsuspend(contract)
    changes["proof"] = (by.source_label, None)
    tell("contract.suspension_annulled", contract, changes, by.reasons, actor, at)


def _end_notice(contract: Contract, by: Annulment, actor: Principal, at: datetime) -> None:
    """End a termination notice that has lost its ground; a suspension that still runs goes on."""
    changes = lift_notice(contract, day_in_tehran(at))
    changes["proof"] = (by.source_label, None)
    tell("contract.proof_annulled", contract, changes, by.reasons, actor, at)


def _tell(verb: str, contract: Contract, by: Annulment, actor: Principal, at: datetime) -> None:
    record(
        actor=actor, verb=verb, target=contract, changes={"proof": (by.source_label, None)},
        note=by.reasons, at=at,
    )  # fmt: skip


@transaction.atomic
def reinstate_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Put a terminated contract into force again, from today, because its ground was annulled.

    The judgment or the appeal is written as the proof. A contract whose term has passed meanwhile
    has run out at its term and never was terminated.

    Raises:
        NotPermitted: the role may not terminate contracts.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not terminated, its ground stands, another contract covers a service of
            it, or the office has no licence.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(REINSTATE, contract_id, actor, on)
    reason = need_reason(reason)
    by = annulments(contract.office_id, "terminate")[contract.pk]
    proof = EndingProof.objects.create(
        contract=contract,
        kind=ProofKind.ANNULMENT,
        source_id=by.source_id,
        source_label=by.source_label[:60],
        reasons=by.reasons,
        decided_on=by.decided_on,
        decided_by=by.decided_by,
        decided_by_name=by.decided_by_name,
    )
    is_over = contract.ends_on < on
    changes = move(
        contract,
        ContractState.EXPIRED if is_over else ContractState.ACTIVE,
        reinstated_on=on,
        reinstating_proof=proof,
        interruptions=contract.interruptions + out_of_force(contract.terminated_on or on, on),
        terminated_on=None,
        ended_on=contract.ends_on if is_over else None,
        ending_proof=None,
        notice_issued_on=None,
        notice_served_on=None,
        notice_ends_on=None,
        notice_proof="",
        **UNREMINDED,
        acted_by=actor.user_id,
        **UNSUSPENDED,
    )
    sealed = add_seals(
        changes, termination=contract, reinstatement=contract, interruptions=contract
    )
    tell("contract.reinstated", contract, sealed, reason, actor, at)
    return contract

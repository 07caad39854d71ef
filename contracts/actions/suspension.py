"""Proofs, and the suspensions that rest on them; each ends on a day, by the clock at the latest."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from contracts.actions.steps import (
    move,
    move_all,
    need_another,
    need_reason,
    need_sound,
    need_standing,
    tell,
)
from contracts.acts.contract import RESUME, SUSPEND, URGENT_SUSPEND, lock_contract
from contracts.facts.entries import wrong_in_suspension
from contracts.models import Contract, EndingProof
from contracts.states import ContractState, ProofKind
from core.acts import begin
from core.errors import IllegalMove, Invalid
from workdays.actions.apart import Moved


@transaction.atomic
def record_proof(
    *,
    contract_id: int,
    kind: str,
    source_id: UUID | None,
    source_label: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    decider: tuple[int, str] | None = None,
) -> EndingProof:
    """
    Write what was decided here and carries a suspension or an end; it is never changed again.

    `on` is the day of the decision, `decider` (account, name) who made it, by default the actor.
    A document from outside is recorded by `record_document`. It is a step of an act, such as the
    decision of a review, and no act by itself.

    Raises:
        NotPermitted: the role may not suspend contracts.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not running.
        Invalid: the reasons are missing, or the kind has no such source.
    """
    require(actor, Permission.CONTRACT_SUSPEND)
    contract = lock_contract(contract_id, actor)
    if not contract.is_running:
        raise IllegalMove
    reasons = need_reason(reasons, "reasons")
    if kind == ProofKind.RECORDED_DOCUMENT or (kind != ProofKind.URGENT and source_id is None):
        raise Invalid(_("A proof names its decision, review or document."))
    proof = EndingProof.objects.create(
        contract=contract,
        kind=kind,
        source_id=source_id,
        source_label=source_label[:60],
        reasons=reasons,
        decided_on=on,
        decided_by=decider[0] if decider else actor.user_id,
        decided_by_name=decider[1] if decider else actor.name,
    )
    record(
        actor=actor,
        verb="contract.proven",
        target=contract,
        changes={"proof": (None, proof.source_label), "kind": (None, kind)},
        note=reasons,
        at=at,
    )
    return proof


@transaction.atomic
def suspend_contract(
    *,
    contract_id: int,
    proof: EndingProof,
    until: date,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> Contract:
    """
    Suspend a contract from today to `until`, that day included.

    The proof is checked again by triggers: here that it is this contract's, above that it is true.

    Raises:
        NotPermitted: the role may not suspend contracts, or the person recorded the document.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not active, or the proof is not about it or was used.
        Invalid: the last day is not between today and the longest suspension.
    """
    contract: Contract = begin(SUSPEND, contract_id, actor, on)
    reason = need_reason(reason)
    if proof.contract_id != contract.pk:
        raise IllegalMove(_("This proof is about another contract."))
    if proof.pk == contract.suspension_proof_id:
        raise IllegalMove(_("This proof has carried its suspension already."))
    need_another(proof, actor)
    need_standing(proof, "suspend", on)
    is_urgent = proof.kind == ProofKind.URGENT
    need_sound(wrong_in_suspension({"until": until}, on, is_urgent=is_urgent))
    changes = move(
        contract,
        ContractState.SUSPENDED,
        suspended_on=on,
        suspended_until=until,
        suspension_proof=proof,
        acted_by=actor.user_id,
    )
    tell("contract.suspended", contract, changes, reason, actor, at)
    return contract


@transaction.atomic
def urgent_suspend(
    *, contract_id: int, until: date, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Suspend a contract at once for some days, before anything is decided; it lapses by itself.

    Raises:
        IllegalMove: an urgent suspension of this contract has just lapsed: urgency is no chain.
        and what `record_proof` and `suspend_contract` raise.
    """
    begin(URGENT_SUSPEND, contract_id, actor, on)
    proof = record_proof(
        contract_id=contract_id,
        kind=ProofKind.URGENT,
        source_id=None,
        source_label=str(_("urgent")),
        reasons=need_reason(reason),
        actor=actor,
        on=on,
        at=at,
    )
    return suspend_contract(
        contract_id=contract_id, proof=proof, until=until, reason=reason, actor=actor, on=on, at=at
    )


@transaction.atomic
def resume_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    End a suspension before its last day.

    Raises:
        NotPermitted: the role may not suspend contracts.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not suspended.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(RESUME, contract_id, actor, on)
    reason = need_reason(reason)
    changes = move(contract, ContractState.ACTIVE, suspended_on=None, suspended_until=None)
    tell("contract.resumed", contract, changes, reason, actor, at)
    return contract


@transaction.atomic
def lift_lapsed_suspensions(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Let the suspensions whose last day lies before `as_of` end, and return the contracts' keys.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    return move_all(
        Contract.objects.visible_to(actor).filter(
            state=ContractState.SUSPENDED, suspended_until__lt=as_of
        ),
        ContractState.ACTIVE,
        verb="contract.suspension_lapsed",
        actor=actor,
        at=at,
        suspended_on=None,
        suspended_until=None,
    )

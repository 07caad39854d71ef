"""How a guarantee ends: given back, called, or run out by the clock."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record_many
from contracts.actions.guarantees import release, tell_of, turn
from contracts.actions.steps import need_another, need_reason, need_sound
from contracts.acts.guarantee import CALL, RELEASE
from contracts.facts import has_fallen
from contracts.facts.entries import wrong_in_call
from contracts.facts.money import left_to_call
from contracts.models import EndingProof, Guarantee, GuaranteeCall
from contracts.states import GUARANTEE_FLOW, UNDOING, GuaranteeState, ProofKind
from core.acts import begin
from core.errors import IllegalMove
from offices.actions import touch_offices
from workdays.actions.apart import Moved, move_apart

LONGEST_REASON = 2000


@transaction.atomic
def release_guarantee(
    *, guarantee_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Guarantee:
    """
    Give a guarantee back; a running contract of an agency that asks for one keeps another.

    Raises:
        NotPermitted: the role may not settle contracts.
        Guarantee.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it was given back or called, nothing else secures the running contract, or
            a floor above knows an open settlement of the ended one.
        Invalid: the reason is missing.
    """
    guarantee: Guarantee = begin(RELEASE, guarantee_id, actor, on)
    reason = need_reason(reason)
    release(guarantee)
    changes = {"released": (None, [guarantee.number])}
    tell_of("contract.guarantee_released", guarantee.contract, changes, reason, actor, at)
    return guarantee


@transaction.atomic
def call_guarantee(
    *,
    guarantee_id: int,
    proof: EndingProof,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    amount: int | None = None,
) -> Guarantee:
    """
    Call a sum of a guarantee on a proof of its contract; there is no way back.

    Without `amount` all that is left is called. Once nothing is left, the guarantee is called;
    until then it goes on to secure the contract with the rest.

    Raises:
        NotPermitted: the role may not call guarantees, or the person recorded the document.
        FactorRequired: the second factor is stale.
        Guarantee.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not held or has run out, the contract is neither running nor waiting
            for its settlement, or the proof is not about it or only an urgent one.
        Invalid: the reason is missing or too long, or the sum is above what is left.
    """
    guarantee: Guarantee = begin(CALL, guarantee_id, actor, on)
    contract = guarantee.contract
    if proof.contract_id != contract.pk:
        raise IllegalMove(_("This proof is about another contract."))
    if proof.kind == ProofKind.URGENT:
        raise IllegalMove(_("An urgent suspension proves nothing; decide the case first."))
    if proof.kind in UNDOING or has_fallen(proof, "call"):
        raise IllegalMove(_("This proof was annulled; nothing is called on it."))
    need_another(proof, actor)
    reason = need_reason(reason, longest=LONGEST_REASON)
    left = left_to_call(guarantee)
    amount = left if amount is None else amount
    need_sound(wrong_in_call(guarantee, {"amount": amount}))
    GuaranteeCall.objects.create(
        guarantee=guarantee, proof=proof, amount=amount, reason=reason, called_on=on,
        called_by=actor.user_id, called_by_name=actor.name,
    )  # fmt: skip
    is_whole = amount == left
    if is_whole:
        turn(guarantee, GuaranteeState.CALLED)
    changes = {
        "guarantee": (guarantee.number, None if is_whole else guarantee.number),
        "amount": (None, amount),
        "left": (left, left - amount),
        "proof": (None, proof.source_label),
    }
    tell_of("contract.guarantee_called", contract, changes, reason, actor, at)
    return guarantee


@transaction.atomic
def expire_guarantees(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Mark the guarantees whose last day lies before `as_of`, and return their keys.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    rows = list(
        Guarantee.objects.visible_to(actor)
        .filter(state__in=GUARANTEE_FLOW.sources_of(GuaranteeState.EXPIRED), expires_on__lt=as_of)
        .select_related("contract")
        .select_for_update(of=("self",))
        .order_by("pk")
    )

    def store(found: Sequence[Guarantee]) -> None:
        expired = Guarantee.objects.filter(pk__in=[row.pk for row in found])
        expired.update(state=GuaranteeState.EXPIRED, updated_at=Now())
        touch_offices(office_ids=[row.contract.office_id for row in found])
        record_many(
            actor=actor,
            verb="contract.guarantee_expired",
            targets=[(row.contract, {"guarantee": (row.number, None)}) for row in found],
            at=at,
        )

    return move_apart(rows, store)

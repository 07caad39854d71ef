"""The other ends: by time, by agreement, by renewal; and the settlement afterwards."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import transaction
from django.db.models import DateField, ExpressionWrapper, F, Value
from django.db.models.functions import Least, Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from audit.row_seals import add_seals
from contracts.actions.steps import move, move_all, need_reason, need_sound, write
from contracts.acts.contract import (
    ACCEPT_END,
    DECLINE_END,
    PROPOSE_END,
    SETTLE,
    WITHDRAW_ACCEPTANCE,
)
from contracts.facts.agreement import acceptance_text, reconsidered_until
from contracts.facts.entries import wrong_in_end
from contracts.models import Contract
from contracts.rules.terms import MOST_REASON
from contracts.states import BLOCKING, GUARANTEE_FLOW, PREPARED, ContractState, GuaranteeState
from core.acts import begin
from core.errors import Invalid
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Kept


@transaction.atomic
def postpone_agreed_ends(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Move agreed ends behind the days in which the office takes its acceptance back.

    A closure that was declared since moves these days; the contract then ends on the day after
    them, within its term. Run twice, it moves nothing.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    next_day = ExpressionWrapper(F("reconsider_until") + Value(1), output_field=DateField())
    accepted = Contract.objects.visible_to(actor).filter(
        state__in=BLOCKING, mutual_end_accepted_on__isnull=False, reconsider_until__isnull=False
    )
    late = (
        accepted.annotate(behind=Least(next_day, "ends_on"))
        .filter(mutual_end_on__lt=F("behind"))
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    with translation.override("fa"):
        why = _("A closure moved the days in which the office may reconsider.")

    def store(found: Sequence[Any]) -> None:
        for contract in found:
            changes = write(contract, mutual_end_on=contract.behind)
            record(
                actor=actor,
                verb="contract.end_postponed",
                target=contract,
                changes=add_seals(changes, agreed_end=contract),
                note=why,
                at=at,
            )

    return move_apart(list(late), store)


@transaction.atomic
def expire_contracts(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    End the contracts whose last day lies before `as_of`, and return their keys.

    A contract that its office agreed to end stops on the agreed day, also one that is suspended or
    under a termination notice, which no later ground makes longer; one with a signed renewal is
    renewed; every other has run out. Never earlier than the day after the last one.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CONTRACT_EXPIRE)
    visible = Contract.objects.visible_to(actor)
    agreed = move_all(
        visible.filter(
            state__in=BLOCKING,
            mutual_end_accepted_on__isnull=False,
            mutual_end_on__lt=as_of,
            mutual_end_on__lte=F("ends_on"),
        ),
        ContractState.ENDED_MUTUAL,
        verb="contract.ended_mutual",
        actor=actor,
        at=at,
        ended_on=F("mutual_end_on"),
    )
    signed = Contract.objects.filter(renewed_from__isnull=False, signed_on__isnull=False).exclude(
        state__in=[*PREPARED, ContractState.PENDING_SIGNATURE]
    )
    renewed = move_all(
        visible.filter(ends_on__lt=as_of, pk__in=signed.values("renewed_from")),
        ContractState.RENEWED,
        verb="contract.renewed",
        actor=actor,
        at=at,
        ended_on=F("ends_on"),
    )
    expired = move_all(
        visible.filter(ends_on__lt=as_of, state__in=BLOCKING),
        ContractState.EXPIRED,
        verb="contract.expired",
        actor=actor,
        at=at,
        ended_on=F("ends_on"),
    )
    parts = (agreed, renewed, expired)
    return Moved(sorted(chain(*parts)), chain.from_iterable(part.failed for part in parts))


@transaction.atomic
def propose_mutual_end(
    *,
    contract_id: int,
    ends_on: date,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> Contract:
    """
    Propose to the office to end an active contract on a day, that day included.

    Raises:
        NotPermitted: the role may not sign contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract is not active, or the office has accepted a proposal.
        Invalid: the day lies outside the rest of the term, or the reason is missing or too long.
    """
    contract: Contract = begin(PROPOSE_END, contract_id, actor, on)
    reason = need_reason(reason, longest=MOST_REASON)
    need_sound(wrong_in_end(contract, {"ends_on": ends_on}, on))
    changes = write(contract, mutual_end_on=ends_on, mutual_end_reason=reason)
    record(
        actor=actor,
        verb="contract.end_proposed",
        target=contract,
        changes=changes,
        note=reason,
        at=at,
    )
    return contract


@transaction.atomic
def accept_mutual_end(*, contract_id: int, actor: Principal, on: date, at: datetime) -> Contract:
    """
    Accept the proposed end for the office; after its day the contract is over.

    The declaration of the office is written to the history.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no proposal is open, or its day is too near.
    """
    contract: Contract = begin(ACCEPT_END, contract_id, actor, on)
    text = acceptance_text(contract, on)
    until = reconsidered_until(contract, on)
    changes = write(
        contract,
        mutual_end_accepted_on=on,
        mutual_end_accepted_by=actor.user_id,
        reconsider_until=until.due_on,
    )
    keep_deadlines(kept=[Kept("contract.reconsider", contract, until, contract.county_id)])
    record(
        actor=actor,
        verb="contract.end_accepted",
        target=contract,
        changes=add_seals(changes, agreed_end=contract),
        note=text,
        at=at,
    )
    return contract


@transaction.atomic
def withdraw_acceptance(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Take the office's acceptance of the end back; the proposal is open again.

    Raises:
        NotPermitted: only the office's operator may.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: nothing is accepted, or the time to reconsider is over.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(WITHDRAW_ACCEPTANCE, contract_id, actor, on)
    reason = need_reason(reason)
    changes = write(
        contract, mutual_end_accepted_on=None, mutual_end_accepted_by=None, reconsider_until=None
    )
    record(
        actor=actor,
        verb="contract.end_acceptance_withdrawn",
        target=contract,
        changes=add_seals(changes, agreed_end=contract),
        note=reason,
        at=at,
    )
    return contract


@transaction.atomic
def decline_mutual_end(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Decline the proposed end for the office, or take it back for the agency.

    Raises:
        NotPermitted: the role is neither the office's operator nor the agency's manager.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no proposal is open.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(DECLINE_END, contract_id, actor, on)
    reason = need_reason(reason)
    changes = write(contract, mutual_end_on=None, mutual_end_reason="")
    record(
        actor=actor,
        verb="contract.end_declined",
        target=contract,
        changes=changes,
        note=reason,
        at=at,
    )
    return contract


@transaction.atomic
def settle_contract(
    *, contract_id: int, clearance: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Close the books of an ended contract and give its guarantees back.

    `clearance` is the clearance certificate's number or the sentence that stands for it.

    Raises:
        NotPermitted: the role may not settle contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract has not ended, or something stands against it.
        Invalid: the clearance is missing.
    """
    contract: Contract = begin(SETTLE, contract_id, actor, on)
    if not clearance.strip():
        raise Invalid(fields={"clearance": [_("Name the clearance certificate.")]})
    changes = move(contract, ContractState.SETTLED, settled_on=on)
    released = contract.guarantees.filter(
        state__in=GUARANTEE_FLOW.sources_of(GuaranteeState.RELEASED)
    )
    numbers = list(released.order_by("pk").values_list("number", flat=True))
    released.update(state=GuaranteeState.RELEASED, updated_at=Now())
    if numbers:
        changes["released"] = (None, numbers)
    record(
        actor=actor,
        verb="contract.settled",
        target=contract,
        changes=add_seals(changes, clearance=contract),
        note=clearance.strip(),
        at=at,
    )
    return contract

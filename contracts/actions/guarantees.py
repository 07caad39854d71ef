"""What secures a contract: recorded, prolonged and replaced by the agency."""

from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from contracts.actions.steps import Changes, need_sound, tell
from contracts.acts.contract import RECORD_GUARANTEE
from contracts.acts.guarantee import EXTEND, REPLACE
from contracts.facts.entries import (
    wrong_in_extension,
    wrong_in_guarantee,
    wrong_in_replacement,
)
from contracts.facts.money import left_to_call
from contracts.models import Contract, Guarantee
from contracts.states import GUARANTEE_FLOW, GuaranteeState
from core.acts import begin
from core.persian import plain_number
from core.texts import need_length

LONGEST_NUMBER = 60


@transaction.atomic
def add_guarantee(
    *,
    contract_id: int,
    kind: str,
    number: str,
    amount: int,
    expires_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    issuer: str = "",
    excess_reason: str = "",
) -> Guarantee:
    """
    Record a guarantee of a contract; a prolonged one is a new row with a new end.

    Raises:
        NotPermitted: the role may not draft contracts.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract has ended.
        Invalid: the number is taken, the day has passed, or the share is above the usual one
            and no reason is given.
    """
    contract: Contract = begin(RECORD_GUARANTEE, contract_id, actor, on)
    number = _plain(number)
    typed = {"number": number, "amount": amount, "expires_on": expires_on}
    need_sound(wrong_in_guarantee(contract, typed | {"excess_reason": excess_reason}, on))
    guarantee = _new(contract, kind, number, issuer, amount, expires_on, excess_reason)
    changes = {"guarantee": (None, number), "amount": (None, amount), "until": (None, expires_on)}
    tell_of("contract.guaranteed", contract, changes, guarantee.excess_reason, actor, at)
    return guarantee


@transaction.atomic
def extend_guarantee(
    *,
    guarantee_id: int,
    number: str,
    expires_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> Guarantee:
    """
    Record that the issuer prolonged a guarantee; the new row takes the place of the old one.

    `number` is that of the letter or deed that prolongs it; kind and issuer stay, and the amount
    but for what was called of it.

    Raises:
        NotPermitted: the role may not draft contracts.
        Guarantee.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract has ended, or the guarantee was given back or called.
        Invalid: the number is taken, or the new end does not lie after the old one.
    """
    old: Guarantee = begin(EXTEND, guarantee_id, actor, on)
    number = _plain(number)
    contract = old.contract
    need_sound(wrong_in_extension(old, {"number": number, "expires_on": expires_on}, on))
    new = _new(
        contract, old.kind, number, old.issuer, left_to_call(old), expires_on, old.excess_reason
    )
    release(old)
    changes = {"guarantee": (old.number, number), "until": (old.expires_on, expires_on)}
    tell_of("contract.guarantee_extended", contract, changes, "", actor, at)
    return new


@transaction.atomic
def replace_guarantee(
    *,
    guarantee_id: int,
    kind: str,
    number: str,
    amount: int,
    expires_on: date,
    actor: Principal,
    on: date,
    at: datetime,
    issuer: str = "",
    excess_reason: str = "",
) -> Guarantee:
    """
    Record another guarantee and give back the one whose place it takes.

    Raises:
        NotPermitted: the role may not draft contracts.
        Guarantee.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the contract has ended, or the old guarantee was given back or called.
        Invalid: as for `add_guarantee`; or the contract in force would be secured by less, or not
            to its last day.
    """
    old: Guarantee = begin(REPLACE, guarantee_id, actor, on)
    number = _plain(number)
    contract = old.contract
    typed = {"number": number, "amount": amount, "expires_on": expires_on}
    need_sound(wrong_in_replacement(old, typed | {"excess_reason": excess_reason}, on))
    new = _new(contract, kind, number, issuer, amount, expires_on, excess_reason)
    release(old)
    changes = {
        "guarantee": (old.number, number),
        "amount": (old.amount, amount),
        "until": (old.expires_on, expires_on),
    }
    tell_of("contract.guarantee_replaced", contract, changes, new.excess_reason, actor, at)
    return new


def _plain(number: str) -> str:
    """
    Return the number of a guarantee as it is stored: two ways to type it are one number.

    Raises:
        Invalid: it is longer than its column.
    """
    return need_length(plain_number(number), "number", LONGEST_NUMBER)


def _new(
    contract: Contract,
    kind: str,
    number: str,
    issuer: str,
    amount: int,
    expires_on: date,
    excess_reason: str,
) -> Guarantee:
    return Guarantee.objects.create(
        contract=contract,
        kind=kind,
        number=number,
        issuer=issuer,
        amount=amount,
        expires_on=expires_on,
        excess_reason=excess_reason.strip(),
    )


def turn(guarantee: Guarantee, state: GuaranteeState) -> None:
    """Write a guarantee's next state."""
    GUARANTEE_FLOW.check(GuaranteeState(guarantee.state), state)
    guarantee.state = state
    guarantee.save(update_fields=["state", "updated_at"])


def release(guarantee: Guarantee) -> None:
    """Note that a guarantee was given back."""
    turn(guarantee, GuaranteeState.RELEASED)


def tell_of(
    verb: str, contract: Contract, changes: Changes, note: str, actor: Principal, at: datetime
) -> None:
    """Record an event of a contract's guarantee; the flagging looks at a running contract again."""
    if contract.is_running:
        tell(verb, contract, changes, note, actor, at)
    else:
        record(actor=actor, verb=verb, target=contract, changes=changes, note=note, at=at)

"""What secures a contract: recorded, prolonged and replaced by the agency."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from contracts.actions.steps import Changes, need_day, tell
from contracts.acts.contract import RECORD_GUARANTEE
from contracts.acts.guarantee import EXTEND, REPLACE
from contracts.facts.money import left_to_call, needs_cover
from contracts.models import Contract, Guarantee
from contracts.rules import GUARANTEE_SHARE, exceeds_guarantee
from contracts.states import GUARANTEE_FLOW, GuaranteeState
from core.acts import begin
from core.errors import Invalid
from core.jalali import short
from core.persian import group, isolated, persian_digits


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
    _need_share(amount, contract.value, excess_reason)
    guarantee = _new(contract, kind, number, issuer, amount, expires_on, excess_reason, on)
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
    contract = old.contract
    need_day(
        expires_on, first=old.expires_on, last=None, field="expires_on",
        message=_("The new end lies before the present one."),
    )  # fmt: skip
    if expires_on == old.expires_on:
        raise Invalid(fields={"expires_on": [_("This is the present end.")]})
    new = _new(
        contract, old.kind, number, old.issuer, left_to_call(old), expires_on, old.excess_reason, on
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
    contract = old.contract
    _need_share(amount, contract.value, excess_reason)
    _need_cover(old, amount, expires_on)
    new = _new(contract, kind, number, issuer, amount, expires_on, excess_reason, on)
    release(old)
    changes = {
        "guarantee": (old.number, number),
        "amount": (old.amount, amount),
        "until": (old.expires_on, expires_on),
    }
    tell_of("contract.guarantee_replaced", contract, changes, new.excess_reason, actor, at)
    return new


def _need_share(amount: int, value: int | None, excess_reason: str) -> None:
    if exceeds_guarantee(amount, value) and not excess_reason.strip():
        text = _("A guarantee is usually at most {share} percent of the value; give the reason.")
        raise Invalid(
            fields={"excess_reason": [text.format(share=persian_digits(GUARANTEE_SHARE))]}
        )


def _need_cover(old: Guarantee, amount: int, expires_on: date) -> None:
    """
    Check that a contract in force stays secured to its last day, by no less than before.

    Raises:
        Invalid: by field amount, expires_on.
    """
    contract = old.contract
    if not needs_cover(contract):
        return
    wrong: dict[str, list[str]] = {}
    left = left_to_call(old)
    if amount < left:
        text = _("The present guarantee secures {amount} rials; the new one secures no less.")
        wrong["amount"] = [text.format(amount=group(left))]
    if expires_on < contract.ends_on:
        text = _("The contract is secured to its last day, {end}; the guarantee ends before.")
        wrong["expires_on"] = [text.format(end=isolated(short(contract.ends_on)))]
    if wrong:
        raise Invalid(fields=wrong)


def _new(
    contract: Contract,
    kind: str,
    number: str,
    issuer: str,
    amount: int,
    expires_on: date,
    excess_reason: str,
    on: date,
) -> Guarantee:
    need_day(
        expires_on, first=on, last=None, field="expires_on",
        message=_("The guarantee has run out already."),
    )  # fmt: skip
    if contract.guarantees.filter(number=number).exists():
        raise Invalid(fields={"number": [_("The contract has a guarantee of this number.")]})
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

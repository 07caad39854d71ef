"""What secures a contract: recorded by the agency, run out by the clock."""

from datetime import date, datetime

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from contracts.actions.steps import locked, need_day
from contracts.models import Guarantee
from contracts.rules import GUARANTEE_SHARE, exceeds_guarantee
from contracts.states import BLOCKING, GUARANTEE_FLOW, ContractState, GuaranteeState
from core.errors import IllegalMove, Invalid
from core.persian import persian_digits
from offices.actions import touch_offices

SECURED = (ContractState.DRAFT, ContractState.PENDING_SIGNATURE, *BLOCKING)


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
    require(actor, Permission.CONTRACT_DRAFT)
    contract = locked(contract_id, actor)
    if contract.state not in SECURED:
        raise IllegalMove
    need_day(
        expires_on, first=on, last=None, field="expires_on",
        message=_("The guarantee has run out already."),
    )  # fmt: skip
    if contract.guarantees.filter(number=number).exists():
        raise Invalid(fields={"number": [_("The contract has a guarantee of this number.")]})
    if exceeds_guarantee(amount, contract.value) and not excess_reason.strip():
        text = _("A guarantee is usually at most {share} percent of the value; give the reason.")
        raise Invalid(
            fields={"excess_reason": [text.format(share=persian_digits(GUARANTEE_SHARE))]}
        )
    guarantee = Guarantee.objects.create(
        contract=contract,
        kind=kind,
        number=number,
        issuer=issuer,
        amount=amount,
        expires_on=expires_on,
        excess_reason=excess_reason.strip(),
    )
    if contract.is_running:
        touch_offices(office_ids=[contract.office_id])
    record(
        actor=actor,
        verb="contract.guaranteed",
        target=contract,
        changes={
            "guarantee": (None, number), "amount": (None, amount), "until": (None, expires_on)
        },
        note=guarantee.excess_reason,
        at=at,
    )  # fmt: skip
    return guarantee


@transaction.atomic
def expire_guarantees(*, as_of: date, actor: Principal, at: datetime | None = None) -> list[int]:
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
    keys = [row.pk for row in rows]
    if not keys:
        return []
    Guarantee.objects.filter(pk__in=keys).update(state=GuaranteeState.EXPIRED, updated_at=Now())
    touch_offices(office_ids=[row.contract.office_id for row in rows])
    record_many(
        actor=actor,
        verb="contract.guarantee_expired",
        targets=[(row.contract, {"guarantee": (row.number, None)}) for row in rows],
        at=at,
    )
    return keys

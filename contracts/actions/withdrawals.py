"""How an office withdraws its own acceptance before what it accepted holds."""

from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from contracts.actions.addenda import move_addendum, waiting_addendum
from contracts.actions.steps import need_reason, tell, write
from contracts.acts.withdrawals import (
    WITHDRAW_ADDENDUM_ACCEPTANCE,
    WITHDRAW_CONTRACT_ACCEPTANCE,
)
from contracts.models import Contract, ContractAddendum
from contracts.rules.terms import MOST_REASON
from contracts.states import AddendumState
from core.acts import begin


@transaction.atomic
def withdraw_contract_acceptance(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    Withdraw the office's acceptance of a contract that its agency has not signed.

    The contract waits for the office again, which accepts or declines it.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is signed, not accepted in the portal, or the time to reconsider is over.
        Invalid: the reason is missing or too long.
    """
    contract: Contract = begin(WITHDRAW_CONTRACT_ACCEPTANCE, contract_id, actor, on)
    reason = need_reason(reason, longest=MOST_REASON)
    changes = write(contract, accepted_on=None, accepted_by=None, reconsider_until=None)
    record(
        actor=actor, verb="contract.acceptance_withdrawn", target=contract, changes=changes,
        note=reason, at=at,
    )  # fmt: skip
    return contract


@transaction.atomic
def withdraw_addendum_acceptance(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ContractAddendum:
    """
    Withdraw the office's acceptance of an addendum whose first day has not come.

    The addendum waits for the office again, which accepts or declines it.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no addendum is accepted in the portal, it is in force, or the time to
            reconsider is over.
        Invalid: the reason is missing or too long.
    """
    contract: Contract = begin(WITHDRAW_ADDENDUM_ACCEPTANCE, contract_id, actor, on)
    reason = need_reason(reason, longest=MOST_REASON)
    addendum = waiting_addendum(contract)
    move_addendum(
        addendum, AddendumState.PROPOSED, accepted_on=None, accepted_by=None, reconsider_until=None
    )
    changes = write(contract) | {"addendum": (addendum.number, None)}
    tell("contract.addendum_acceptance_withdrawn", contract, changes, reason, actor, at)
    return addendum

"""The termination itself, after the notice has run out or was waived."""

from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal
from audit.row_seals import add_seals
from contracts.actions.steps import move, need_reason, tell
from contracts.acts.contract import TERMINATE
from contracts.models import Contract
from contracts.states import ContractState
from core.acts import begin


@transaction.atomic
def terminate_contract(
    *, contract_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Contract:
    """
    End a contract whose termination notice has run out or was waived; `on` is its last day.

    The proof is asked again whether it still stands; it, service and window are checked once more
    by triggers.

    Raises:
        NotPermitted: the role may not terminate contracts, or the person recorded the document.
        FactorRequired: the second factor is stale.
        Contract.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not under notice, the notice is not served or still runs, or what it
            rests on was annulled.
        Invalid: the reason is missing.
    """
    contract: Contract = begin(TERMINATE, contract_id, actor, on)
    reason = need_reason(reason)
    changes = move(
        contract,
        ContractState.TERMINATED,
        terminated_on=on,
        ended_on=on,
        acted_by=actor.user_id,
    )
    sealed = add_seals(changes, termination=contract)
    tell("contract.terminated", contract, sealed, reason, actor, at)
    return contract

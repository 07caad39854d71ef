"""The end of a termination notice without a termination."""

from datetime import date
from typing import Any

from contracts.actions.steps import Changes, move
from contracts.actions.unopened import UNREMINDED
from contracts.models import Contract
from contracts.states import ContractState

NO_NOTICE: dict[str, Any] = {
    "notice_served_on": None,
    "notice_entered_on": None,
    "notice_ends_on": None,
    "notice_proof": "",
    **UNREMINDED,
}


def lift_notice(contract: Contract, on: date) -> Changes:
    """End the termination notice of a contract; a suspension that still runs goes on."""
    still = contract.suspended_until is not None and contract.suspended_until >= on
    lifted = {} if still else {"suspended_on": None, "suspended_until": None}
    return move(
        contract,
        ContractState.SUSPENDED if still else ContractState.ACTIVE,
        ending_proof=None,
        notice_issued_on=None,
        **NO_NOTICE,
        **lifted,
    )

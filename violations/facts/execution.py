"""On which contract the sanction of a final case is laid, and when it cannot be."""

from django.utils.translation import gettext as _

from contracts.models import Contract
from contracts.states import BLOCKING, ContractState
from core.persian import isolated
from violations.models import Case
from violations.states import SanctionKind, Track


def touches_contract(case: Case) -> bool:
    """Tell whether the sanction is one that is laid on the contract."""
    laid = {SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW}
    return case.track == Track.CONTRACT and case.sanction in laid


def touched_contract(case: Case) -> Contract | None:
    """Return the case's contract, or the one that renewed it; None when it has ended."""
    if not touches_contract(case) or case.contract_id is None:
        return None
    contracts = Contract.objects.filter(state__in=BLOCKING)
    renewal = contracts.filter(renewed_from=case.contract_id).order_by("-pk").first()
    return renewal or contracts.filter(pk=case.contract_id).first()


def against_suspending(case: Case) -> str:
    """Return why the contract cannot be suspended by the case now; empty if it can, or need not."""
    contract = touched_contract(case) if case.sanction == SanctionKind.SUSPENSION else None
    if contract is None or contract.state == ContractState.ACTIVE:
        return ""
    text = _(
        "Contract {number} is not in force now ({state}), so it cannot be suspended again. Carry"
        " this out when it is in force again or has ended, or refuse the duty with a reason."
    )
    return text.format(number=isolated(contract.number), state=contract.get_state_display())

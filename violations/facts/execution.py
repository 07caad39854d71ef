"""On which contract the sanction of a final case is laid, and when it cannot be."""

from contracts.models import Contract
from contracts.states import BLOCKING
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

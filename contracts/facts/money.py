"""What is left of settlements and guarantees."""

from contracts.models import Guarantee, Settlement
from contracts.rules.money import left_of_sum
from contracts.states import GuaranteeState
from core.acts import once_per_record


@once_per_record
def left_to_remit(settlement: Settlement) -> int:
    """Return what is left to remit of a settlement, in rial."""
    parts = settlement.remittances.values_list("amount", flat=True)
    return left_of_sum(settlement.amount, parts, is_whole=settlement.settled_on is not None)


@once_per_record
def left_to_call(guarantee: Guarantee) -> int:
    """Return what a guarantee still secures, in rial, whatever its day."""
    parts = guarantee.calls.values_list("amount", flat=True)
    is_called = guarantee.state == GuaranteeState.CALLED
    return left_of_sum(guarantee.amount, parts, is_whole=is_called)

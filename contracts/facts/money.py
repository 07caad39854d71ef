"""What is left of settlements and guarantees."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Max, OuterRef, Subquery

from contracts.models import Contract, Guarantee, Settlement
from contracts.rules.money import left_of_sum
from contracts.states import BLOCKING, GuaranteeState
from core.acts import once_per_record

# Guarantees that secure a contract, or did so until they ran out.
COVERING = (GuaranteeState.HELD, GuaranteeState.EXPIRED)


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


def is_covered(guarantee: Guarantee, others: Iterable[Guarantee], on: date) -> bool:
    """
    Tell whether others secure the contract as a guarantee does: its sum, to the last day.

    One that runs beyond the term is compared to the last day of the term. What has run out secures
    nothing.
    """
    if guarantee.state != GuaranteeState.HELD or guarantee.expires_on < on:
        return True
    last = min(guarantee.expires_on, guarantee.contract.ends_on)
    return sum(one.left for one in others if one.expires_on >= last) >= guarantee.left


def needs_cover(contract: Contract) -> bool:
    """Tell whether a contract in force has to be secured to its last day."""
    return contract.state in BLOCKING and contract.agency.requires_guarantee


def covered_until() -> Subquery:
    """Return the expression of the last day on which a guarantee of a contract holds, or held."""
    held = Guarantee.objects.filter(contract=OuterRef("pk"), state__in=COVERING).order_by()
    return Subquery(held.values("contract").annotate(last=Max("expires_on")).values("last"))

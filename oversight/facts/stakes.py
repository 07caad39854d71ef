"""What hangs on a review: the office's contracts, what became of each, what the people lose."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from accounts.principal import Principal
from contracts.facts.impact import impacts_of
from contracts.models import Contract
from contracts.states import BLOCKING
from oversight.models import TerminationReview

MOST_OTHERS = 20


def contracts_at_stake(review: TerminationReview, actor: Principal, on: date) -> dict[str, Any]:
    """
    Return the contract under review and the office's others, and what the people lose with each.

    Each row says what its own agency has said in its last review. Other agencies' contracts are a
    count for whoever may not see them (design: DECISIONS 15).
    """
    others = Contract.objects.filter(office=review.office, state__in=BLOCKING).exclude(
        pk=review.contract_id
    )
    visible = others.visible_to(actor)
    shown = list(
        (Contract.objects.filter(pk=review.contract_id) | visible)
        .select_related("agency")
        .order_by("agency__position", "pk")[: MOST_OTHERS + 1]
    )
    shown.sort(key=lambda contract: contract.pk != review.contract_id)
    impacts = impacts_of(review.office, [contract.pk for contract in shown], on)
    reviews = _last_reviews(shown, actor)
    return {
        "rows": [
            {
                "contract": contract,
                "is_own": contract.pk == review.contract_id,
                "review": review if contract.pk == review.contract_id else reviews.get(contract.pk),
                "impact": impacts[contract.pk],
            }
            for contract in shown
        ],
        "impact": impacts[review.contract_id],
        "hidden": others.count() - (len(shown) - 1),
    }


def _last_reviews(contracts: Sequence[Contract], actor: Principal) -> dict[int, TerminationReview]:
    """Return the last review of each contract that the actor may see, by the contract's key."""
    reviews = TerminationReview.objects.visible_to(actor).filter(contract__in=contracts)
    found = reviews.order_by("contract", "-opened_on", "-pk").distinct("contract")
    return {review.contract_id: review for review in found}

"""The recusal from a review: from the contracts of its office with its agency (docs/adr/0071)."""

from datetime import date, datetime

from django.db import transaction

from accounts.principal import Principal
from contracts.actions import stand_back
from core.acts import begin
from oversight.acts.reviews import STAND_BACK
from oversight.models import TerminationReview


@transaction.atomic
def stand_back_from_review(
    *, review_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> TerminationReview:
    """
    Stand back from a review, and from all contracts of its office with its agency.

    Where nobody whose decision it is is free then, the deputy names who decides.

    Raises:
        NotPermitted: the role acts on no contract.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the actor stood back before.
        Invalid: by field reason.
    """
    review: TerminationReview = begin(STAND_BACK, review_id, actor, on)
    stand_back(contract_id=review.contract_id, reason=reason, actor=actor, on=on, at=at)
    return review

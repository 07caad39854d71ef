"""The deputy names who decides a review; the agency's manager carries out what was decided."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from offices.actions import touch_offices
from oversight.actions.decisions import carry_out
from oversight.acts.reviews import EXECUTE, NAME_STAND_IN
from oversight.facts.turns import members_free_for
from oversight.models import TerminationReview
from violations.actions import write_naming
from violations.models import StandIn
from violations.states import StandInStep


@transaction.atomic
def name_review_stand_in(
    *,
    review_id: int,
    member: UUID,
    reason: str,
    last_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> StandIn:
    """
    Name a member of the committee who decides a review, up to `last_on` included.

    The newest naming counts. `member` is the public id of the person, who had no part in it.

    Raises:
        NotPermitted, FactorRequired: not the deputy, a reporter, or the factor is stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the review waits for no decision, or somebody whose turn it is is free.
        Invalid: by field member, reason, last_on.
    """
    review: TerminationReview = begin(NAME_STAND_IN, review_id, actor, on)
    stand_in = write_naming(
        step=StandInStep.REVIEW,
        subject_id=review.public_id,
        people=members_free_for(review, on, actor),
        member=member,
        reason=reason,
        last_on=last_on,
        actor=actor,
        on=on,
        at=at,
    )
    changes = {"member": (None, stand_in.member_name), "last_on": (None, last_on)}
    record(
        actor=actor,
        verb="review.stand_in_named",
        target=review,
        changes=changes,
        note=stand_in.reason,
        at=at,
    )
    return stand_in


@transaction.atomic
def execute_review(
    *, review_id: int, actor: Principal, on: date, at: datetime
) -> TerminationReview:
    """
    Carry out on the contract what a stand-in decided, as the manager of the contract's own agency.

    The decision is the proof and names who made it, so that the manager may be a reporter: they
    only execute what another decided. A suspension closes the review; a termination gives notice.

    Raises:
        NotPermitted, FactorRequired: the role may not end contracts, or the factor is stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: nothing decided waits to be carried out, the contract does not allow it, or
            the result of an appeal on which the review leans was not served.
    """
    review: TerminationReview = begin(EXECUTE, review_id, actor, on)
    record(actor=actor, verb="review.executed", target=review, changes={}, at=at)
    carry_out(review, actor, on, at)
    touch_offices(office_ids=[review.office_id])
    return review

"""The deputy names who decides a review; the agency's manager carries out what was decided."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.errors import IllegalMove, NotPermitted
from offices.actions import touch_offices
from oversight.actions.decisions import carry_out
from oversight.actions.steps import locked
from oversight.facts.reporters import against_deciding
from oversight.facts.turns import is_to_carry_out, members_free_for, turn_of, waits
from oversight.facts.untold import against_ending
from oversight.models import TerminationReview
from violations.actions import write_naming
from violations.facts.turns import STAND_IN
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
    require(actor, Permission.STAND_IN_NAME)
    review = locked(review_id, actor)
    if refusal := against_deciding(review, actor):
        raise NotPermitted(refusal)
    if not waits(review):
        raise IllegalMove(_("The review does not wait for a decision."))
    if turn_of(review, on) != STAND_IN:
        raise IllegalMove(_("Somebody whose turn it is is free to decide."))
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

    The decision is the proof and names who made it, so that the manager may be a reporter: he only
    executes what another decided. A suspension closes the review; a termination gives notice.

    Raises:
        NotPermitted, FactorRequired: the role may not end contracts, or the factor is stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: nothing decided waits to be carried out, the contract does not allow it, or
            the result of an appeal on which the review leans was not served.
    """
    require(actor, Permission.CONTRACT_TERMINATE)
    review = locked(review_id, actor)
    if not is_to_carry_out(review):
        raise IllegalMove(_("Nothing decided waits to be carried out."))
    if why := against_ending(review):
        raise IllegalMove(why)
    record(actor=actor, verb="review.executed", target=review, changes={}, at=at)
    carry_out(review, actor, on, at)
    touch_offices(office_ids=[review.office_id])
    return review

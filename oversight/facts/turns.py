"""Whose turn a review is, as the guard of the database asks it (docs/adr/0014-stand-ins.md)."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, TextField, Value

from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.models import EndingProof
from contracts.states import ContractState, ProofKind
from oversight.models import TerminationReview
from oversight.states import ReviewOutcome, ReviewState
from violations.facts.turns import STAND_IN, members_of_committee, named
from violations.models import StandIn
from violations.states import StandInStep

CARRIED = (ReviewOutcome.SUSPEND, ReviewOutcome.TERMINATE)
LIVE = (ContractState.ACTIVE, ContractState.SUSPENDED)
DECIDABLE = (ReviewState.HEARD, ReviewState.ESCALATED)


def waits(review: TerminationReview) -> bool:
    """Tell whether a review waits for its decision: the office was heard."""
    return review.state in DECIDABLE and review.heard_on is not None


def _waiting(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Return those of some reviews that wait for their decision, as `waits` tells it of one."""
    return reviews.filter(state__in=DECIDABLE, heard_on__isnull=False)


def turn_of(review: TerminationReview, on: date) -> str:
    """Return the role whose free holders decide, or `STAND_IN` where nobody of those is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_turn(%s, %s)", [review.pk, on])
        return str(cursor.fetchone()[0])


def stands_in(actor: Principal, review: TerminationReview, on: date) -> bool:
    """Tell whether the actor decides in place of those who had a part; no query for most roles."""
    if not may(actor, Permission.STAND_IN_DECIDE) or not waits(review):
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oversight_turn(%s, %s) = ANY(%s) AND oversight_is_turn(%s, %s, %s)",
            [review.pk, on, [STAND_IN, str(actor.role)], review.pk, actor.user_id, on],
        )
        return bool(cursor.fetchone()[0])


def needs_stand_in(review: TerminationReview, on: date) -> bool:
    """Tell whether a review waits for a decision that nobody whose turn it is is free to make."""
    return waits(review) and turn_of(review, on) == STAND_IN


def free_members(review: TerminationReview, on: date) -> Sequence[tuple[UUID, str]]:
    """Return whom the deputy may name; none while somebody whose turn it is is free."""
    return members_free_for(review, on) if needs_stand_in(review, on) else ()


def members_free_for(review: TerminationReview, on: date) -> Sequence[tuple[UUID, str]]:
    """Return the committee's members who reported nothing that counts: public id and name."""
    part = Func(
        Value(review.pk), F("pk"), function="oversight_reported", output_field=BooleanField()
    )
    return named(members_of_committee(on).alias(had_part=part).filter(had_part=False))


def is_to_carry_out(review: TerminationReview) -> bool:
    """Tell whether what was decided still has no proof with the contract."""
    is_decided = review.state == ReviewState.DECIDED and review.outcome in CARRIED
    return is_decided and not _proofs().filter(source_id=review.public_id).exists()


def to_carry_out(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Return the reviews that a stand-in decided and the agency's manager has to carry out."""
    return reviews.filter(
        ~Exists(_proofs().filter(source_id=OuterRef("public_id"))),
        state=ReviewState.DECIDED,
        outcome__in=CARRIED,
        contract__state__in=LIVE,
    )


def waiting_for(
    turn: str, reviews: QuerySet[TerminationReview], on: date
) -> QuerySet[TerminationReview]:
    """Return those of some reviews that wait for a role's decision, or for `STAND_IN`."""
    asked = Func(F("pk"), Value(on), function="oversight_turn", output_field=TextField())
    return _waiting(reviews).alias(turn=asked).filter(turn=turn)


def unnamed(reviews: QuerySet[TerminationReview], on: date) -> QuerySet[TerminationReview]:
    """Return those that wait for a naming: nobody is free, and no naming holds."""
    named = StandIn.objects.newest().filter(
        step=StandInStep.REVIEW, subject_id=OuterRef("public_id"), last_on__gte=on
    )
    return waiting_for(STAND_IN, reviews, on).exclude(Exists(named))


def named_for(
    actor: Principal, reviews: QuerySet[TerminationReview]
) -> QuerySet[TerminationReview]:
    """Return the reviews that wait for the actor's decision by a naming that still holds."""
    named = StandIn.objects.running(actor).filter(
        step=StandInStep.REVIEW, subject_id=OuterRef("public_id")
    )
    return _waiting(reviews).filter(Exists(named))


def _proofs() -> QuerySet[EndingProof]:
    return EndingProof.objects.filter(kind=ProofKind.DECIDED_REVIEW)

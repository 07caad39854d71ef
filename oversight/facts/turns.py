"""Whose turn a review is, as the guard of the database asks it (docs/adr/0014-stand-ins.md)."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from contracts.models import EndingProof
from contracts.states import ContractState, ProofKind
from core.acts import once_per_record
from oversight.models import TerminationReview
from oversight.states import CARRIED, ReviewOutcome, ReviewState
from violations.facts.turns import STAND_IN, members_of_committee, named, newest_naming, turn_by
from violations.models import StandIn
from violations.states import StandInStep

LIVE = (ContractState.ACTIVE, ContractState.SUSPENDED)
DECIDABLE = (ReviewState.HEARD, ReviewState.ESCALATED)


def waits(review: TerminationReview) -> bool:
    """Tell whether a review waits for its decision: the office was heard."""
    return review.state in DECIDABLE and review.heard_on is not None


def _waiting(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Return those of some reviews that wait for their decision, as `waits` tells it of one."""
    return reviews.filter(state__in=DECIDABLE, heard_on__isnull=False)


@once_per_record
def turn_of(review: TerminationReview, on: date) -> str:
    """Return the role whose free holders decide, or `STAND_IN` where nobody of those is free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_turn(%s, %s)", [review.pk, on])
        return str(cursor.fetchone()[0])


def is_turn(actor: Principal, review: TerminationReview, on: date) -> bool:
    """
    Tell whether a review waits for this actor's decision: his role's turn, and he had no part.

    The guards' own question; no query for a role that decides none.
    """
    deciding = (Permission.REVIEW_DECIDE, Permission.STAND_IN_DECIDE)
    if not any(may(actor, each) for each in deciding) or not waits(review):
        return False
    return _is_turn(review, turn_by(actor), actor.user_id, on)


@once_per_record
def _is_turn(review: TerminationReview, turn: str, account: int, on: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT oversight_turn(%s, %s) = %s AND oversight_is_turn(%s, %s, %s)",
            [review.pk, on, turn, review.pk, account, on],
        )
        return bool(cursor.fetchone()[0])


def needs_stand_in(review: TerminationReview, on: date) -> bool:
    """Tell whether a review waits for a decision that nobody whose turn it is is free to make."""
    return waits(review) and turn_of(review, on) == STAND_IN


def stand_in_of(review: TerminationReview, on: date) -> StandIn | None:
    """Return the naming by which a review is decided now; None where none holds or counts."""
    naming = newest_naming(review.public_id, StandInStep.REVIEW) if waits(review) else None
    if naming is None or not _is_turn(review, STAND_IN, naming.member_id, on):
        return None
    return naming


def lacks_member(review: TerminationReview, on: date, deputy: Principal | None = None) -> bool:
    """Tell whether nobody is free to decide a review, and no member is free to be named either."""
    if not needs_stand_in(review, on) or stand_in_of(review, on) is not None:
        return False
    return not members_free_for(review, on, deputy)


def free_members(
    review: TerminationReview, on: date, deputy: Principal
) -> Sequence[tuple[UUID, str]]:
    """Return whom the deputy may name; none while somebody whose turn it is is free."""
    return members_free_for(review, on, deputy) if needs_stand_in(review, on) else ()


def members_free_for(
    review: TerminationReview, on: date, deputy: Principal | None
) -> Sequence[tuple[UUID, str]]:
    """Return the committee's members who had no part in what counts: public id and name."""
    had_part = _had_part(Value(review.pk), F("pk"))
    return named(members_of_committee(on, deputy).alias(had_part=had_part).filter(had_part=False))


@once_per_record
def is_to_carry_out(review: TerminationReview) -> bool:
    """Tell whether what was decided still has no proof with the contract, which runs."""
    if review.state != ReviewState.DECIDED or review.outcome not in CARRIED:
        return False
    return to_carry_out(TerminationReview.objects.filter(pk=review.pk)).exists()


@once_per_record
def is_carried_out(review: TerminationReview) -> bool:
    """Tell whether what was decided has its proof with the contract."""
    return _proofs().filter(source_id=review.public_id).exists()


def suspending_blocked(review: TerminationReview) -> str:
    """Return why a suspension that was decided is not carried out now: the contract has one."""
    is_suspended = review.contract.state == ContractState.SUSPENDED
    if review.outcome == ReviewOutcome.SUSPEND and is_suspended:
        return _("The contract is suspended.")
    return ""


def to_carry_out(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Return the reviews that a stand-in decided and the agency's manager has to carry out."""
    return reviews.filter(
        ~Exists(_proofs().filter(source_id=OuterRef("public_id"))),
        state=ReviewState.DECIDED,
        outcome__in=CARRIED,
        contract__state__in=LIVE,
    )


def contracts_to_carry_out() -> QuerySet[TerminationReview, Any]:
    """Return the keys of contracts whose decided suspension or end is not carried out yet."""
    return to_carry_out(TerminationReview.objects.all()).values("contract")


def ready_to_carry_out(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Return those of `to_carry_out` against which neither a suspension nor a service stands."""
    untold = Func(
        F("pk"),
        template=(
            "EXISTS (SELECT FROM oversight_untold(ARRAY(SELECT flag_id FROM"
            " oversight_terminationreview_flags WHERE terminationreview_id = %(expressions)s)))"
        ),
        output_field=BooleanField(),
    )
    on_hold = Q(outcome=ReviewOutcome.SUSPEND, contract__state=ContractState.SUSPENDED)
    found = to_carry_out(reviews).exclude(on_hold)
    return found.alias(is_untold=untold).filter(is_untold=False)


def waiting_for(
    turn: str, reviews: QuerySet[TerminationReview], on: date
) -> QuerySet[TerminationReview]:
    """Return those of some reviews that wait for a role's decision, or for `STAND_IN`."""
    asked = Func(F("pk"), Value(on), function="oversight_turn", output_field=TextField())
    return _waiting(reviews).alias(turn=asked).filter(turn=turn)


def unnamed(
    principal: Principal, reviews: QuerySet[TerminationReview], on: date
) -> QuerySet[TerminationReview]:
    """
    Return those that wait for a naming by the principal: nobody is free, and no naming holds.

    A deputy who reported what a review counts does not name who decides it.
    """
    holds = Func(
        OuterRef("pk"), F("member_id"), Value(on),
        function="oversight_is_turn", output_field=BooleanField(),
    )  # fmt: skip
    named = StandIn.objects.newest().filter(
        step=StandInStep.REVIEW, subject_id=OuterRef("public_id"), last_on__gte=on
    )
    held = named.alias(holds=holds).filter(holds=True)
    return _free(principal, waiting_for(STAND_IN, reviews, on).exclude(Exists(held)))


def nameable(on: date, deputy: Principal) -> Exists:
    """Return the condition that a member of the committee had no part in what a review counts."""
    members = members_of_committee(on, deputy)
    had_part = _had_part(OuterRef("pk"), F("pk"))
    return Exists(members.alias(had_part=had_part).filter(had_part=False))


def passed_to(
    principal: Principal, reviews: QuerySet[TerminationReview], on: date
) -> QuerySet[TerminationReview]:
    """Return those that the principal decides in place of those who had a part."""
    free = _free(principal, waiting_for(turn_by(principal), reviews, on))
    if principal.is_agency:
        return free
    named = StandIn.objects.running(principal).filter(
        step=StandInStep.REVIEW, subject_id=OuterRef("public_id")
    )
    return free.filter(Exists(named))


def usual(
    principal: Principal, reviews: QuerySet[TerminationReview]
) -> QuerySet[TerminationReview]:
    """Return those that wait for the decision of the principal, who usually makes it."""
    return _free(principal, _waiting(reviews))


def _free(
    principal: Principal, reviews: QuerySet[TerminationReview]
) -> QuerySet[TerminationReview]:
    had_part = _had_part(F("pk"), Value(principal.user_id))
    return reviews.alias(had_part=had_part).filter(had_part=False)


def _had_part(review: Any, account: Any) -> Func:
    """Return the expression whether an account's person had a part in what a review counts."""
    return Func(review, account, function="oversight_had_part", output_field=BooleanField())


def _proofs() -> QuerySet[EndingProof]:
    return EndingProof.objects.filter(kind=ProofKind.DECIDED_REVIEW)

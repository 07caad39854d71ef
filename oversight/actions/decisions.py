"""The contract's own agency decides its review; what it decided is carried out on the contract."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.principal import Principal, may, require
from accounts.roles import Permission
from audit.actions import record
from audit.row_seals import add_seals
from contracts.actions import issue_termination_notice, record_proof, suspend_contract
from contracts.facts import longest_suspension_days
from contracts.models import EndingProof
from contracts.rules import last_suspended
from contracts.states import ContractState, ProofKind
from core.acts import begin
from core.errors import IllegalMove, Invalid
from core.persian import isolated, persian_digits
from offices.actions import touch_offices
from oversight.actions.flags import end_flags
from oversight.actions.steps import move_all, need_text, write
from oversight.acts.reviews import DECIDE
from oversight.facts.turns import to_carry_out
from oversight.facts.untold import ending_blocked
from oversight.models import Flag, TerminationReview
from oversight.rules import LEAST_REASONS
from oversight.states import (
    CARRIED,
    FlagEndKind,
    ReviewOutcome,
    ReviewState,
)
from workdays.actions.apart import Moved, move_apart

LEAST_PLAN = 10


@transaction.atomic
def decide_review(
    *,
    review_id: int,
    outcome: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    suspension_days: int | None = None,
    plan: str = "",
    plan_due_on: date | None = None,
    has_read: bool = True,
    knows_effect: bool = True,
) -> TerminationReview:
    """
    Decide a review after the office was heard, and carry the decision out on the contract.

    A warning and a suspension are complete with the decision, which closes the review. A
    termination gives notice; the review is closed when the contract has ended. A contract that is
    kept is kept with a plan, and the review is closed when the plan's day has come.

    `has_read` and `knows_effect` are the decider's declarations: nothing is decided without them.

    Raises:
        NotPermitted: the role may not decide reviews, the actor reported a counted case, or
            somebody else decides before them.
        FactorRequired: the second factor is stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been heard, the review or contract does not allow it, or
            a suspension or an end leans on the result of an appeal that was not served.
        Invalid: the reasons are short, a declaration or what the outcome needs is missing.
    """
    review: TerminationReview = begin(DECIDE, review_id, actor, on)
    _need_declarations(has_read=has_read, knows_effect=knows_effect)
    verdict = _verdict(outcome, reasons, suspension_days, plan, plan_due_on, on)
    if verdict["outcome"] in CARRIED and (why := ending_blocked(review)):
        raise IllegalMove(why)
    changes = write(
        review,
        state=ReviewState.DECIDED,
        **verdict,
        decided_on=on,
        decided_by=actor.user_id,
        decided_by_name=actor.name,
    )
    changes.pop("reasons")
    end_flags(
        Flag.objects.open().filter(reviews=review).order_by("pk"),
        FlagEndKind.DECIDED,
        on=on,
        reason=_("Review {number} was decided.").format(number=isolated(review.number)),
        actor=actor,
        at=at,
    )
    record(
        actor=actor,
        verb="review.decided",
        target=review,
        changes=add_seals(changes, review_decision=review),
        note=review.reasons,
        at=at,
    )
    carry_out(review, actor, on, at)
    touch_offices(office_ids=[review.office_id])
    return review


def _verdict(
    outcome: str, reasons: str, days: int | None, plan: str, plan_due_on: date | None, on: date
) -> dict[str, Any]:
    """Return what was decided as it is stored; refuse what an outcome cannot do without."""
    outcome = _known(outcome)
    text = need_text(reasons, "reasons", least=LEAST_REASONS)
    details = {"suspension_days": days, "plan": plan, "plan_due_on": plan_due_on}
    if wrong := wrong_in_details({"outcome": outcome, **details}, on):
        raise Invalid(fields=wrong)
    is_kept, is_suspended = outcome == ReviewOutcome.KEEP, outcome == ReviewOutcome.SUSPEND
    return {
        "outcome": outcome,
        "reasons": text,
        "plan": plan.strip() if is_kept else "",
        "plan_due_on": plan_due_on if is_kept else None,
        "suspension_days": days if is_suspended else None,
    }


def _known(outcome: str) -> ReviewOutcome:
    try:
        return ReviewOutcome(outcome)
    except ValueError:
        raise Invalid(fields={"outcome": [_("Choose one of the outcomes.")]}) from None


def _need_declarations(*, has_read: bool, knows_effect: bool) -> None:
    """Refuse a decision whose decider does not declare what the page asks to be ticked."""
    wrong: dict[str, list[str]] = {}
    if not has_read:
        wrong["has_read"] = [
            _("Read the office's answer first, and declare that you have, or that there is none.")
        ]
    if not knows_effect:
        wrong["knows_effect"] = [
            _(
                "See first who else gives this service nearby, and declare that you know who loses"
                " it."
            )
        ]
    if wrong:
        raise Invalid(fields=wrong)


def wrong_in_details(typed: Mapping[str, Any], on: date) -> dict[str, list[str]]:
    """Return, by field, what an outcome cannot do without, of what was typed so far."""
    wrong: dict[str, list[str]] = {}
    outcome, days = typed.get("outcome"), typed.get("suspension_days")
    if outcome == ReviewOutcome.SUSPEND and "suspension_days" in typed:
        longest = longest_suspension_days(on)
        if not days or days < 1:
            wrong["suspension_days"] = [_("A suspension has a number of days.")]
        elif days > longest:
            text = _("A suspension lasts at most {days} days.")
            wrong["suspension_days"] = [text.format(days=persian_digits(longest))]
    if outcome == ReviewOutcome.KEEP:
        if "plan" in typed and len(typed["plan"].strip()) < LEAST_PLAN:
            wrong["plan"] = [_("A contract is kept with a plan; write it.")]
        if "plan_due_on" in typed and (typed["plan_due_on"] or on) <= on:
            wrong["plan_due_on"] = [_("The plan is done by a day after today.")]
    return wrong


def carry_out(review: TerminationReview, actor: Principal, on: date, at: datetime) -> None:
    """Do to the contract what was decided; what only its agency's manager does waits for one."""
    is_managers = may(actor, Permission.CONTRACT_TERMINATE)
    match review.outcome:
        case ReviewOutcome.SUSPEND | ReviewOutcome.TERMINATE if not is_managers:
            return
        case ReviewOutcome.SUSPEND:
            suspend_contract(
                contract_id=review.contract_id,
                proof=_proof(review, actor, on, at),
                until=last_suspended(on, review.suspension_days or 1),
                reason=review.reasons,
                actor=actor,
                on=on,
                at=at,
            )
            _close(review, _("The contract was suspended."), actor, on, at)
        case ReviewOutcome.TERMINATE:
            issue_termination_notice(
                contract_id=review.contract_id,
                proof=_proof(review, actor, on, at),
                reason=review.reasons,
                actor=actor,
                on=on,
                at=at,
            )
        case ReviewOutcome.WARN:
            _close(review, _("The warning was given with the decision."), actor, on, at)


def _proof(review: TerminationReview, actor: Principal, on: date, at: datetime) -> EndingProof:
    return record_proof(
        contract_id=review.contract_id,
        kind=ProofKind.DECIDED_REVIEW,
        source_id=review.public_id,
        source_label=review.number,
        reasons=review.reasons,
        actor=actor,
        on=review.decided_on or on,
        at=at,
        decider=(review.decided_by or actor.user_id, review.decided_by_name),
    )


def _close(review: TerminationReview, note: str, actor: Principal, on: date, at: datetime) -> None:
    changes = write(review, state=ReviewState.CLOSED, closed_on=on, closing_note=note)
    record(actor=actor, verb="review.closed", target=review, changes=changes, note=note, at=at)


# Decided to terminate, and the contract runs again: its manager withdrew the notice.
WITHDRAWN = Q(
    outcome=ReviewOutcome.TERMINATE,
    contract__state__in=(ContractState.ACTIVE, ContractState.SUSPENDED),
)


@transaction.atomic
def close_executed(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Close the decided reviews that are carried out as of a day; return the keys.

    A termination is, once the contract is no longer under notice (ended, or the notice was
    withdrawn), and any act on a contract that has ended before it was carried out; a kept
    contract is, once the plan's last day has passed.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CASE_TICK)
    under_notice = Q(contract__state=ContractState.TERMINATION_NOTICE)
    visible = TerminationReview.objects.visible_to(actor)
    ended = Q(outcome__in=CARRIED) & ~under_notice & ~Q(pk__in=to_carry_out(visible).values("pk"))
    kept = Q(outcome=ReviewOutcome.KEEP, plan_due_on__lt=as_of)
    reviews = list(
        visible.filter(ended | kept, state=ReviewState.DECIDED)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    withdrawn = set(visible.filter(ended, WITHDRAWN).values_list("pk", flat=True))
    moved = Moved()
    for note, own in (
        (_("The notice was withdrawn: the contract goes on."), True),
        (_("What was decided has been carried out."), False),
    ):
        close = partial(
            move_all,
            state=ReviewState.CLOSED,
            verb="review.closed",
            actor=actor,
            at=at,
            note=note,
            closed_on=as_of,
            closing_note=note,
        )
        done = move_apart([each for each in reviews if (each.pk in withdrawn) is own], close)
        moved.extend(done)
        moved.failed.extend(done.failed)
    return moved

"""What people do to termination reviews: the office, the agency, and the province."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from contracts.acts.contract import STAND_BACK as OF_CONTRACTS
from contracts.acts.recusals import stood_back_before
from contracts.facts.old_receipts import why_entered
from core.acts import (
    NOT_YOURS,
    ActTable,
    Blocked,
    Confirm,
    Excluded,
    Final,
    Paper,
    Whose,
    of_record,
    unless,
)
from offices.acts.interests import INTERESTED, has_interest
from oversight.facts import turns
from oversight.facts.hearings import receipt_blocked
from oversight.facts.paper_service import undecided_service
from oversight.facts.papers import contest_ends, has_entered_answer
from oversight.facts.reporters import (
    has_reported,
    has_stood_back,
    recusal_blocked,
    reporter_blocked,
)
from oversight.facts.untold import ending_blocked
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS, REVIEW_FLOW, ReviewState
from violations.acts.papers import contestable_until
from violations.facts.turns import NO_MEMBER

OTHERS_TURN = gettext_lazy("Somebody else's turn is before yours here.")
NOT_WAITING = gettext_lazy("The review does not wait for a decision.")
NOTHING_LEFT = gettext_lazy("Nothing decided waits to be carried out.")
REPORTER = Excluded("who reported a case that the review counts", reporter_blocked)
RECUSED = Excluded("who stood back from a case that the review counts", recusal_blocked)
OPEN: dict[str, Any] = {
    "states": OPEN_REVIEWS,
    "state_error": gettext_lazy("This review has been decided or is over."),
}
CLOSED = {"review.closed": gettext_lazy("closed the review")}
DECIDABLE = REVIEW_FLOW.sources_of(ReviewState.DECIDED)


def _decides(actor: Principal, review: TerminationReview, on: date) -> bool:
    if actor.has(Permission.REVIEW_DECIDE) or turns.is_turn(actor, review, on):
        return True
    # Who would decide in its place, but for their part, learns that from the next reason.
    had_part = has_reported(review, actor.user_id) or has_stood_back(review, actor.user_id)
    return turns.waits(review) and (had_part or bool(has_interest(review, actor, on)))


def _others_turn(review: TerminationReview, actor: Principal, on: date) -> Blocked | None:
    is_own = turns.is_turn(actor, review, on)
    return None if is_own else Blocked(str(OTHERS_TURN), NOT_YOURS)


def _somebody_is_free(review: TerminationReview, actor: Principal, on: date) -> str:
    if turns.needs_stand_in(review, on):
        return ""
    return _("Somebody whose turn it is is free to decide.")


def _no_member_is_free(review: TerminationReview, actor: Principal, on: date) -> str:
    return "" if turns.members_free_for(review, on, actor) else str(NO_MEMBER)


def _reminded_today(review: TerminationReview, actor: Principal, on: date) -> str:
    return _("The agency has been reminded today.") if review.reminded_on == on else ""


def _answered_and_over(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the review was answered and nothing is added: the time to answer is over."""
    due = review.hearing_due_on
    runs = review.heard_on is None and due is not None and on <= due
    return _("The review has been answered.") if review.statement and not runs else ""


unserved = unless(
    lambda review: review.served_on is None, gettext_lazy("The notice has been served.")
)


def service_waits(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that a receipt of an earlier day was entered."""
    return why_entered(undecided_service(review), actor)


def barred_from_confirming(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the actor reported, or stood back from, a case that the review counts."""
    return reporter_blocked(review, actor, on) or recusal_blocked(review, actor, on)


def entered_answer(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the person entered an answer of the office that counts."""
    if not has_entered_answer(review, actor.user_id):
        return ""
    return _("You entered the office's answer from paper, so somebody else decides.")


def answer_is_contestable(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return until when the office may contest the answer that was entered in its name."""
    return contestable_until(contest_ends(review, on))


def reported_it(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the actor reported a counted case, and so enters no paper of the review."""
    if not has_reported(review, actor.user_id):
        return ""
    return _("You reported a violation that counts here, so somebody else enters its papers.")


def _stood_back_before(review: TerminationReview, actor: Principal, on: date) -> str:
    return stood_back_before(review.contract, actor, on)


ENTERS_NO_PAPER = Excluded("who reported a case that the review counts", reported_it)
REVIEWS = ActTable(
    "review",
    lambda key, actor: TerminationReview.objects.visible_to(actor).lock(key),
    ReviewState,
    not_by=(),
    paper=Paper.NONE,
)
DECIDE = REVIEWS.act(
    "decide",
    title=gettext_lazy("Decision on the contract"),
    icon="gavel",
    permissions=(Permission.REVIEW_DECIDE, Permission.STAND_IN_DECIDE),
    whose=Whose("the contract's own agency, or who decides in its place", _decides, OTHERS_TURN),
    states=DECIDABLE,
    target=ReviewState.DECIDED,
    blocked=(
        unless(
            turns.waits,
            gettext_lazy("It cannot be decided now: the office is to be heard first."),
        ),
        _others_turn,
        answer_is_contestable,
    ),
    event={
        "review.decided": gettext_lazy("decided the review"),
        "flag.decided": gettext_lazy("ended the flag: its review was decided"),
        **CLOSED,
    },
    not_by=(
        REPORTER,
        RECUSED,
        INTERESTED,
        Excluded("who entered the office's answer", entered_answer),
    ),
    tells=("office", "agency"),
    confirm=Confirm.CODE,
    undo="record-judgment",
)
ACKNOWLEDGE = REVIEWS.act(
    "acknowledge",
    title=gettext_lazy("I have received the notice"),
    icon="receipt-text",
    permissions=(Permission.REVIEW_HEAR,),
    **OPEN,
    blocked=(unserved,),
    event={"review.served": gettext_lazy("served the notice")},
    paper=Paper.REQUIRED,
    confirm=Confirm.PAGE,
    undo=Final("What was read stays read."),
    tells=("agency", "office"),
)
ANSWER = REVIEWS.act(
    "answer",
    title=gettext_lazy("Write the answer"),
    verb=gettext_lazy("Answer"),
    icon="pencil",
    permissions=(Permission.REVIEW_HEAR,),
    **OPEN,
    blocked=(_answered_and_over,),
    event={"review.answered": gettext_lazy("answered the review")},
    paper=Paper.OPTIONAL,
    tells=("agency",),
    confirm=Confirm.PLAIN,
    undo=Final("What the office has written stays; it adds to it."),
)
WAIVE = REVIEWS.act(
    "waive",
    title=gettext_lazy("End the window now"),
    icon="fast-forward",
    permissions=(Permission.REVIEW_WAIVE,),
    **OPEN,
    blocked=(
        unless(
            lambda review: review.served_on is not None and review.heard_on is None,
            gettext_lazy("No time to answer is running."),
        ),
    ),
    event={"review.hearing_waived": gettext_lazy("ended the time to answer by declaration")},
    tells=("agency",),
    confirm=(Confirm.PAGE, Confirm.CODE_ANEW),
    undo=Final("The office has declared with a code that the window is over."),
)
NAME_STAND_IN = REVIEWS.act(
    "name-stand-in",
    title=gettext_lazy("Name who decides"),
    verb=gettext_lazy("Appoint a stand-in"),
    icon="gavel",
    permissions=(Permission.STAND_IN_NAME,),
    states=DECIDABLE,
    state_error=NOT_WAITING,
    blocked=(unless(turns.waits, NOT_WAITING), _somebody_is_free, _no_member_is_free),
    event={
        "review.stand_in_named": gettext_lazy("named who decides in place of those who had a part")
    },
    not_by=(REPORTER, RECUSED, INTERESTED),
    tells=("decider",),
    confirm=Confirm.CODE,
    undo="name-stand-in",
)
EXECUTE = REVIEWS.act(
    "execute",
    title=gettext_lazy("Carry out the decision"),
    verb=gettext_lazy("Carry out"),
    icon="hammer",
    permissions=(Permission.CONTRACT_TERMINATE,),
    not_by=(RECUSED, INTERESTED),
    states=(ReviewState.DECIDED,),
    state_error=NOTHING_LEFT,
    blocked=(
        unless(turns.is_to_carry_out, NOTHING_LEFT),
        of_record(turns.suspending_blocked),
        of_record(ending_blocked),
    ),
    event={"review.executed": gettext_lazy("carried out the decision of the review"), **CLOSED},
    tells=("office",),
    confirm=Confirm.CODE,
    undo=Final("A judgment on a case that it counts reaches the contract."),
)
SERVE = REVIEWS.act(
    "serve",
    title=gettext_lazy("Record service"),
    verb=gettext_lazy("Enter the receipt"),
    icon="receipt-text",
    permissions=(Permission.REVIEW_SERVE,),
    not_by=(ENTERS_NO_PAPER, RECUSED, INTERESTED),
    **OPEN,
    blocked=(unserved, of_record(receipt_blocked), service_waits),
    event=ACKNOWLEDGE.event
    | {
        "review.service_proposed": gettext_lazy(
            "entered a service of an earlier day for confirmation"
        )
    },
    paper=Paper.REQUIRED,
    confirm=Confirm.SECOND_IF_BACK,
    undo=Final("A service with its receipt stays."),
    tells=("agency", "office"),
)
RECOMMEND = REVIEWS.act(
    "recommend",
    title=gettext_lazy("Recommend to the agency"),
    verb=gettext_lazy("Recommend"),
    icon="send",
    permissions=(Permission.REVIEW_RECOMMEND,),
    not_by=(RECUSED, INTERESTED),
    **OPEN,
    event={"review.recommended": gettext_lazy("recommended to the agency")},
    tells=("agency",),
    confirm=Confirm.PLAIN,
    undo=Final("It binds nobody."),
)
REMIND = REVIEWS.act(
    "remind",
    title=gettext_lazy("Remind the agency"),
    icon="bell",
    permissions=(Permission.REVIEW_REMIND,),
    not_by=(RECUSED, INTERESTED),
    **OPEN,
    blocked=(_reminded_today,),
    event={"review.reminded": gettext_lazy("reminded the agency")},
    tells=("agency",),
    confirm=Confirm.CLICK,
    undo=Final("A reminder that was sent is not called back."),
)
NOTE = REVIEWS.act(
    "note",
    title=gettext_lazy("Add the note"),
    icon="pencil",
    permissions=(Permission.REVIEW_NOTE,),
    not_by=(RECUSED, INTERESTED),
    event={"review.note_added": gettext_lazy("wrote an internal note")},
    tells=(),
    confirm=Confirm.PLAIN,
    undo=Final("A note is never changed; another one follows."),
)
STAND_BACK = REVIEWS.act(
    "stand-back",
    title=OF_CONTRACTS.title,
    icon=OF_CONTRACTS.icon,
    permissions=OF_CONTRACTS.permissions,
    not_by=(),
    blocked=(_stood_back_before,),
    event=OF_CONTRACTS.event,
    tells=(*OF_CONTRACTS.tells, "office"),  # the office: of the cases that follow
    confirm=OF_CONTRACTS.confirm,
    is_danger=True,
    undo=OF_CONTRACTS.undo,
)

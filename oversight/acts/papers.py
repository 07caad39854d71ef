"""What people do with papers of a review: the office's answer, a judgment on the decision."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission, Role
from approvals.facts import is_as_proposed
from core.acts import Confirm, Excluded, Final, Paper, Whose, unless
from offices.acts.interests import INTERESTED
from oversight.acts.reviews import ENTERS_NO_PAPER, OPEN, OTHERS_TURN, RECUSED, REVIEWS
from oversight.facts import turns
from oversight.facts.papers import decides_by_person, paper_answers, undecided_paper
from oversight.models import TerminationReview
from oversight.states import CARRIED, ReviewState


def records_judgments(actor: Principal, review: TerminationReview, on: date) -> bool:
    """Tell whether the actor is the secretariat, or the second signatory of the agency."""
    is_own = review.agency.public_id in actor.agency_ids
    return actor.role is Role.SECRETARIAT or (actor.role is Role.AGENCY_APPEAL and is_own)


def decided_it(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the person decided the review."""
    if is_same_person(review.decided_by, actor.user_id):
        return _("You decided this review, so somebody else records the judgment.")
    return ""


def carried_out(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the decision was done to the contract, on which its judgment is recorded."""
    if review.outcome not in CARRIED or not turns.is_carried_out(review):
        return ""
    return _("The decision was carried out: the judgment is recorded on the contract.")


def _takes_paper(actor: Principal, review: TerminationReview, on: date) -> bool:
    return actor.role is Role.SECRETARIAT or review.agency.public_id in actor.agency_ids


def decides_it(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the person decides the review by any account, or would in its turn."""
    if not actor.has(Permission.REVIEW_DECIDE) and not decides_by_person(review, actor.user_id, on):
        return ""
    return _("You decide this review; a colleague or the secretariat enters the office's paper.")


def confirms_no_answer(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the person decides the review, and so confirms no paper of its office."""
    if not decides_by_person(review, actor.user_id, on):
        return ""
    return _("You decide this review; somebody else confirms the office's paper.")


def confirms_no_judgment(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that the person decided the review, and so confirms no judgment on it."""
    if is_same_person(review.decided_by, actor.user_id):
        return _("You decided this review; somebody else confirms the judgment.")
    return ""


def entry_waits(review: TerminationReview, actor: Principal, on: date) -> str:
    """Return that a paper of an earlier day waits for its second person."""
    pending = undecided_paper(review)
    if pending is None or (pending.proposed_by == actor.user_id and not is_as_proposed(pending)):
        return ""
    return _("This has been entered already and waits for its second person.")


def _nothing_to_contest(review: TerminationReview, actor: Principal, on: date) -> str:
    if paper_answers(review):
        return ""
    return _("No answer was entered from paper in your name.")


ENTER_ANSWER = REVIEWS.act(
    "enter-answer",
    title=gettext_lazy("Enter the office's answer from paper"),
    verb=gettext_lazy("Enter a paper answer"),
    icon="file-pen",
    permissions=(Permission.CASE_ENTER_PAPER,),
    whose=Whose("the contract's own agency, and the secretariat", _takes_paper, OTHERS_TURN),
    not_by=(
        ENTERS_NO_PAPER,
        RECUSED,
        INTERESTED,
        Excluded("who decides the review", decides_it),
    ),
    **OPEN,
    blocked=(
        unless(
            lambda review: review.served_on is not None,
            gettext_lazy("The notice has not been served."),
        ),
        entry_waits,
    ),
    event={
        "review.answer_entered": gettext_lazy("entered the office's answer from paper"),
        "review.answer_proposed": gettext_lazy(
            "entered an answer of an earlier day for confirmation"
        ),
    },
    paper=Paper.REQUIRED,
    confirm=Confirm.SECOND_IF_BACK,
    undo="contest-answer",
    tells=("agency", "office"),
)
CONTEST_ANSWER = REVIEWS.act(
    "contest-answer",
    title=gettext_lazy("Contest the answer entered in your name"),
    verb=gettext_lazy("Contest the paper"),
    icon="octagon-alert",
    permissions=(Permission.REVIEW_HEAR,),
    **OPEN,
    blocked=(_nothing_to_contest,),
    event={"review.answer_contested": gettext_lazy("contested the answer entered in its name")},
    confirm=Confirm.CODE_ANEW,
    undo="enter-answer",
    tells=("agency", "deputy"),
)
RECORD_JUDGMENT = REVIEWS.act(
    "record-judgment",
    title=gettext_lazy("Record a judgment"),
    icon="scale",
    permissions=(Permission.CASE_RECORD_JUDGMENT,),
    whose=Whose(
        "the agency's second signatory or the secretariat",
        records_judgments,
        gettext_lazy(
            "A judgment on a review is recorded by the agency's second signatory, or by the"
            " secretariat."
        ),
    ),
    not_by=(RECUSED, INTERESTED, Excluded("decided the review", decided_it)),
    states=(ReviewState.DECIDED,),
    state_error=gettext_lazy("No decision of this review waits to be carried out."),
    target=ReviewState.SUPERSEDED,
    blocked=(carried_out, entry_waits),
    event={
        "review.judgment_annulled": gettext_lazy("recorded a judgment that annuls the decision"),
        "review.judgment_proposed": gettext_lazy(
            "entered a judgment of an earlier day for confirmation"
        ),
    },
    paper=Paper.REQUIRED,
    tells=("office", "agency", "deputy", "association"),
    confirm=(Confirm.CODE, Confirm.SECOND_IF_BACK),
    is_danger=True,
    undo=Final("A judgment stands; the agency decides on a new ground."),
)

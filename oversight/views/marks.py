"""The marks of reviews and duties on lists and pages."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oversight.models import TerminationReview
from oversight.states import DutyState, ReviewOutcome, ReviewState, state_words

STATE_TONES = {
    ReviewState.OPEN: ("pill", "info"),
    ReviewState.HEARD: ("pill", "warn"),
    ReviewState.ESCALATED: ("pill", "danger"),
    ReviewState.DECIDED: ("stamp", "ok"),
    ReviewState.CLOSED: ("stamp", "neutral"),
    ReviewState.SUPERSEDED: ("stamp", "neutral"),
}

DUTY_TONES = {
    DutyState.RUNNING: ("pill", "info"),
    DutyState.REMINDED: ("pill", "warn"),
    DutyState.HEAD: ("pill", "warn"),
    DutyState.DEPUTY: ("pill", "danger"),
    DutyState.AGENDA: ("pill", "danger"),
    DutyState.ACTED: ("stamp", "ok"),
    DutyState.REFUSED: ("stamp", "warn"),
    DutyState.VOID: ("stamp", "neutral"),
}

OUTCOME_MARKS = {
    ReviewOutcome.KEEP: ("pill", "neutral"),
    ReviewOutcome.WARN: ("pill", "warn"),
    ReviewOutcome.SUSPEND: ("stamp", "danger"),
    ReviewOutcome.TERMINATE: ("stamp", "danger"),
}


def duty_mark(state: str) -> dict[str, Any]:
    """Return the mark of where a duty stands."""
    kind, tone = DUTY_TONES[DutyState(state)]
    return {"kind": kind, "tone": tone, "text": str(DutyState(state).label)}


# Of a decided review whose ground was annulled.
FALLEN = {"kind": "stamp", "tone": "neutral", "text": gettext_lazy("ground annulled")}


def outcome_mark(review: TerminationReview, *, is_fallen: bool = False) -> dict[str, Any] | None:
    """Return the mark of what was decided, and whether its ground was annulled; None before."""
    if not review.outcome:
        return None
    if is_fallen:
        text = outcome_words(review.outcome, is_fallen=True)
        return {"kind": "stamp", "tone": "neutral", "text": text}
    kind, tone = OUTCOME_MARKS[ReviewOutcome(review.outcome)]
    return {"kind": kind, "tone": tone, "text": review.get_outcome_display()}


def outcome_words(outcome: str, *, is_fallen: bool) -> str:
    """Return what was decided, and whether its ground was annulled; empty before."""
    label = str(ReviewOutcome(outcome).label) if outcome else ""
    return _("{outcome}, annulled").format(outcome=label) if label and is_fallen else label


def state_mark(state: str, *, answered: bool) -> dict[str, Any]:
    """Return the mark of where a review stands; a window may end without an answer."""
    kind, tone = STATE_TONES[ReviewState(state)]
    return {"kind": kind, "tone": tone, "text": state_words(state, answered=answered)}

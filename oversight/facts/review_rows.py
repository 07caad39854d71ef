"""Termination reviews as the pages of offices, contracts, agencies and cases list them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from oversight.facts.annulments import fallen_reviews
from oversight.facts.papers import answered_on_paper
from oversight.models import TerminationReview
from oversight.states import ANSWERED_IN, OPEN_REVIEWS, ReviewState, state_words

MOST_SHOWN = 8
TONES = {
    ReviewState.OPEN: "info",
    ReviewState.HEARD: "warn",
    ReviewState.ESCALATED: "danger",
    ReviewState.DECIDED: "neutral",
    ReviewState.CLOSED: "neutral",
    ReviewState.SUPERSEDED: "neutral",
}


def review_rows(reviews: QuerySet[TerminationReview], on: date) -> list[dict[str, Any]]:
    """Return reviews as rows: address, state, agency, deadline and whether it has passed."""
    rows = reviews.select_related("agency", "office", "contract").order_by("-opened_on", "-pk")
    found = list(rows[:MOST_SHOWN])
    on_paper = answered_on_paper(
        [one.pk for one in found if one.state in ANSWERED_IN and not one.statement]
    )
    fallen = fallen_reviews({review.public_id: review.outcome for review in found})
    return [
        {
            "number": review.number,
            "url": review.get_absolute_url(),
            "office": review.office,
            "agency": review.agency.short_name,
            "contract": review.contract,
            "opened_on": review.opened_on,
            "due_on": review.decision_due_on,
            "is_open": review.state in OPEN_REVIEWS,
            "is_late": review.state in OPEN_REVIEWS and review.decision_due_on < on,
            "mark": _mark(
                review, is_fallen=review.public_id in fallen, answered=review.pk in on_paper
            ),
            "outcome": review.get_outcome_display() if review.outcome else "",
            "decided_on": review.decided_on,
        }
        for review in found
    ]


def _mark(review: TerminationReview, *, is_fallen: bool, answered: bool) -> dict[str, Any]:
    if is_fallen:
        return {"kind": "stamp", "tone": "neutral", "text": _("ground annulled")}
    words = state_words(review.state, answered=answered or bool(review.statement))
    return {"tone": TONES[ReviewState(review.state)], "text": words}

"""The termination reviews that run against an office, and for whom each of them waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.principal import Principal
from oversight.facts.windows import HEARING, Clock, clocks, own_clock
from oversight.models import TerminationReview
from oversight.states import ReviewState


@dataclass(frozen=True)
class Running:
    """One open review for its office: what is asked of it or what it waits for, and its clock."""

    review: TerminationReview
    said: str
    is_asked: bool
    clock: Clock


def running_reviews(actor: Principal, on: date) -> Sequence[Running]:
    """Return the open reviews in the actor's scope, the nearest decision first; one query."""
    reviews = TerminationReview.objects.visible_to(actor).open()
    found = reviews.select_related("contract", "agency", "county")
    return [_running(review, on) for review in found.order_by("decision_due_on", "pk")]


def _running(review: TerminationReview, on: date) -> Running:
    is_heard = review.heard_on is not None
    wanted = HEARING if review.served_on and not is_heard else own_clock(review)
    clock = next(one for one in clocks(review, on) if one.name == wanted)
    is_asked = not is_heard and not review.statement
    return Running(review, _said(review, is_heard=is_heard), is_asked, clock)


def _said(review: TerminationReview, *, is_heard: bool) -> str:
    if review.served_on is None and not is_heard:
        return _("You are asked to receive the notice; your time to answer begins then.")
    if not is_heard and review.statement:
        return _("Your answer was filed; you may add to it until your time to answer ends.")
    if not is_heard:
        return _("You are asked for your answer.")
    if review.state == ReviewState.ESCALATED:
        return _(
            "Nothing is asked of you: the time for the decision has passed, and the deputy"
            " follows it up."
        )
    if not review.statement:
        return _("Your time to answer is over; it waits for the decision.")
    return _("Nothing is asked of you: it waits for the decision.")

"""The windows of a termination review: the office's time to answer, the agency's to decide."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS
from workdays.facts import Ribbon, calendars_of, ribbon
from workdays.facts.stopped import stopped
from workdays.rules import Unit

HEARING, DECISION = "review.hearing", "review.decision"
_AHEAD = timedelta(days=30)


@dataclass(frozen=True)
class Clock:
    """A window of a review: the name of its kind of deadline, its ribbon, how it was computed."""

    name: str
    ribbon: Ribbon
    url: str


def clocks(review: TerminationReview, on: date) -> list[Clock]:
    """
    Return the windows of the review: the office's, and the agency's.

    The agency's counts the working days of its own kind of body at its seat, as it was computed.
    """
    end = max(review.decision_due_on, review.hearing_due_on or on, on) + _AHEAD
    county, own = (review.county.public_id, ""), review.agency.calendar_place
    calendars = calendars_of({county, own}, review.opened_on, end)
    shown: list[tuple[str, Ribbon]] = []
    if review.served_on and review.hearing_due_on:
        office = ribbon(
            review.served_on, review.hearing_due_on, on, calendars[county],
            done_on=_heard_on(review), label=_("the office's window"), unit=Unit.DAY,
        )  # fmt: skip
        shown.append((HEARING, office))
    if review.state in OPEN_REVIEWS or review.decided_on:
        agency = ribbon(
            review.opened_on, review.decision_due_on, on, calendars[own],
            done_on=review.decided_on, label=_("the agency's deadline"),
        )  # fmt: skip
        shown.append((DECISION, agency))
    still = stopped([review.number], on) if review.state in OPEN_REVIEWS else {}
    return [
        Clock(
            name,
            drawn.stopped(still.get((review.number, drawn.due_on))),
            reverse("workdays:deadline", args=[name, review.public_id]),
        )
        for name, drawn in shown
    ]


def running_windows(number: str, actor: Principal, on: date) -> list[Ribbon]:
    """Return the windows that run for a review in scope; none where there is no such review."""
    reviews = TerminationReview.objects.visible_to(actor).filter(state__in=OPEN_REVIEWS)
    review = reviews.select_related("county", "agency__seat").filter(number=number).first()
    if review is None:
        return []
    is_heard = review.heard_on is not None
    return [clock.ribbon for clock in clocks(review, on) if clock.name == DECISION or not is_heard]


def _heard_on(review: TerminationReview) -> date | None:
    """Return when the office's window ended; one that lapsed ended on its last day, not late."""
    if review.heard_on is None or review.hearing_due_on is None:
        return review.heard_on
    return min(review.heard_on, review.hearing_due_on)

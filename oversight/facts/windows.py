"""The windows of a review: the office's time to answer, the agency's to serve and to decide."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, F, When
from django.db.models.functions import Coalesce, Least
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS
from workdays.facts import Deadline, Ribbon, after_entry, calendars_of, deadline, ribbon
from workdays.facts.stopped import stopped
from workdays.models.kinds import unit_of
from workdays.rules import DeadlineKey

HEARING, SERVICE, DECISION = "review.hearing", "review.service", "review.decision"
_AHEAD = timedelta(days=30)


# From which day the agency's present window runs: the end of the office's time to answer, or the
# opening while the notice is not served. A window that was begun by an older rule runs from there.
OWN_SINCE = Case(
    When(
        hearing_due_on__lt=F("decision_due_on"),
        then=Least("hearing_due_on", Coalesce("heard_on", "hearing_due_on")),
    ),
    default=F("opened_on"),
)


def decision_deadline(review: TerminationReview, day: date) -> Deadline:
    """Return until when the agency decides if the office's time to answer ends on a day."""
    county, body = review.agency.calendar_place
    return deadline(DeadlineKey.AGENCY_ACTION, day, county, body=body)


def hearing_deadline(review: TerminationReview, on: date, entered_on: date) -> Deadline:
    """
    Return until when the office may answer if it was served on a day, by its own county's days.

    Its time does not end before it could see a service that was entered later.
    """
    county = review.county.public_id
    return after_entry(deadline(DeadlineKey.REVIEW_HEARING, on, county), entered_on, county)


def own_clock(review: TerminationReview) -> str:
    """Return the kind of deadline by which the agency takes its next step."""
    return DECISION if review.served_on else SERVICE


def own_since(review: TerminationReview) -> date:
    """Return from which day the agency's present window runs; the same rule as `OWN_SINCE`."""
    due = review.hearing_due_on
    if due is None or due >= review.decision_due_on:
        return review.opened_on
    return min(due, review.heard_on or due)


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
            done_on=_heard_on(review), label=_("the office's window"), unit=unit_of(HEARING),
        )  # fmt: skip
        shown.append((HEARING, office))
    if review.state in OPEN_REVIEWS or review.decided_on:
        label = _("the agency's deadline") if review.served_on else _("the service of the notice")
        agency = ribbon(
            own_since(review), review.decision_due_on, on, calendars[own],
            done_on=review.decided_on, label=label, unit=unit_of(DECISION),
        )  # fmt: skip
        shown.append((own_clock(review), agency))
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
    return [clock.ribbon for clock in clocks(review, on) if clock.name != HEARING or not is_heard]


def _heard_on(review: TerminationReview) -> date | None:
    """Return when the office's window ended: also with its review, and not later than it lapsed."""
    ended_on = review.heard_on or review.closed_on
    if ended_on is None or review.hearing_due_on is None:
        return ended_on
    return min(ended_on, review.hearing_due_on)

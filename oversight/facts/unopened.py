"""Notices of termination reviews that wait to be served, and those left unopened in the portal."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from accounts.principal import Principal
from accounts.roles import Role
from contracts.facts.unopened import PREFIX
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS
from workdays.facts.unopened import shown

CLOCK = "review.paper_service"


def to_serve() -> Q:
    """
    Return the condition that the notice of a review was issued and waits for its service.

    `oversight_notice_waits` in oversight/sql/unopened.sql asks the same.
    """
    return Q(
        state__in=OPEN_REVIEWS,
        issued_on__isnull=False,
        served_on__isnull=True,
        heard_on__isnull=True,
    )


def on_paper() -> Q:
    """Return the condition that the notice of a review, left unopened, is served on paper."""
    return Q(to_serve(), notice_paper_since__isnull=False)


def unopened_part(review: TerminationReview, actor: Principal) -> Mapping[str, Any]:
    """Return what the page of a review says of its notice while it waits unopened."""
    waits = review.state in OPEN_REVIEWS and not review.served_on and not review.heard_on
    if review.issued_on is None or not waits or actor.role is Role.ASSOCIATION:
        return {}
    return shown(review, CLOCK, review.issued_on, PREFIX, to_office=actor.role is Role.OPERATOR)

"""What a reader may do with a termination review now, from its table of acts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.acts import Act
from core.web import ActLink, act_links
from oversight.acts.reviews import DECIDE, NAME_STAND_IN, NOTE, REMIND, REVIEWS
from oversight.facts import turns
from oversight.models import TerminationReview

# Where on the page of a review stands the form or the button of an act.
PLACES = {DECIDE: "#decide", REMIND: "#decide", NOTE: "#notes"}


def links_on(review: TerminationReview, actor: Principal, on: date) -> dict[str, ActLink]:
    """Return the acts that the page of a review offers, by name with underscores."""
    links = _links(review, actor, on, lambda act: _address(act, review))
    return {link.name.replace("-", "_"): link for link in links}


def commands_on(review: TerminationReview, actor: Principal, on: date) -> list[ActLink]:
    """
    Return the acts on a review that the palette offers, notes apart.

    What is done on the page of the review leads to where its form or button stands.
    """
    page = review.get_absolute_url()

    def url(act: Act) -> str:
        return f"{page}{PLACES[act]}" if act in PLACES else _address(act, review)

    links = _links(review, actor, on, url)
    return [_renamed(link, review, on) for link in links if link.name != NOTE.name]


def _links(
    review: TerminationReview, actor: Principal, on: date, url: Callable[[Act], str]
) -> list[ActLink]:
    return act_links(REVIEWS, review, actor, on, url=url)


def _renamed(link: ActLink, review: TerminationReview, on: date) -> ActLink:
    if link.name == NAME_STAND_IN.name and turns.stand_in_of(review, on):
        return replace(link, label=_("Name another member"))
    return link


def _address(act: Act, review: TerminationReview) -> str:
    return reverse(f"oversight:{act.name}", args=[review.number])

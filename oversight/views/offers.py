"""What a reader may do with a termination review now; the actions ask again."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from oversight.facts import pages, turns
from oversight.facts.reporters import against_deciding
from oversight.facts.untold import against_ending
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS
from violations.views.offers import Offer


def open_to(review: TerminationReview, actor: Principal, on: date) -> dict[str, Any]:
    """Return what the actor may do now, beside deciding, as the page of a review asks it."""
    is_open = review.state in OPEN_REVIEWS
    is_own = is_open and review.office.public_id in actor.office_ids
    is_served = review.served_on is not None
    serves = may(actor, Permission.REVIEW_SERVE) and review.agency.public_id in actor.agency_ids
    may_acknowledge = is_own and not is_served
    return {
        "may_serve": serves and not is_served and is_open,
        "may_acknowledge": may_acknowledge,
        "would_be_due_on": pages.hearing_due(review, on) if may_acknowledge else None,
        "may_answer": is_own and is_served and not review.statement,
        "may_waive": is_own and is_served and review.heard_on is None,
        "may_recommend": may(actor, Permission.REVIEW_RECOMMEND) and is_open,
        "against_ending": against_ending(review) if actor.is_agency or actor.is_province else "",
        "may_execute": may(actor, Permission.CONTRACT_TERMINATE) and turns.is_to_carry_out(review),
        "may_remind": may(actor, Permission.REVIEW_REMIND) and is_open,
    }


def naming(review: TerminationReview, actor: Principal, on: date) -> dict[str, Any]:
    """Return whether a named one decides, who that is, and whether the actor may name somebody."""
    sees = actor.is_province or actor.is_agency
    is_passed = turns.needs_stand_in(review, on)
    may_name = may(actor, Permission.STAND_IN_NAME) and is_passed
    return {
        "is_passed": is_passed,
        "stand_in": turns.stand_in_of(review, on) if sees else None,
        "may_name": may_name and not against_deciding(review, actor),
    }


def writes_notes(actor: Principal) -> bool:
    """Tell whether the actor adds notes to reviews, for the actor's own body."""
    return may(actor, Permission.REVIEW_NOTE)


def offers_on(review: TerminationReview, actor: Principal, on: date) -> list[Offer]:
    """
    Return the acts on a review that are open to the actor, the main one first.

    What a click on the page does has no page of its own: it leads to where its button stands.
    """
    now = open_to(review, actor, on) | naming(review, actor, on)
    number, page = [review.number], review.get_absolute_url()
    found = [
        (turns.is_turn(actor, review, on), f"{page}#decide", _("Decision on the contract"),
         "gavel"),
        (now["may_acknowledge"], page, _("I have received the notice"), "receipt-text"),
        (now["may_answer"], reverse("oversight:answer", args=number), _("Write the answer"),
         "pencil"),
        (now["may_waive"], reverse("oversight:waive", args=number), _("End the window now"),
         "fast-forward"),
        (now["may_name"], reverse("oversight:stand-in", args=number),
         _("Name another member") if now["stand_in"] else _("Name who decides"), "gavel"),
        (now["may_execute"], reverse("oversight:execute", args=number),
         _("Carry out the decision"), "hammer"),
        (now["may_serve"], reverse("oversight:service", args=number), _("Record service"),
         "receipt-text"),
        (now["may_recommend"], reverse("oversight:recommend", args=number),
         _("Recommend to the agency"), "send"),
        (now["may_remind"], f"{page}#decide", _("Remind the agency"), "bell"),
    ]  # fmt: skip
    return [Offer(label, url, label, icon=icon) for holds, url, label, icon in found if holds]

"""The service of a review's notice on paper: in time, or confirmed by a second person (ADR 47)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import confirmers, pending_of
from approvals.models import PendingAct
from contracts.facts.old_receipts import receipt_in_words, seals_of, still_valid
from core.acts import once_per_record
from offices.facts.interests import accounts_with_interest
from oversight.facts.reporters import has_reported, has_stood_back
from oversight.models import TerminationReview

SERVICE = "review.serve"


def wrong_in_service(
    review: TerminationReview, typed: Mapping[str, Any], on: date
) -> dict[str, list[str]]:
    """Return what is wrong, by field, with the day on which the notice was served on paper."""
    day = typed.get("served_on")
    if not day or (review.issued_on or review.opened_on) <= day <= on:
        return {}
    return {"served_on": [_("The day of service lies between the notice and today.")]}


@once_per_record
def undecided_service(review: TerminationReview) -> PendingAct | None:
    """Return the service of an earlier day that nobody has decided on, be it void or not."""
    return pending_of(SERVICE, review) if review.served_on is None else None


def waiting_service(review: TerminationReview) -> PendingAct | None:
    """Return the service of an earlier day that a second person can confirm."""
    return still_valid(undecided_service(review))


def without_waiting_service(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Leave out the reviews of which an entered service waits for its second person."""
    entered = PendingAct.objects.waiting().filter(act=SERVICE, target_id=OuterRef("public_id"))
    return reviews.exclude(Exists(entered))


def is_confirmed_above(review: TerminationReview, proposer: int, on: date) -> bool:
    """Tell whether the deputy confirms a service: nobody else of the agency is free to."""
    held = confirmers(Permission.CASE_CONFIRM_CLOSING, on, review.agency.public_id)
    held = held.exclude(user_id__in=accounts_with_interest(review.office, on))
    return not any(
        not is_same_person(account, proposer)
        and not has_reported(review, account)
        and not has_stood_back(review, account)
        for account in held.values_list("user_id", flat=True).distinct()
    )


def without_barred(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the services of reviews in which the principal had a part."""
    part = Func(
        F("pk"), Value(principal.user_id), function="oversight_had_part",
        output_field=BooleanField(),
    )  # fmt: skip
    reviews = TerminationReview.objects.filter(part, public_id=OuterRef("target_id"))
    return rows.exclude(Exists(reviews), act=SERVICE)


def service_content(review: TerminationReview, arguments: Mapping[str, Any]) -> Any:
    """Return on what a confirmed service rests: the notice, and the seal of the receipt."""
    return {
        "issued_on": review.issued_on,
        "served_on": review.served_on,
        "receipt": seals_of(arguments),
    }


def service_in_words(
    review: TerminationReview, arguments: Mapping[str, Any]
) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a service of an earlier day is recorded."""
    return receipt_in_words(_("Termination review"), review, arguments)

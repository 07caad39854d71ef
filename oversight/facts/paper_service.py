"""The service of a review's notice on paper: in time, or confirmed by a second person (ADR 47)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Value
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, SCOPE_OF, Permission, Role, ScopeKind
from approvals.facts import is_as_proposed, pending_of
from approvals.models import PendingAct
from core.acts import once_per_record
from core.jalali import short
from core.persian import isolated, persian_digits
from notices.models import Dispatch
from oversight.facts.reporters import has_reported, has_stood_back
from oversight.models import TerminationReview
from workdays.facts import deadline
from workdays.rules import DeadlineKey

SERVICE = "review.serve"
_CONFIRMERS = [
    role
    for role in Role
    if Permission.CASE_CONFIRM_CLOSING in ROLE_PERMISSIONS[role]
    and SCOPE_OF[role] == ScopeKind.AGENCY
]


def is_entered_back(review: TerminationReview, served_on: date, on: date) -> bool:
    """Tell whether a service is entered so late that another person confirms it."""
    return on > deadline(DeadlineKey.PAPER_ENTRY, served_on, review.county.public_id).due_on


@once_per_record
def undecided_service(review: TerminationReview) -> PendingAct | None:
    """Return the service of an earlier day that nobody has decided on, be it void or not."""
    return pending_of(SERVICE, review) if review.served_on is None else None


@once_per_record
def waiting_service(review: TerminationReview) -> PendingAct | None:
    """Return the service of an earlier day that a second person can confirm."""
    pending = undecided_service(review)
    return pending if pending is not None and is_as_proposed(pending) else None


def without_waiting_service(reviews: QuerySet[TerminationReview]) -> QuerySet[TerminationReview]:
    """Leave out the reviews of which an entered service waits for its second person."""
    entered = PendingAct.objects.waiting().filter(act=SERVICE, target_id=OuterRef("public_id"))
    return reviews.exclude(Exists(entered))


def had_part(review: TerminationReview, account: int) -> bool:
    """Tell whether a person reported, or stood back from, a case that the review counts."""
    return has_reported(review, account) or has_stood_back(review, account)


def is_confirmed_above(review: TerminationReview, proposer: int, on: date) -> bool:
    """Tell whether the deputy confirms a service: nobody else of the agency is free to."""
    held = RoleGrant.objects.in_force(on).filter(
        role__in=_CONFIRMERS, scope_id=review.agency.public_id, user__is_active=True
    )
    return not any(
        not is_same_person(account, proposer) and not had_part(review, account)
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
    receipt = Dispatch.objects.filter(public_id=arguments["receipt"])
    return {
        "issued_on": review.issued_on,
        "served_on": review.served_on,
        "receipt": list(receipt.values_list("scan_sha256", flat=True)),
    }


def service_in_words(
    review: TerminationReview, arguments: Mapping[str, Any]
) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a service of an earlier day is recorded."""
    sha256 = Dispatch.objects.values_list("scan_sha256", flat=True)
    return [
        (_("Termination review"), isolated(review.number)),
        (_("Office"), f"{review.office.name} ({persian_digits(review.office.code)})"),
        (_("Served on"), persian_digits(short(date.fromisoformat(arguments["day"])))),
        (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
        (_("Proof of service"), arguments["text"]),
        (_("Seal of the receipt"), sha256.get(public_id=arguments["receipt"])),
    ]

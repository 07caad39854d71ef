"""Termination reviews, silent agencies and proposed policies that wait for somebody."""

from datetime import timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits, isolated
from oversight.models import Flag, PolicyVersion, TerminationReview
from oversight.states import PolicyState, ReviewState, RuleCode

REVIEWS, REVIEW, FLAG = Section.REVIEWS, "oversight:review", "oversight:flag"
KINDS = {
    "receive-review": Kind(
        REVIEWS, "message", _("Receive the notice of the termination review"),
        _("See the notice"), REVIEW,
    ),
    "hear": Kind(REVIEWS, "review", _("Answer the termination review"), _("Answer"), REVIEW),
    "serve-review": Kind(
        REVIEWS, "message", _("The notice of a review has not been served"),
        _("Enter the receipt"), REVIEW,
    ),
    "review": Kind(REVIEWS, "review", _("Decide the termination review"), _("Decide"), REVIEW),
    "recommend": Kind(
        REVIEWS, "review", _("Recommend on the termination review"), _("Recommend"), REVIEW
    ),
    "escalated": Kind(
        REVIEWS, "review", _("The agency has not decided the review"), _("Follow up"), REVIEW
    ),
    "silence": Kind(REVIEWS, "agency", _("The agency has not acted in time"), _("See why"), FLAG),
    "policy": Kind(
        Section.POLICIES, "policy", _("Approve or refuse the proposed policy"), _("Examine"),
        "oversight:policy",
    ),
}  # fmt: skip
ONE_DAY = timedelta(days=1)
AGENCY = "agency__short_name"


def waits(principal: Principal) -> Waits:
    """Yield the reviews, flags on agencies and policies that wait for the principal."""
    yield from _reviews(principal)
    yield from _silence(principal)
    if may(principal, Permission.POLICY_APPROVE):
        proposals = PolicyVersion.objects.visible_to(principal).filter(state=PolicyState.PROPOSED)
        yield Waiting(
            "policy",
            proposals.exclude(proposed_by__in=accounts_of(principal.user_id)),
            "created_at",
            # It is approved before its day comes, or proposed anew.
            ExpressionWrapper(F("valid_from") - ONE_DAY, DateField()),
            note="proposed_by_name",
            office="title",
            code=Value(""),
            county=None,
        )


def _reviews(principal: Principal) -> Waits:
    reviews = TerminationReview.objects.visible_to(principal).open()
    unheard = reviews.filter(heard_on=None)
    opened, due = "opened_on", "decision_due_on"
    if may(principal, Permission.REVIEW_HEAR):
        unserved = unheard.filter(served_on=None)
        yield Waiting("receive-review", unserved, "issued_on", note=AGENCY)
        answering = unheard.exclude(served_on=None)
        yield Waiting("hear", answering, "served_on", "hearing_due_on", note=AGENCY)
    if may(principal, Permission.REVIEW_SERVE):
        unserved = unheard.filter(served_on=None, issued_on__isnull=False)
        yield Waiting("serve-review", unserved, "issued_on", note=isolated(F("contract__number")))
    if may(principal, Permission.REVIEW_DECIDE):
        heard = reviews.filter(heard_on__isnull=False)
        yield Waiting("review", heard, opened, due, note=isolated(F("contract__number")))
    if principal.role is Role.EXPERT:
        silent = reviews.filter(recommended_on=None)
        yield Waiting("recommend", silent, opened, due, note=AGENCY)
    if may(principal, Permission.REVIEW_ESCALATE):
        escalated = reviews.filter(state=ReviewState.ESCALATED)
        yield Waiting("escalated", escalated, opened, due, note=AGENCY)


def _silence_of(name: str) -> Any:
    """Return what a flag says of that on which the agency keeps silent."""
    return KT(f"inputs__silence__{name}")


def _silence(principal: Principal) -> Waits:
    """Yield rule A01's open flags: for the deputy, and for the agency itself."""
    if not (may(principal, Permission.REVIEW_ESCALATE) or may(principal, Permission.REVIEW_DECIDE)):
        return
    flags = Flag.objects.visible_to(principal).open()
    yield Waiting(
        "silence",
        flags.filter(Q(code=RuleCode.AGENCY_INACTION), agency__isnull=False, is_watch=False),
        Cast(_silence_of("since"), DateField()),
        Cast(_silence_of("due_on"), DateField()),
        isolated(_silence_of("number")),
        number="public_id",
        office="agency__name",
        code="code",
        county=None,
    )

"""Termination reviews, duties left undone and proposed policies that wait for somebody."""

from datetime import timedelta
from typing import Any

from django.db.models import DateField, ExpressionWrapper, F, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits, isolated
from oversight.models import Duty, PolicyVersion, TerminationReview
from oversight.states import DutyKind, DutyState, PolicyState, ReviewState

REVIEWS, REVIEW, DUTY = Section.REVIEWS, "oversight:review", "oversight:duty"
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
    "ignored": Kind(
        REVIEWS, "agency", _("The agency has let its period pass"), _("See the duty"), DUTY
    ),
    "policy": Kind(
        Section.POLICIES, "policy", _("Approve or refuse the proposed policy"), _("Examine"),
        "oversight:policy",
    ),
}  # fmt: skip
ONE_DAY = timedelta(days=1)
AGENCY = "agency__short_name"


def waits(principal: Principal) -> Waits:
    """Yield the reviews, duties of agencies and policies that wait for the principal."""
    yield from _reviews(principal)
    yield from _duties(principal)
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


def _duties(principal: Principal) -> Waits:
    """
    Yield the duties that have come before the deputy, for him and for the agency's own manager.

    A flag's duty waits with its review, which stands here already.
    """
    duties = Duty.objects.visible_to(principal).open().exclude(kind=DutyKind.REVIEW)
    columns: dict[str, Any] = {
        "note": Concat(isolated(F("case__number")), Value(" · "), F("agency__short_name")),
        "number": "public_id",
        "county": "office__county__public_id",
    }
    if may(principal, Permission.REVIEW_ESCALATE) or may(principal, Permission.DUTY_REFUSE):
        high = duties.filter(state__in=(DutyState.DEPUTY, DutyState.AGENDA))
        yield Waiting("ignored", high, "starts_on", "due_on", **columns)

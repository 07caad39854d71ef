"""Why the role of an operator needs a second admin: somebody weighs a matter of the office."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.roles import Role
from accounts.second import SECOND_REASONS, SecondReason
from core.scope import across_tenants
from oversight.models import TerminationReview
from oversight.states import ReviewState
from violations.models import Case
from violations.states import CaseState

# `oversight_guard_operator` names the same states.
CASES_OVER = (CaseState.FINAL, CaseState.CLOSED, CaseState.CLOSED_NO_ACTION)
REVIEWS_OVER = (ReviewState.CLOSED, ReviewState.SUPERSEDED)


def proceeding_runs(role: Role, scope_id: UUID | None, on: date) -> str:
    """Return that a case or a review of the office is open, whose answers an operator gives."""
    if role is not Role.OPERATOR or scope_id is None:
        return ""
    with across_tenants():
        cases = Case.objects.filter(office__public_id=scope_id).exclude(state__in=CASES_OVER)
        reviews = TerminationReview.objects.filter(office__public_id=scope_id)
        is_open = cases.exists() or reviews.exclude(state__in=REVIEWS_OVER).exists()
    if not is_open:
        return ""
    return _(
        "This office has an open case or review, in which its operator answers: one admin proposes"
        " the role and another confirms it."
    )


def register_operators() -> None:
    """Ask a second admin for the operators of offices whose matters are weighed."""
    SECOND_REASONS.add(SecondReason("oversight", proceeding_runs))

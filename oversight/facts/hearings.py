"""How an office is heard in a review: its answer, as far as the reader may know, and its notice."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from core.acts import once_per_record
from notices.models import Letter
from oversight.facts.news import HEARING
from oversight.facts.papers import papers_in_file
from oversight.models import TerminationReview
from violations.models import Evidence

COLUMNS = (
    "public_id", "name", "kind", "media_type", "size", "pages", "sha256", "attached_at",
)  # fmt: skip


def reads_grounds(review: TerminationReview, actor: Principal) -> bool:
    """Tell whether the grounds are open: to an operator with the service of the notice."""
    return actor.role is not Role.OPERATOR or review.served_on is not None


def file_of(review: TerminationReview, actor: Principal) -> dict[str, Any]:
    """Return the answer with its documents; empty before the service."""
    if not reads_grounds(review, actor):
        return {"statement": "", "statement_is_late": False, "papers": [], "evidence": []}
    files = Evidence.objects.visible_to(actor).filter(hearing=review.public_id).order_by("pk")
    return {
        "statement": review.statement if actor.role is not Role.ASSOCIATION else "",
        "statement_is_late": review.statement_is_late,
        "papers": papers_in_file(review, actor),
        "evidence": [{"id": row.pop("public_id"), **row} for row in files.values(*COLUMNS)],
    }


@once_per_record
def receipt_blocked(review: TerminationReview) -> str:
    """Return why no receipt of the notice can be recorded: its letter is not kept."""
    if Letter.objects.filter(subject_id=review.public_id, kind=HEARING.name).exists():
        return ""
    return _(
        "No letter of this notice is kept, so that its receipt could be kept with it. "
        "Let the office receive the notice in the portal, or issue it again."
    )

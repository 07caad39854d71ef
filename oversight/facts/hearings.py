"""What an office answered in a review, as far as the reader may know."""

from typing import Any

from accounts.principal import Principal
from accounts.roles import Role
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
        return {"statement": "", "statement_is_late": False, "evidence": []}
    files = Evidence.objects.visible_to(actor).filter(hearing=review.public_id).order_by("pk")
    return {
        "statement": review.statement if actor.role is not Role.ASSOCIATION else "",
        "statement_is_late": review.statement_is_late,
        "evidence": [{"id": row.pop("public_id"), **row} for row in files.values(*COLUMNS)],
    }

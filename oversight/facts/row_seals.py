"""Which columns of reviews and duties an act seals in its event (ADR 69)."""

from django.db.models import Q

from audit.row_seals import Part, register
from oversight.models import Duty, TerminationReview

OWN = ("number", "public_id")
OF_DUTY = ("office__code", "public_id")


PARTS = (
    Part(
        "review_answer", TerminationReview,
        (
            "statement", "statement_on", "statement_by", "statement_by_name",
            "statement_is_late",
        ),
        *OWN, Q(statement_on__isnull=False), is_renewed=True,
    ),
    Part(
        "review_decision", TerminationReview,
        (
            "number", "contract_id", "office_id", "agency_id", "county_id", "opened_on",
            "outcome", "reasons", "plan", "plan_due_on", "suspension_days", "decided_on",
            "decided_by", "decided_by_name",
        ),
        *OWN, Q(decided_on__isnull=False),
    ),
    Part(
        "duty_refusal", Duty,
        (
            "kind", "agency_id", "office_id", "case_id", "contract_id", "flag_id", "review_id",
            "round_no", "refusal_code", "refusal_reason", "refused_by", "refused_by_name",
            "refusal_document_no", "refusal_document_on",
        ),
        *OF_DUTY, Q(refused_by__isnull=False), is_renewed=True,
    ),
    Part(
        "refusal_acceptance", Duty, ("accepted_on", "accepted_by"), *OF_DUTY,
        Q(accepted_on__isnull=False),
    ),
)  # fmt: skip


def register_seals() -> None:
    """Let the legal columns of this app be sealed."""
    register(*PARTS)

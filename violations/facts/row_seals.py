"""Which columns of decisions, services, objections and points an act seals in its event."""

from django.db.models import Q

from audit.row_seals import Part, register
from violations.models import (
    Appeal,
    Decision,
    Defence,
    HearingSession,
    Notice,
    PointEntry,
    SessionSeat,
)

NUMBER, CASE = "case__number", "case__public_id"
OF_SEAT = ("session__case__number", "session__case__public_id")
CONTEST = ("contested_on", "contested_by", "contested_by_name", "contest_reason")


PARTS = (
    Part(
        "decision", Decision,
        (
            "case_id", "session_id", "round_no", "forum", "outcome", "reasons", "occurrence",
            "proposed_sanction", "proposed_days", "sanction", "sanction_days",
            "override_reason", "points", "attendance", "judgment_result", "document_no",
            "document_on", "document_issuer", "scan_id", "decided_on", "decided_by",
            "decided_by_name",
        ),
        NUMBER, CASE,
    ),
    Part(
        "service", Notice,
        (
            "case_id", "session_id", "round_no", "kind", "channel", "letter_no", "text",
            "issued_on", "issued_by", "served_on", "served_at", "proof", "receipt_id",
        ),
        NUMBER, CASE, Q(served_on__isnull=False),
    ),
    Part(
        "objection", Appeal,
        (
            "case_id", "round_no", "text", "filed_on", "filed_at", "filed_by", "filed_by_name",
            "is_paper",
        ),
        NUMBER, CASE,
    ),
    Part(
        "result", Appeal, ("case_id", "round_no", "result", "decided_on"), NUMBER, CASE,
        written=~Q(result=""),
    ),
    Part(
        "points", PointEntry,
        (
            "office_id", "holder_id", "case_id", "round_no", "points", "effective_on",
            "expires_on", "reverses_id",
        ),
        NUMBER, CASE,
    ),
    Part(
        "objection_contest", Appeal, CONTEST, NUMBER, CASE, Q(contested_on__isnull=False),
    ),
    Part(
        "defence", Defence,
        (
            "case_id", "stance", "text", "submitted_on", "submitted_at", "is_late", "is_paper",
            "written_by", "written_by_name", "scan_id",
        ),
        NUMBER, CASE,
    ),
    Part("defence_contest", Defence, CONTEST, NUMBER, CASE, Q(contested_on__isnull=False)),
    Part(
        "minutes", HearingSession,
        (
            "case_id", "round_no", "forum", "starts_at", "is_online", "place", "called_on",
            "called_by", "called_by_name", "minutes", "minutes_sha256", "quorum",
            "recorded_at", "recorded_by", "recorded_by_name",
        ),
        NUMBER, CASE, Q(recorded_at__isnull=False),
    ),
    Part(
        "minutes_seal", HearingSession, ("state", "sealed_on"), NUMBER, CASE,
        Q(sealed_on__isnull=False),
    ),
    Part(
        "seat_signature", SessionSeat,
        (
            "session_id", "user_id", "name", "role", "is_judge", "is_present", "is_recused",
            "recusal_reason", "signed_at", "signed_sha256",
        ),
        *OF_SEAT, Q(signed_at__isnull=False),
    ),
    Part(
        "seat_remark", SessionSeat, ("session_id", "user_id", "signed_at", "signed_remark"),
        *OF_SEAT, ~Q(signed_remark=""),
    ),
    Part(
        "seat_refusal", SessionSeat,
        (
            "session_id", "user_id", "name", "role", "is_present", "refused_at",
            "refusal_reason", "refusal_witnesses", "refusal_by", "refusal_by_name",
            "refusal_scan_id",
        ),
        *OF_SEAT, Q(refused_at__isnull=False),
    ),
    Part(
        "absence_contest", SessionSeat,
        ("contested_at", "contested_by", "contested_by_name", "contest_reason"),
        *OF_SEAT, Q(contested_at__isnull=False),
    ),
    Part(
        "absence_answer", SessionSeat,
        (
            "contest_answer", "answered_at", "answered_by", "answered_by_name",
            "answer_reason",
        ),
        *OF_SEAT, ~Q(contest_answer=""),
    ),
)  # fmt: skip


def register_seals() -> None:
    """Let the legal columns of this app be sealed."""
    register(*PARTS)

"""Which columns of contracts, addenda and judgments an act seals in its event (ADR 69)."""

from django.db.models import Q

from audit.row_seals import Part, register
from contracts.models import Contract, ContractAddendum, EndingProof
from contracts.states import CLOSED_ADDENDA, AddendumState, ProofKind

OWN = ("number", "public_id")
OF_CONTRACT = ("contract__number", "contract__public_id")
SIGNED = Q(signed_by__isnull=False)
ASKED = Q(proposed_by__isnull=False)  # an addendum from before offices were asked has no proposer
JUDGMENT = Q(kind=ProofKind.JUDGMENT)


PARTS = (
    Part(
        "signature", Contract,
        (
            "number", "agency_number", "agency_id", "office_id", "county_id", "kind", "origin",
            "starts_on", "signed_on", "signed_by", "drafted_by", "accepted_on", "accepted_by",
            "acceptance_entered_by", "retention_reason", "quota_exception",
            "standing_exception", "renewed_from_id", "renewal_exception",
        ),
        *OWN, SIGNED,
    ),
    Part(
        "terms", Contract, ("ends_on", "value", "notice_days", "retention_percent"),
        *OWN, Q(signed_on__isnull=False) | Q(origin="import"), is_renewed=True,
    ),
    Part(
        "termination", Contract,
        (
            "terminated_on", "ending_proof_id", "notice_id", "notice_issued_on",
            "notice_served_on", "notice_entered_on", "notice_proof", "notice_ends_on",
        ),
        *OWN, Q(terminated_on__isnull=False), is_renewed=True,
    ),
    Part(
        "reinstatement", Contract, ("reinstated_on", "reinstating_proof_id"),
        *OWN, Q(reinstated_on__isnull=False), is_renewed=True,
    ),
    Part(
        "interruptions", Contract, ("interruptions",),
        *OWN, Q(reinstated_on__isnull=False), is_renewed=True,
    ),
    Part(
        "agreed_end", Contract,
        (
            "mutual_end_on", "mutual_end_reason", "mutual_end_accepted_on",
            "mutual_end_accepted_by",
        ),
        *OWN, Q(mutual_end_accepted_on__isnull=False), is_renewed=True,
    ),
    Part("clearance", Contract, ("settled_on",), *OWN, Q(settled_on__isnull=False)),
    Part(
        "addendum", ContractAddendum,
        (
            "contract_id", "number", "effective_on", "text", "before", "after",
            "added_services", "standing_exception", "proposed_on", "proposed_by",
        ),
        *OF_CONTRACT, ASKED,
    ),
    Part(
        "amendment", ContractAddendum,
        (
            "state", "accepted_on", "accepted_by", "acceptance_entered_by", "scan_id",
            "in_force_on",
        ),
        *OF_CONTRACT, ASKED & Q(state=AddendumState.IN_FORCE),
    ),
    Part(
        "addendum_end", ContractAddendum, ("state", "closed_on", "closed_by", "reason"),
        *OF_CONTRACT, ASKED & Q(state__in=CLOSED_ADDENDA),
    ),
    Part(
        "judgment", EndingProof,
        (
            "contract_id", "kind", "source_id", "source_label", "document_no", "document_on",
            "document_issuer", "reasons", "scan_sha256", "decided_on", "decided_by",
            "decided_by_name", "judged_id", "judged_act", "judgment_result", "judged_days",
        ),
        *OF_CONTRACT, JUDGMENT,
    ),
    Part(
        "judgment_force", EndingProof, ("in_force_on",),
        *OF_CONTRACT, JUDGMENT & Q(in_force_on__isnull=False),
    ),
)  # fmt: skip


def register_seals() -> None:
    """Let the legal columns of this app be sealed."""
    register(*PARTS)

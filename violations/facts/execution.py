"""On which contract the sanction of a case is laid, when it cannot be, and what it takes."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from audit.models import AuditEvent
from contracts.facts import annulments
from contracts.facts.impact import Impact, impact_of, impact_of_office
from contracts.models import Contract, EndingProof
from contracts.states import BLOCKING, ContractState, ProofKind
from violations.models import Case
from violations.states import CaseState, Outcome, SanctionKind, Track

DECIDED = (CaseState.DECIDED, CaseState.APPEALED, CaseState.FINAL)


def touches_contract(case: Case) -> bool:
    """Tell whether the sanction is one that is laid on the contract."""
    laid = {SanctionKind.SUSPENSION, SanctionKind.TERMINATION_REVIEW}
    return case.track == Track.CONTRACT and case.sanction in laid


def touched_contract(case: Case) -> Contract | None:
    """Return the case's contract, or the one that renewed it; None when it has ended."""
    return running_contract(case) if touches_contract(case) else None


def running_contract(case: Case) -> Contract | None:
    """Return the contract of a case that still runs, or the one that renewed it."""
    if case.contract_id is None:
        return None
    contracts = Contract.objects.filter(state__in=BLOCKING).select_related(
        "office__county", "office__place"
    )
    renewal = contracts.filter(renewed_from=case.contract_id).order_by("-pk").first()
    return renewal or contracts.filter(pk=case.contract_id).first()


def has_suspended(case: Case) -> bool:
    """Tell whether any suspension of a contract, over or not, rested on the case's decision."""
    proofs = EndingProof.objects.filter(kind=ProofKind.FINAL_DECISION, source_id=case.public_id)
    if Contract.objects.filter(suspension_proof__in=proofs).exists():
        return True
    # A later suspension replaces the proof of a contract: the events name the earlier ones.
    used = proofs.values_list("public_id", "contract__public_id")
    return any(
        AuditEvent.objects.filter(
            target_type="contracts.contract",
            target_id=str(contract),
            verb="contract.suspended",
            changes__suspension_proof__1=str(proof),
        ).exists()
        for proof, contract in used
    )


def contract_to_reinstate(case: Case) -> Contract | None:
    """Return the case's contract whose termination has lost its ground, if it waits to be back."""
    if case.contract_id is None or case.track != Track.CONTRACT:
        return None
    own = Q(pk=case.contract_id) | Q(renewed_from=case.contract_id)
    fallen = annulments(case.office_id, "terminate")
    ended = Contract.objects.filter(own, pk__in=list(fallen), state=ContractState.TERMINATED)
    return ended.order_by("-pk").first()


def impact_of_case(case: Case, on: date) -> Impact | None:
    """
    Return what the people lose if a case costs the office its contract, or its licence.

    None where the contract of the case has ended.
    """
    if case.track == Track.LICENCE:
        return impact_of_office(case.office, on)
    contract = running_contract(case)
    return None if contract is None else impact_of(contract, on)


def contracts_without_licence() -> QuerySet[Contract, Any]:
    """Return the keys of contracts whose office is about to lose its licence, be it for a time."""
    cases = Case.objects.filter(
        track=Track.LICENCE,
        outcome=Outcome.PROVEN,
        sanction__in=(SanctionKind.SUSPENSION, SanctionKind.CANCELLATION_REFERRAL),
        state__in=DECIDED,
        executed_on__isnull=True,
    ).values("office")
    return Contract.objects.filter(office__in=cases).values("pk")


def contracts_to_suspend() -> QuerySet[Contract, Any]:
    """Return the keys of contracts that a proven decision suspends, not carried out yet."""
    cases = Case.objects.filter(
        track=Track.CONTRACT,
        outcome=Outcome.PROVEN,
        sanction=SanctionKind.SUSPENSION,
        state__in=DECIDED,
        executed_on__isnull=True,
        contract__isnull=False,
    ).values("contract")
    return Contract.objects.filter(Q(pk__in=cases) | Q(renewed_from__in=cases)).values("pk")

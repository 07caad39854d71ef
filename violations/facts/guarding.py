"""Tell offices and contracts what a case has against their acts, and what it has decided."""

from contracts.facts import DECIDED, PROOF_BARS, PROOF_GUARDS
from contracts.facts.panels import PROOF_DECIDERS, DecidedActs, ProofBar
from core.panels import Guard
from offices.facts import GUARDS
from violations.facts.execution import contracts_to_suspend, contracts_without_licence
from violations.facts.guards import (
    against_renewal,
    against_suspending,
    against_terminating,
    barred_by_proof,
    decided_by_proof,
)


def register() -> None:
    """Add the guards of cases to the registers of the floors below."""
    GUARDS.add(Guard("violations", "renew", against_renewal))
    PROOF_GUARDS.add(Guard("suspending decision", "suspend", against_suspending))
    PROOF_GUARDS.add(Guard("terminating decision", "terminate", against_terminating))
    PROOF_BARS.add(ProofBar("who stood back", barred_by_proof))
    PROOF_DECIDERS.add(ProofBar("who decided", decided_by_proof))
    DECIDED.add(DecidedActs("cases", contracts_to_suspend))
    DECIDED.add(DecidedActs("licences", contracts_without_licence))

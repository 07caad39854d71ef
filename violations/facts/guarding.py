"""Tell offices and contracts what a case has against their acts, and what it has decided."""

from contracts.facts import DECIDED, PROOF_BARS, PROOF_GUARDS
from contracts.facts import GUARDS as CONTRACT_GUARDS
from contracts.facts.panels import PROOF_DECIDERS, DecidedActs, ProofBar, ProofDecider
from core.panels import Guard
from offices.facts import GUARDS
from violations.facts.execution import contracts_to_suspend, contracts_without_licence
from violations.facts.guards import (
    against_renewal,
    against_settling,
    against_suspending,
    against_terminating,
    barred_by_proof,
    decided_by_proof,
    decided_sources,
    stood_back_sources,
)


def register() -> None:
    """Add the guards of cases to the registers of the floors below."""
    GUARDS.add(Guard("violations", "renew", against_renewal))
    PROOF_GUARDS.add(Guard("suspending decision", "suspend", against_suspending))
    PROOF_GUARDS.add(Guard("terminating decision", "terminate", against_terminating))
    CONTRACT_GUARDS.add(Guard("judgments settle", "settle", against_settling))
    CONTRACT_GUARDS.add(Guard("judgments call", "call", against_settling))
    PROOF_BARS.add(ProofBar("who stood back", barred_by_proof, stood_back_sources))
    PROOF_DECIDERS.add(ProofDecider("who decided", decided_by_proof, decided_sources))
    DECIDED.add(DecidedActs("cases", contracts_to_suspend))
    DECIDED.add(DecidedActs("licences", contracts_without_licence))

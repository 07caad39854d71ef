"""Contracts, their services, guarantees and accounts, the proofs that may end them, waivers."""

from contracts.models.contract import Contract, ContractQuerySet
from contracts.models.guarantee import Guarantee, GuaranteeQuerySet
from contracts.models.proof import EndingProof, ProofQuerySet, Waiver, WaiverQuerySet
from contracts.models.services import ContractService
from contracts.models.settlement import Settlement, SettlementQuerySet
from contracts.models.terms import ContractAddendum
from contracts.states import GuaranteeState

__all__ = [
    "Contract",
    "ContractAddendum",
    "ContractQuerySet",
    "ContractService",
    "EndingProof",
    "Guarantee",
    "GuaranteeQuerySet",
    "GuaranteeState",
    "ProofQuerySet",
    "Settlement",
    "SettlementQuerySet",
    "Waiver",
    "WaiverQuerySet",
]

"""Contracts: text, scans, services, guarantees and accounts; proofs that end them; waivers."""

from contracts.models.articles import ContractArticle
from contracts.models.contract import Contract, ContractQuerySet
from contracts.models.guarantee import Guarantee, GuaranteeQuerySet
from contracts.models.payments import GuaranteeCall, Remittance
from contracts.models.proof import EndingProof, ProofQuerySet, Waiver, WaiverQuerySet
from contracts.models.recusals import ContractRecusal, ContractRecusalQuerySet
from contracts.models.scans import (
    ContractScan,
    ContractScanQuerySet,
    PaperContest,
    PaperContestQuerySet,
)
from contracts.models.services import ContractService
from contracts.models.settlement import Settlement, SettlementQuerySet
from contracts.models.terms import ContractAddendum
from contracts.states import GuaranteeState

__all__ = [
    "Contract",
    "ContractAddendum",
    "ContractArticle",
    "ContractQuerySet",
    "ContractRecusal",
    "ContractRecusalQuerySet",
    "ContractScan",
    "ContractScanQuerySet",
    "ContractService",
    "EndingProof",
    "Guarantee",
    "GuaranteeCall",
    "GuaranteeQuerySet",
    "GuaranteeState",
    "PaperContest",
    "PaperContestQuerySet",
    "ProofQuerySet",
    "Remittance",
    "Settlement",
    "SettlementQuerySet",
    "Waiver",
    "WaiverQuerySet",
]

"""A judgment on a decision about a contract that waits for its second person."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from approvals.facts import pending_of
from approvals.models import PendingAct
from contracts.facts.panels import PROOF_BARS, PROOF_DECIDERS
from contracts.models import Contract, EndingProof
from contracts.states import ContractVerdict, ProofKind
from core.acts import once_per_record

# The key of the act that the deputy confirms where the judgment is of an earlier day.
RECORDING = "contract.record-judgment"


@once_per_record
def waiting_judgment(contract: Contract) -> EndingProof | None:
    """
    Return the judgment on the contract that was entered and is not in force yet.

    One that upholds the decision takes nothing away from it and is left out.
    """
    pending = pending_of(RECORDING, contract)
    if pending is None:
        return None
    stored = EndingProof.objects.filter(public_id=pending.arguments["judgment"])
    found: EndingProof | None = stored.exclude(judgment_result=ContractVerdict.UPHELD).first()
    return found


def without_decided(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the judgments on what the principal's person decided about a contract."""
    own = accounts_of(principal.user_id)
    decided = Q(decided_by__in=own) & ~Q(kind=ProofKind.RECORDED_DOCUMENT)
    for each in PROOF_DECIDERS:
        decided |= Q(source_id__in=each.sources(principal.user_id))
    proofs = EndingProof.objects.filter(decided).values("pk")
    contracts = Contract.objects.filter(
        Q(acted_by__in=own) | Q(suspension_proof__in=proofs) | Q(ending_proof__in=proofs)
    )
    return rows.exclude(act=RECORDING, target_id__in=contracts.values("public_id"))


def without_sources(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the judgments on decisions whose source bars the principal."""
    for bar in PROOF_BARS:
        sources = bar.sources(principal.user_id)
        contracts = Contract.objects.filter(
            Q(suspension_proof__source_id__in=sources, suspended_on__isnull=False)
            | Q(ending_proof__source_id__in=sources)
        )
        rows = rows.exclude(act=RECORDING, target_id__in=contracts.values("public_id"))
    return rows


def against_settling(contract: Contract) -> list[str]:
    """Return that a judgment on the contract waits, so that nothing is settled or given back."""
    return [] if waiting_judgment(contract) is None else [_waits()]


def against_resting(proof: EndingProof) -> list[str]:
    """Return that a judgment on a decision which rests on this proof waits."""
    judgment = waiting_judgment(proof.contract)
    return [_waits()] if judgment is not None and judgment.judged_id == proof.pk else []


def _waits() -> str:
    return _(
        "A judgment on a decision about this contract has been entered and waits for its second"
        " person; until that is decided nothing is done that rests on the decision."
    )

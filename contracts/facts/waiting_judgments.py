"""A judgment on a decision about a contract that waits for its second person."""

from django.utils.translation import gettext as _

from approvals.facts import pending_of
from contracts.models import Contract, EndingProof
from contracts.states import ContractVerdict
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

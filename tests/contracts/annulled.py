"""Contracts that were suspended or ended on a final decision, and its annulment."""

from datetime import date, timedelta

from accounts.principal import Principal
from contracts.models import Contract, EndingProof
from contracts.states import ContractState as S
from tests.contracts.stories import make_proof, served, step, under_notice
from tests.factories import make_final_case
from tests.oversight.steps import DAY, REASONS, moment
from tests.violations.stories import scan_of
from violations.actions import record_judgment
from violations.models import Case


def proven(contract: Contract, sanction: str = "termination_review", on: date = DAY) -> EndingProof:
    """Return a final decision on the contract, written as a proof on a day."""
    case = make_final_case(
        contract=contract, final_on=on - timedelta(days=40), sanction=sanction,
        sanction_days=10 if sanction == "suspension" else None, executed_on=on,
    )  # fmt: skip
    return _proof(contract, case, on)


def _proof(contract: Contract, case: Case, on: date) -> EndingProof:
    return make_proof(
        contract, "final_decision", source_id=case.public_id, source_label=case.number,
        document_no="", document_on=None, document_issuer="", decided_on=on,
    )  # fmt: skip


def annul(
    proof: EndingProof | None,
    actor: Principal,
    on: date = DAY,
    result: str = "annulled",
    sanction: str = "",
    entered_on: date | None = None,
) -> Case:
    """Annul the case of a final decision by a judgment of a day, reduce it or send it back."""
    entry = entered_on or on
    assert proof
    assert proof.source_id
    return record_judgment(
        case_id=Case.objects.get(public_id=proof.source_id).pk, document_no="دیوان/۱",
        document_on=on, document_issuer="دیوان عدالت اداری", reasons=REASONS, actor=actor, on=entry,
        evidence_ids=scan_of(actor, "judgment", moment(entry)), at=moment(entry), result=result,
        sanction=sanction, sanction_days=10 if sanction == "suspension" else None,
    )  # fmt: skip


def terminated(contract: Contract, proof: EndingProof, on: date = DAY) -> Contract:
    """Return the contract after a notice of long ago and its end today, on a proof."""
    issued = proof.decided_on
    under_notice(contract, proof=proof, notice_issued_on=issued)
    served(contract, issued)
    assert contract.notice_ends_on
    ended = max(contract.notice_ends_on + timedelta(days=1), on - timedelta(days=1))
    return step(contract, S.TERMINATED, terminated_on=ended, ended_on=ended, acted_by=0)

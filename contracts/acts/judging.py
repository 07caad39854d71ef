"""Which decisions about a contract a judgment can be recorded on, and who records none."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Role
from contracts.acts.reasons import barred_by_source
from contracts.acts.recusals import has_stood_back
from contracts.facts import has_fallen
from contracts.facts.panels import PROOF_DECIDERS
from contracts.models import Contract, EndingProof
from contracts.states import ContractState, JudgedAct, ProofKind
from core.acts import once_per_record
from core.jalali import short

ENDED_BY_PROOF = (
    ContractState.TERMINATION_NOTICE, ContractState.TERMINATED, ContractState.SETTLED,
)  # fmt: skip
NOT_THE_RECORDER = gettext_lazy(
    "A judgment on a decision about a contract is recorded by the agency's second signatory, or by"
    " the secretariat."
)
YOU_DECIDED = gettext_lazy("You decided here, so somebody else records the judgment.")


@dataclass(frozen=True)
class Judged:
    """A suspension or termination that a judgment can be about: on what it rests, since when."""

    act: JudgedAct
    proof: EndingProof
    decided_on: date

    @property
    def key(self) -> str:
        """Return what names it among those of its contract."""
        return str(self.act)


@once_per_record
def judged_decisions(contract: Contract) -> list[Judged]:
    """Return the decisions about the contract that stand, each with what it rests on."""
    found = []
    if contract.suspended_on is not None and contract.suspension_proof is not None:
        found.append((JudgedAct.SUSPEND, contract.suspension_proof, contract.suspended_on))
    if contract.state in ENDED_BY_PROOF and contract.ending_proof is not None:
        day = contract.notice_issued_on or contract.ending_proof.decided_on
        found.append((JudgedAct.TERMINATE, contract.ending_proof, day))
    return [
        Judged(act, proof, max(day, proof.decided_on))
        for act, proof, day in found
        if not has_fallen(proof, act)
    ]


def called(act: str, contract: Contract, decided_on: date) -> str:
    """Return a decision with its own day: that of the suspension, of the notice, or of the end."""
    if act == JudgedAct.SUSPEND:
        return _("the suspension since {day}").format(
            day=short(contract.suspended_on or decided_on)
        )
    noticed, ended = contract.notice_issued_on, contract.terminated_on
    if ended is None:
        return _("the termination notice of {day}").format(day=short(noticed or decided_on))
    if noticed is None:
        return _("the termination of {day}").format(day=short(ended))
    text = _("the termination of {day}, after the notice of {notice}")
    return text.format(day=short(ended), notice=short(noticed))


def records_judgments(actor: Principal, contract: Contract, on: date) -> bool:
    """Tell whether the actor is the secretariat, or the second signatory of the agency."""
    is_own = contract.agency.public_id in actor.agency_ids
    return actor.role is Role.SECRETARIAT or (actor.role is Role.AGENCY_APPEAL and is_own)


def decided_what_is_judged(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the person decided, rejected an objection, or acted on the contract."""
    if is_same_person(contract.acted_by, actor.user_id):
        return str(YOU_DECIDED)
    proofs = [proof for proof in (contract.suspension_proof, contract.ending_proof) if proof]
    for proof in proofs:
        is_decider = proof.kind != ProofKind.RECORDED_DOCUMENT
        if is_decider and is_same_person(proof.decided_by, actor.user_id):
            return str(YOU_DECIDED)
        if why := next(filter(None, (each.reason(proof, actor) for each in PROOF_DECIDERS)), ""):
            return why
    return ""


def barred_from_judging(contract: Contract, actor: Principal, on: date) -> str:
    """Return why the source of a decision that may be judged bars the person."""
    proofs = [judged.proof for judged in judged_decisions(contract)]
    return next(filter(None, (barred_by_source(proof, actor.user_id) for proof in proofs)), "")


def confirms_no_judgment(contract: Contract, actor: Principal, on: date) -> str:
    """Return that the person stood back from the contract or its source, or decided it."""
    if why := has_stood_back(contract, actor, on) or barred_from_judging(contract, actor, on):
        return why
    if not decided_what_is_judged(contract, actor, on):
        return ""
    return _("You decided what is judged; somebody else confirms the judgment.")


def nothing_to_judge(contract: Contract, actor: Principal, on: date) -> str:
    """Return that no decision about the contract stands that a judgment could be about."""
    if judged_decisions(contract):
        return ""
    return _("The contract is neither suspended nor ended by a decision that stands.")

"""What stands in the way of moves on the floors below."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract, EndingProof
from contracts.states import ProofKind
from core.persian import isolated
from offices.models import Licence
from violations.facts.recusals import why_recused
from violations.facts.sessions import stood_back_by
from violations.facts.told import untold_results
from violations.facts.waiting_judgments import judgment_waits
from violations.models import Case, Decision
from violations.states import COUNTED, ENDING, SUSPENDING, Outcome, Track


def against_renewal(licence: Licence, on: date) -> Sequence[str]:
    """
    Return why a licence cannot be renewed: every unresolved case of its office.

    The office reads this too, so that a case of which it does not know yet has no number here.

    Source: DOMAIN C4-17 (provincial notice, Mazandaran, 1398).
    """
    open_cases = Case.objects.open().filter(office_id=licence.office_id).order_by("opened_on", "pk")
    return [
        unclosed(track).format(number=isolated(number))
        if is_issued
        else _(
            "A case whose notice has not been issued to this office yet is not closed; the body"
            " that handles it can help."
        )
        for number, is_issued, track in open_cases.values_list("number", "is_issued", "track")
    ]


def unclosed(track: str, reader: Role | None = None) -> str:
    """Return the sentence about an open case that blocks a renewal, with who else can help."""
    if track == Track.LICENCE and reader is Role.SECRETARIAT:
        return _("Case {number} of this office is not closed yet; you handle it.")
    if track == Track.LICENCE:
        return _(
            "Case {number} of this office is not closed yet; the secretariat of the committee can"
            " help."
        )
    return _("Case {number} of this office is not closed yet; the agency of the case can help.")


def against_suspending(proof: EndingProof, on: date) -> Sequence[str]:
    """Return why a final decision does not carry a suspension of the contract."""
    return _against(proof, SUSPENDING, _("a suspension"))


def against_terminating(proof: EndingProof, on: date) -> Sequence[str]:
    """Return why a final decision does not carry a termination of the contract."""
    return _against(proof, ENDING, _("a termination"))


def stood_back_sources(account: int) -> QuerySet[Any, Any]:
    """Return the public ids of the cases from which the person of an account stood back."""
    cases = Case.objects.filter(stood_back_by(accounts_of(account)))
    return cases.values("public_id")


def barred_by_proof(proof: EndingProof, account: int) -> str:
    """Return that the person stood back from the case whose decision a proof is."""
    if proof.kind != ProofKind.FINAL_DECISION or proof.source_id is None:
        return ""
    case = Case.objects.filter(public_id=proof.source_id).first()
    return why_recused(case, account) if case else ""


def decided_by_proof(proof: EndingProof, actor: Principal) -> str:
    """Return that the actor decided, or rejected the objection, in the case that a proof is of."""
    if proof.kind != ProofKind.FINAL_DECISION or proof.source_id is None:
        return ""
    if not decided_sources(actor.user_id).filter(case__public_id=proof.source_id).exists():
        return ""
    return _("You decided here, so somebody else records the judgment.")


def decided_sources(account: int) -> QuerySet[Any, Any]:
    """Return the public ids of the cases in which the person of an account decided."""
    own = Decision.objects.filter(decided_by__in=accounts_of(account))
    return own.values("case__public_id")


def against_settling(contract: Contract, on: date) -> Sequence[str]:
    """Return the cases behind the contract's end or suspension on which a judgment waits."""
    proofs = [proof for proof in (contract.ending_proof, contract.suspension_proof) if proof]
    finals = [proof for proof in proofs if proof.kind == ProofKind.FINAL_DECISION]
    sources = [proof.source_id for proof in finals if proof.source_id is not None]
    if not sources:
        return []
    text = _(
        "A judgment on case {number} has been entered and waits for its second person; until that"
        " is decided nothing is settled, called or given back."
    )
    cases = Case.objects.filter(public_id__in=sources).order_by("pk")
    return [text.format(number=isolated(case.number)) for case in cases if judgment_waits(case)]


def _against(proof: EndingProof, heavy: Sequence[str], act: str) -> Sequence[str]:
    if proof.kind != ProofKind.FINAL_DECISION or proof.source_id is None:
        return []
    case = Case.objects.filter(public_id=proof.source_id).first()
    number = isolated(proof.source_label)
    if case is None or case.state not in COUNTED or case.outcome != Outcome.PROVEN:
        text = _("The decision in case {number} was annulled; it does not carry {act}.")
    elif case.sanction not in heavy:
        text = _("The sanction of case {number} is lighter; it does not carry {act}.")
    elif case.executed_on is None and proof.decided_on < (case.execution_since or date.min):
        text = _(
            "The sanction of case {number} was reduced and waits to be carried out there; this"
            " proof does not carry {act}."
        )
    elif judgment_waits(case):
        text = _(
            "A judgment on case {number} has been entered and waits for its second person; until"
            " that is decided the case does not carry {act}."
        )
    elif case.is_contested:
        text = _(
            "An objection that was received in time waits in case {number}; before it has been"
            " decided and its result served the case does not carry {act}."
        )
    elif untold_results().filter(pk=case.pk).exists():
        text = _(
            "The result of the objection in case {number} has not been served on the office yet;"
            " serve it first, then it carries {act}."
        )
    else:
        return []
    return [text.format(number=number, act=act)]

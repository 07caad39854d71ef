"""Who does nothing more with the letters of cases, and of contracts that end on a decision."""

from datetime import date

from django.db.models import Q

from accounts.principal import Principal
from contracts.acts.reasons import barred_from_ending
from contracts.acts.recusals import has_stood_back as stood_back_from_contract
from contracts.facts.letters import is_received_back
from contracts.models import Contract
from notices.facts.letters import LETTER_RECORDS, LetterRecord
from notices.models import Letter
from offices.acts.interests import has_interest
from violations.acts.conditions import has_stood_back
from violations.models import Case


def of_case(letter: Letter, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the case of a letter, or has an interest in it."""
    case = Case.objects.filter(public_id=letter.subject_id).first()
    return "" if case is None else has_stood_back(case, actor, on) or has_interest(case, actor, on)


def of_proof(letter: Letter, actor: Principal, on: date) -> str:
    """
    Return that the actor stood back from a contract, or from what its end rests on.

    Or that they have an interest in the contract.
    """
    about = Q(public_id=letter.subject_id) | Q(notice_id=letter.subject_id)
    held = Contract.objects.filter(about).first()
    if held is not None:
        why = stood_back_from_contract(held, actor, on) or has_interest(held, actor, on)
        if why:
            return why
    ended = Contract.objects.filter(notice_id=letter.subject_id, ending_proof__isnull=False)
    contract = ended.select_related("ending_proof").first()
    return "" if contract is None else barred_from_ending(contract, actor, on)


def register() -> None:
    """Say who does nothing more with the letters of cases and contracts."""
    LETTER_RECORDS.add(LetterRecord("violations.case", of_case, is_received_back))
    LETTER_RECORDS.add(LetterRecord("contracts.contract", of_proof, is_received_back))

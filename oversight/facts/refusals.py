"""On which grounds a duty is refused, which of them hold, and when a document is asked for."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.persons import is_same_person
from contracts.facts import is_licensed, rival_sentence
from contracts.states import BLOCKING, ContractState
from core.persian import isolated
from oversight.models import Duty
from oversight.states import IMPOSSIBILITIES, DutyKind, RefusalCode
from violations.facts.paper_entries import has_decided


def grounds_of(duty: Duty) -> list[str]:
    """Return the grounds among which the refusal of a duty chooses."""
    if duty.kind == DutyKind.REINSTATE:
        return list(IMPOSSIBILITIES)
    if duty.kind == DutyKind.APPEAL:  # an objection is decided, unless it is not the agency's to
        return [RefusalCode.NOT_OURS, RefusalCode.COURT]
    if duty.kind == DutyKind.TERMINATE:  # a notice that is not to end the contract is withdrawn
        return [RefusalCode.COURT]
    return [
        code
        for code in RefusalCode
        if code not in IMPOSSIBILITIES and code != RefusalCode.CASE_CLOSED
    ]


def needs_scan(duty: Duty, code: str = "") -> bool:
    """
    Tell whether a refusal has its document.

    Late ones, impossibilities, stays by a court, and that an objection is another body's have it.
    """
    is_late = duty.deputy_on is not None
    is_of_another = duty.kind == DutyKind.APPEAL and code == RefusalCode.NOT_OURS
    is_proven = is_of_another or code == RefusalCode.COURT
    return is_late or duty.kind == DutyKind.REINSTATE or is_proven


def stayed_since(duty: Duty) -> date:
    """Return the day of the decision or notice that an order of a court would stay."""
    if duty.case is not None:
        found: date = duty.case.decided_on or duty.case.opened_on
        return found
    if duty.review is not None:
        return duty.review.decided_on or duty.review.opened_on
    issued = None if duty.contract is None else duty.contract.notice_issued_on
    return issued or duty.starts_on


def decided_what_is_stayed(duty: Duty, account: int) -> bool:
    """Tell whether a person decided in the case or the review, or gave the notice."""
    if duty.case is not None:
        return has_decided(duty.case, account)
    decider = duty.review.decided_by if duty.review else None
    if duty.contract is not None:
        decider = duty.contract.acted_by
    return is_same_person(decider, account)


def untrue(duty: Duty, code: str, on: date) -> str:
    """Return that a ground about the contract does not hold on a day; empty if it does."""
    source = duty.case or duty.review
    contract = duty.contract or (source.contract if source else None)
    if contract is None:
        return ""
    if code == RefusalCode.CONTRACT_OVER and contract.state in BLOCKING:
        return _("The contract {number} is not over.").format(number=isolated(contract.number))
    if duty.kind != DutyKind.REINSTATE:
        return ""
    holds = {
        RefusalCode.TERM_PASSED: contract.ends_on < on,
        RefusalCode.NO_LICENCE: not is_licensed(contract.office_id, on),
        RefusalCode.LINE_HELD: bool(rival_sentence(contract)),
        RefusalCode.SETTLED: contract.state == ContractState.SETTLED,
    }
    return "" if holds[RefusalCode(code)] else _("This ground does not hold for the contract.")

"""On which grounds a duty is refused, which of them hold, and when a document is asked for."""

from datetime import date

from django.utils.translation import gettext as _

from contracts.facts import is_licensed, rival_sentence
from contracts.states import ContractState
from oversight.models import Duty
from oversight.states import IMPOSSIBILITIES, DutyKind, RefusalCode


def grounds_of(duty: Duty) -> list[str]:
    """Return the grounds among which the refusal of a duty chooses."""
    if duty.kind == DutyKind.REINSTATE:
        return list(IMPOSSIBILITIES)
    if duty.kind == DutyKind.APPEAL:  # an objection is decided, unless it is not the agency's to
        return [RefusalCode.NOT_OURS, RefusalCode.COURT]
    return [
        code
        for code in RefusalCode
        if code not in IMPOSSIBILITIES and code != RefusalCode.CASE_CLOSED
    ]


def needs_scan(duty: Duty, code: str = "") -> bool:
    """Tell whether a refusal has its document: late ones, impossibilities, stays by a court."""
    is_late = duty.deputy_on is not None
    return is_late or duty.kind == DutyKind.REINSTATE or code == RefusalCode.COURT


def untrue(duty: Duty, code: str, on: date) -> str:
    """Return that a ground of impossibility does not hold on a day; empty if it does."""
    contract = duty.contract
    if contract is None or duty.kind != DutyKind.REINSTATE:
        return ""
    holds = {
        RefusalCode.TERM_PASSED: contract.ends_on < on,
        RefusalCode.NO_LICENCE: not is_licensed(contract.office_id, on),
        RefusalCode.LINE_HELD: bool(rival_sentence(contract)),
        RefusalCode.SETTLED: contract.state == ContractState.SETTLED,
    }
    return "" if holds[RefusalCode(code)] else _("This ground does not hold for the contract.")

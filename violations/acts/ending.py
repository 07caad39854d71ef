"""What a decided case still waits for: its sanction, its corrections, the end of its windows."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.principal import Principal
from approvals.facts import is_as_proposed, is_void, pending_of
from approvals.models import PendingAct
from contracts.states import ContractState
from core.acts import once_per_record
from core.persian import isolated
from violations.facts.closing import is_of_another_deputy
from violations.facts.execution import contract_to_reinstate, touched_contract
from violations.facts.objections import was_missed
from violations.facts.paper import JUDGMENT_ENTRY
from violations.facts.told import untold_results
from violations.facts.waiting_judgments import judgment_waits
from violations.models import Case
from violations.states import COUNTED, TO_EXECUTE, CaseState, Outcome, SanctionKind

# The key of the act that a second person confirms once the charge notice was issued.
CLOSING = "case.close-no-action"
_LIVE = (CaseState.NOTIFIED, CaseState.DECIDED)


def no_window_runs(case: Case, actor: Principal, on: date) -> str:
    """Return that neither the defence nor the objection window runs today."""
    due = case.defence_due_on if case.state == CaseState.NOTIFIED else case.appeal_due_on
    is_running = case.state in _LIVE and due is not None and on <= due
    return "" if is_running else _("No window is running.")


def decision_is_unserved(case: Case, actor: Principal, on: date) -> str:
    """Return that the decision was not served, so that its objection window has not begun."""
    return "" if case.appeal_due_on else _("The decision has not been served yet.")


def decided_and_unserved(case: Case, actor: Principal, on: date) -> str:
    """Return that the office does not know the decision yet on which a correction rests."""
    if case.state != CaseState.DECIDED or case.appeal_due_on is not None:
        return ""
    return _("The decision has not been served on the office yet; serve it first.")


def closing_is_late(case: Case, actor: Principal, on: date) -> str:
    """Return that the time to close the case is over, so that nothing new is asked in it."""
    if case.closing_due_on is None or on <= case.closing_due_on:
        return ""
    return _("The time to close the case is over; close it, nothing new is asked in it.")


def objection_window_is_over(case: Case, actor: Principal, on: date) -> str:
    """Return that the last day of the objection window is past."""
    is_over = case.appeal_due_on is not None and on > case.appeal_due_on
    return _("The objection window is over.") if is_over else ""


def decided_in_favour(case: Case, actor: Principal, on: date) -> str:
    """Return that the violation was not proven, so that the office has nothing to object to."""
    if case.outcome != Outcome.NOT_PROVEN:
        return ""
    return _("The decision is in favour of the office; there is nothing to object to.")


def no_paper_objection(case: Case, actor: Principal, on: date) -> str:
    """Return why no objection that came on paper can be entered (docs/adr/0036-late-paper.md)."""
    if case.state not in COUNTED:
        return decision_is_unserved(case, actor, on)
    if was_missed(case):
        return ""
    return _("The office has objected already, has ended its window, or was not found guilty.")


def is_not_proven(case: Case, actor: Principal, on: date) -> str:
    """Return that nothing was proven, so that nothing is to be corrected."""
    return "" if case.outcome == Outcome.PROVEN else _("Corrections follow from a proven case.")


def nothing_to_carry_out(case: Case, actor: Principal, on: date) -> str:
    """
    Return that the case is not proven, that its sanction is not carried out, or was already.

    A reminder or warning is carried out by its service (docs/adr/0057).
    """
    if case.outcome != Outcome.PROVEN:
        return _("Only a final, proven decision is carried out.")
    if case.sanction not in TO_EXECUTE:
        return _("This decision has no sanction that is carried out.")
    return _("The sanction has been carried out.") if case.executed_on is not None else ""


@once_per_record
def result_is_unserved(case: Case) -> bool:
    """Tell whether the objection was decided and the office was not served the result."""
    return untold_results().filter(pk=case.pk).exists()


def cannot_be_carried_out(case: Case, actor: Principal, on: date) -> str:
    """Return that an objection waits, or its result was not served on the office."""
    if case.is_contested:
        text = _(
            "An objection that was received in time waits in case {number}; nothing is carried out"
            " before it has been decided and its result served."
        )
    elif result_is_unserved(case):
        text = _(
            "The result of the objection in case {number} has not been served on the office yet;"
            " serve it first, then the sanction is carried out."
        )
    else:
        return ""
    return text.format(number=isolated(case.number))


def judgment_is_unconfirmed(case: Case, actor: Principal, on: date) -> str:
    """Return that a judgment on the case was entered and waits for its second person."""
    if not judgment_waits(case):
        return ""
    return _(
        "A judgment on this case has been entered and waits for its second person; until that is"
        " decided nothing is carried out or closed."
    )


def contract_is_not_in_force(case: Case, actor: Principal, on: date) -> str:
    """Return that the contract to be suspended is on hold already, or to be reinstated first."""
    suspends = case.sanction == SanctionKind.SUSPENSION
    contract = touched_contract(case) if suspends else None
    ended = contract_to_reinstate(case) if suspends and contract is None else None
    if ended is not None:
        text = _("Contract {number} is to be reinstated first; then it is suspended.")
        return text.format(number=isolated(ended.number))
    if contract is None or contract.state == ContractState.ACTIVE:
        return ""
    text = _(
        "Contract {number} is not in force now ({state}), so it cannot be suspended again. Carry"
        " this out when it is in force again or has ended, or refuse the duty with a reason."
    )
    return text.format(number=isolated(contract.number), state=contract.get_state_display())


def sanction_is_not_carried_out(case: Case, actor: Principal, on: date) -> str:
    """Return that the sanction waits to be carried out."""
    is_due = case.sanction in TO_EXECUTE and case.executed_on is None
    return _("The sanction has not been carried out yet.") if is_due else ""


def correction_is_unverified(case: Case, actor: Principal, on: date) -> str:
    """Return that the office has something to put right, or it waits to be verified."""
    is_open = case.corrections.of_round().filter(verified_on__isnull=True).exists()
    return _("A correction has not been verified yet.") if is_open else ""


def cannot_be_closed(case: Case, actor: Principal, on: date) -> str:
    """Return that an objection waits, or its result was not served on the office."""
    if case.is_contested:
        text = _(
            "An objection that was received in time waits in case {number}; the case is closed"
            " after it has been decided and its result served."
        )
    elif result_is_unserved(case):
        text = _(
            "The result of the objection in case {number} has not been served on the office yet;"
            " serve it first, then the case is closed."
        )
    else:
        return ""
    return text.format(number=isolated(case.number))


@once_per_record
def undecided_closing(case: Case) -> PendingAct | None:
    """Return the undecided proposal to close the case without action, be it void or not."""
    return pending_of(CLOSING, case)


@once_per_record
def pending_closing(case: Case) -> PendingAct | None:
    """Return the proposal to close the case that can be confirmed: the case is as it was then."""
    pending = undecided_closing(case)
    return pending if pending is not None and is_as_proposed(pending) else None


@once_per_record
def _entered_judgment(case: Case, on: date) -> tuple[PendingAct | None, bool]:
    """Return the judgment on the case that waits for its second person, and whether it is void."""
    waiting = pending_of(JUDGMENT_ENTRY, case)
    return waiting, waiting is not None and is_void(waiting, on)


def judgment_is_entered(case: Case, actor: Principal, on: date) -> str:
    """
    Return that a judgment on the case waits for its second person.

    A void entry of the actor's own is withdrawn with the new one.
    """
    waiting, is_over = _entered_judgment(case, on)
    if waiting is None or (is_over and waiting.proposed_by == actor.user_id):
        return ""
    return _("A judgment on this case has been entered and waits for its second person.")


def closing_waits(case: Case, actor: Principal, on: date) -> str:
    """
    Return that a closing of the case waits for its second person.

    A void proposal of the actor's own is withdrawn with the new one.
    """
    if pending_closing(case) is not None:
        return _("The closing of this case has been proposed and waits for its second person.")
    void = undecided_closing(case)
    if void is None or void.proposed_by == actor.user_id:
        return ""
    return _(
        "An earlier proposal to close this case is void, because the case has changed: its proposer"
        " withdraws it, or its second person refuses it."
    )


def confirmed_closing(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor confirmed the closing, while another deputy is free to reopen."""
    if case.state != CaseState.CLOSED_NO_ACTION:
        return ""
    if not is_of_another_deputy(case, actor.user_id, on):
        return ""
    return _("You confirmed the closing of this case, so another deputy decides on reopening it.")


def reopening_is_over(case: Case, actor: Principal, on: date) -> str:
    """Return that the time in which the case could be reopened is over."""
    due = case.reopen_due_on
    if case.state != CaseState.CLOSED_NO_ACTION or due is None or on <= due:
        return ""
    return _("The time in which this case could be reopened is over.")


def session_is_live(case: Case, actor: Principal, on: date) -> str:
    """Return that a hearing session is to be held, or its minutes to be sealed."""
    if not case.sessions.live().exists():
        return ""
    return _("A hearing session of this case is not over: call it off first.")

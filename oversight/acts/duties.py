"""What people do to the duties of agencies, and how they remind agencies of all that is late."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import is_as_proposed, pending_of
from contracts.acts.reasons import barred_from_ending
from contracts.acts.recusals import STOOD_BACK
from contracts.facts.recusals import is_recused_from
from core.acts import (
    NOT_PERMITTED,
    ActTable,
    Blocked,
    Confirm,
    Excluded,
    Final,
    Paper,
    unless,
)
from offices.acts.interests import INTERESTED
from oversight.facts.refusals import grounds_for, grounds_that_hold, own_decision_stayed
from oversight.facts.reporters import recusal_blocked
from oversight.models import Duty, Reminder
from oversight.states import HANDLING, OPEN_DUTIES, DutyKind, DutyState, RefusalCode
from violations.acts.conditions import has_stood_back
from violations.states import CaseState


def _not_begun(duty: Duty, actor: Principal, on: date) -> str:
    return _("The duty begins on a later day.") if duty.starts_on > on else ""


def _stood_back(duty: Duty, actor: Principal, on: date) -> str:
    if duty.review is not None:
        return recusal_blocked(duty.review, actor, on)
    agency = duty.agency_id
    if agency is not None and is_recused_from(agency, duty.office_id, actor.user_id):
        return str(STOOD_BACK)
    if duty.case is not None and (why := has_stood_back(duty, actor, on)):
        return why
    return "" if duty.contract is None else barred_from_ending(duty.contract, actor, on)


def _no_ground_holds(duty: Duty, actor: Principal, on: date) -> str:
    """Return that nothing makes a reinstatement impossible."""
    if duty.kind != DutyKind.REINSTATE or grounds_that_hold(duty, on):
        return ""
    return _("Nothing makes it impossible to reinstate the contract; reinstate it.")


def _stays_own_decision(duty: Duty, actor: Principal, on: date) -> Blocked | None:
    """Return that the only ground is the order of a court that stays what the actor decided."""
    if grounds_for(duty, actor.user_id, on) or not grounds_that_hold(duty, on):
        return None
    return Blocked(own_decision_stayed(duty, actor.user_id, on), NOT_PERMITTED)


def _order_waits(duty: Duty, actor: Principal, on: date) -> str:
    """Return that an order of an earlier day waits for its second person."""
    pending = pending_of("duty.refuse", duty)
    if pending is None or (pending.proposed_by == actor.user_id and not is_as_proposed(pending)):
        return ""
    return _("This has been entered already and waits for its second person.")


def _is_accepted(duty: Duty, actor: Principal, on: date) -> str:
    """Return that the deputy has found the reinstatement impossible too."""
    if duty.accepted_on is None:
        return ""
    return _("That the contract cannot be reinstated has been accepted.")


def _is_no_reinstatement(duty: Duty, actor: Principal, on: date) -> str:
    if duty.kind == DutyKind.REINSTATE:
        return ""
    return _("Only that a contract cannot be reinstated is accepted; other refusals are reopened.")


def _undated(duty: Duty, actor: Principal, on: date) -> str:
    """Return that the clock has not computed the period, as it does within a minute."""
    if duty.due_on is not None:
        return ""
    return _("The end of the period is being computed; reopen the duty in a minute.")


def _is_replaced(duty: Duty, actor: Principal, on: date) -> str:
    """Return that the step has been asked for anew since, so that another duty runs."""
    newer = Duty.objects.open().filter(
        case=duty.case_id, contract=duty.contract_id, review=duty.review_id, kind=duty.kind
    )
    begins_anew = (*HANDLING, DutyKind.CARRY_OUT, DutyKind.TERMINATE)
    if duty.kind not in begins_anew or not newer.exclude(pk=duty.pk).exists():
        return ""
    return _("The step has been asked for anew since; that duty runs.")


def _case_was_closed(duty: Duty, actor: Principal, on: date) -> str:
    is_closed = duty.case is not None and duty.case.state == CaseState.CLOSED_NO_ACTION
    if duty.refusal_code != RefusalCode.CASE_CLOSED and not is_closed:
        return ""
    return _("The case was closed without action; reopen the case, and the step is asked anew.")


RECUSED = Excluded("who stood back from the case or the office's contracts", _stood_back)
DUTIES = ActTable(
    "duty",
    lambda key, actor: Duty.objects.visible_to(actor).lock(key),
    DutyState,
    not_by=(RECUSED, INTERESTED),
    paper=Paper.NONE,
)
REFUSE_DUTY = DUTIES.act(
    "refuse",
    title=gettext_lazy("Refuse with a reason"),
    permissions=(Permission.DUTY_REFUSE,),
    states=OPEN_DUTIES,
    state_error=gettext_lazy("The duty is over."),
    target=DutyState.REFUSED,
    blocked=(
        unless(
            lambda duty: duty.kind != DutyKind.REVIEW,
            gettext_lazy("Decide the review: it may keep the contract, with reasons."),
        ),
        _not_begun,
        _no_ground_holds,
        _stays_own_decision,
        _order_waits,
    ),
    event={
        "duty.refused": gettext_lazy("refused the duty with a reason"),
        "duty.refusal_proposed": gettext_lazy(
            "entered a court's order of an earlier day for confirmation"
        ),
    },
    paper=Paper.OPTIONAL,
    confirm=Confirm.SECOND_IF_BACK,
    tells=("deputy",),
    undo="reopen",
)
PUT_ON_AGENDA = DUTIES.act(
    "put-on-agenda",
    title=gettext_lazy("Put on the agenda of the working group"),
    permissions=(Permission.DUTY_RAISE,),
    states=(DutyState.DEPUTY,),
    state_error=gettext_lazy("Only a duty that is before the deputy is put on the agenda."),
    target=DutyState.AGENDA,
    event={"duty.put_on_agenda": gettext_lazy("put the duty on the agenda of the working group")},
    tells=("agency", "deputy", "secretariat"),
    confirm=Confirm.PLAIN,
    undo=Final("The working group deals with it."),
)
REOPEN = DUTIES.act(
    "reopen",
    title=gettext_lazy("Reopen the duty"),
    permissions=(Permission.DUTY_RAISE,),
    states=(DutyState.REFUSED,),
    state_error=gettext_lazy("Only a refused duty is reopened."),
    blocked=(_is_accepted, _case_was_closed, _is_replaced, _undated),
    event={"duty.reopened": gettext_lazy("reopened the duty")},
    tells=("agency",),
    confirm=Confirm.PLAIN,
    undo="refuse",
)

# Until the deputy accepts it, what an annulled end left is locked: its books, guarantees and line.
ACCEPT_REFUSAL = DUTIES.act(
    "accept-refusal",
    title=gettext_lazy("Accept that it cannot be reinstated"),
    permissions=(Permission.DUTY_RAISE,),
    states=(DutyState.REFUSED,),
    state_error=gettext_lazy("Nothing was refused here."),
    blocked=(_is_no_reinstatement, _is_accepted),
    event={
        "duty.refusal_accepted": gettext_lazy("accepted that the contract cannot be reinstated")
    },
    tells=("agency", "office"),
    confirm=Confirm.PLAIN,
    undo=Final("The ground is proven; a contract that is made anew is another one."),
)

REMINDERS = ActTable(
    "reminder",
    lambda key, actor: Reminder.objects.visible_to(actor).lock(key),
    not_by=(),
    paper=Paper.NONE,
)
SEND = REMINDERS.act(
    "send",
    title=gettext_lazy("Send the reminders"),
    permissions=(Permission.AGENCY_REMIND,),
    event={"agency.reminded": gettext_lazy("reminded the agency in writing")},
    tells=("agency",),
    confirm=Confirm.PLAIN,
    undo=Final("A letter that was sent is not called back."),
)

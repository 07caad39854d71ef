"""What people do to the duties of agencies, and how they remind agencies of all that is late."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import ActTable, Excluded, Final, Paper, unless
from oversight.models import Duty, Reminder
from oversight.states import HANDLING, OPEN_DUTIES, DutyKind, DutyState, RefusalCode
from violations.acts.conditions import has_stood_back
from violations.states import CaseState


def _not_begun(duty: Duty, actor: Principal, on: date) -> str:
    return _("The duty begins on a later day.") if duty.starts_on > on else ""


def _stood_back(duty: Duty, actor: Principal, on: date) -> str:
    return "" if duty.case is None else has_stood_back(duty, actor, on)


def _refused_in_time(duty: Duty, actor: Principal, on: date) -> str:
    # That a reinstatement is impossible is put before the deputy whenever it is said.
    if duty.deputy_on is not None or duty.kind == DutyKind.REINSTATE:
        return ""
    return _("The agency refused before the duty came before the deputy; its answer stands.")


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
    if duty.kind not in HANDLING or not newer.exclude(pk=duty.pk).exists():
        return ""
    return _("The step has been asked for anew since; that duty runs.")


def _case_was_closed(duty: Duty, actor: Principal, on: date) -> str:
    is_closed = duty.case is not None and duty.case.state == CaseState.CLOSED_NO_ACTION
    if duty.refusal_code != RefusalCode.CASE_CLOSED and not is_closed:
        return ""
    return _("The case was closed without action; reopen the case, and the step is asked anew.")


DUTIES = ActTable(
    "duty",
    lambda key, actor: Duty.objects.visible_to(actor).lock(key),
    DutyState,
    not_by=(),
    paper=Paper.NONE,
)
REFUSE_DUTY = DUTIES.act(
    "refuse",
    title=gettext_lazy("Refuse with a reason"),
    permissions=(Permission.DUTY_REFUSE,),
    not_by=(Excluded("who stood back from the case", _stood_back),),
    states=OPEN_DUTIES,
    state_error=gettext_lazy("The duty is over."),
    target=DutyState.REFUSED,
    blocked=(
        unless(
            lambda duty: duty.kind != DutyKind.REVIEW,
            gettext_lazy("Decide the review: it may keep the contract, with reasons."),
        ),
        _not_begun,
    ),
    event={"duty.refused": gettext_lazy("refused the duty with a reason")},
    paper=Paper.OPTIONAL,
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
    tells=("agency", "deputy"),
    undo=Final("The working group deals with it."),
)
REOPEN = DUTIES.act(
    "reopen",
    title=gettext_lazy("Reopen the duty"),
    permissions=(Permission.DUTY_RAISE,),
    states=(DutyState.REFUSED,),
    state_error=gettext_lazy("Only a refused duty is reopened."),
    blocked=(_refused_in_time, _case_was_closed, _is_replaced, _undated),
    event={"duty.reopened": gettext_lazy("reopened the duty")},
    tells=("agency",),
    undo="refuse",
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
    undo=Final("A letter that was sent is not called back."),
)

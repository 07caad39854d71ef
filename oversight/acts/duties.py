"""What people do to the duties of agencies, and how they remind agencies of all that is late."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import ActTable, unless
from oversight.models import Duty, Reminder
from oversight.states import OPEN_DUTIES, DutyKind, DutyState


def _not_begun(duty: Duty, actor: Principal, on: date) -> str:
    return _("The duty begins on a later day.") if duty.starts_on > on else ""


DUTIES = ActTable("duty", lambda key, actor: Duty.objects.visible_to(actor).lock(key), DutyState)
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
    ),
    event={"duty.refused": gettext_lazy("refused the duty with a reason")},
    tells=("deputy",),
)

REMINDERS = ActTable("reminder", lambda key, actor: Reminder.objects.visible_to(actor).lock(key))
SEND = REMINDERS.act(
    "send",
    title=gettext_lazy("Send the reminders"),
    permissions=(Permission.AGENCY_REMIND,),
    event={"agency.reminded": gettext_lazy("reminded the agency in writing")},
    tells=("agency",),
)

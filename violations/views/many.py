"""What can be done to many cases at once, as the lists offer it; never a decision."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Permission
from lists.columns import Act, Request
from violations import actions
from violations.facts.colleagues import late_among
from violations.forms.acts import AssignForm
from violations.models import Case


def _assign(asked: Request) -> Mapping[int, str]:
    return actions.assign_cases(
        case_ids=asked.keys,
        assignee_id=asked.data["assignee"],
        actor=asked.actor,
        on=asked.on,
        at=asked.at,
    )


def _remind(asked: Request) -> Mapping[int, str]:
    return actions.remind_of_cases(case_ids=asked.keys, actor=asked.actor, on=asked.on, at=asked.at)


def _against_assigning(keys: Sequence[int], actor: Principal, _on: date) -> Mapping[int, str]:
    cases = Case.objects.visible_to(actor).filter(pk__in=keys)
    found = {case.pk: actions.against_assigning(case=case, actor=actor) for case in cases}
    return {key: reason for key, reason in found.items() if reason}


def _against_reminding(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, str]:
    cases = Case.objects.visible_to(actor).filter(pk__in=keys)
    late = late_among(keys, on)
    found = {case.pk: actions.against_reminding(case, on, late) for case in cases}
    return {key: reason for key, reason in found.items() if reason}


ASSIGN = Act(
    name="assign",
    title=_("Assign to a colleague"),
    icon="person",
    permissions=(Permission.CASE_ASSIGN,),
    perform=_assign,
    against=_against_assigning,
    form_class=AssignForm,
    help=_("It says who follows the case. Who may decide it does not change."),
    done=_("put into the colleague's hands"),
)
REMIND = Act(
    name="remind",
    title=_("Remind the agency"),
    icon="mail",
    permissions=(Permission.CASE_REMIND,),
    perform=_remind,
    against=_against_reminding,
    help=_("The agency reads the reminder beside the case. Only late steps can be reminded of."),
    done=_("reminder sent to the agency"),
)

"""What can be done to many cases at once, as the lists offer it; never a decision."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.acts import Act as CaseAct
from core.acts import why_not
from lists.columns import Act, Request
from violations import actions
from violations.acts import cases
from violations.acts.conditions import read_recused
from violations.facts.colleagues import read_late
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


def _against(act: CaseAct, *, read: Callable[[Sequence[Case], date], None] | None = None) -> Any:
    """Return the reasons of the table's row against each of some cases, by key."""

    def reasons(keys: Sequence[int], actor: Principal, on: date) -> Mapping[int, str]:
        rows = list(Case.objects.visible_to(actor).filter(pk__in=keys))
        read_recused(rows, actor)
        if read is not None:
            read(rows, on)
        found = {case.pk: why_not(act, case, actor, on) for case in rows}
        return {key: blocked.message for key, blocked in found.items() if blocked}

    return reasons


ASSIGN = Act(
    name=cases.ASSIGN.name,
    title=cases.ASSIGN.title,
    icon=cases.ASSIGN.icon,
    permissions=cases.ASSIGN.permissions,
    perform=_assign,
    against=_against(cases.ASSIGN),
    form_class=AssignForm,
    help=_("It says who follows the case. Who may decide it does not change."),
    done=_("put into the colleague's hands"),
)
REMIND = Act(
    name=cases.REMIND.name,
    title=cases.REMIND.title,
    icon=cases.REMIND.icon,
    permissions=cases.REMIND.permissions,
    perform=_remind,
    against=_against(cases.REMIND, read=read_late),
    help=_("The agency reads the reminder beside the case. Only late steps can be reminded of."),
    done=_("reminder sent to the agency"),
)

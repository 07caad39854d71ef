"""The steps of the proceedings on the page of a case."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from core import jalali
from violations import facts
from violations.models import Case, ViolationReport
from violations.states import COUNTED, CaseState
from violations.views.rights import sees_narrative


def steps_of(
    case: Case, reports: Sequence[ViolationReport], on: date, actor: Principal
) -> list[dict[str, Any]]:
    """
    Return the steps for the stepper; that a notice is served late is no fault of the office.

    When the first of the reports was filed is told to those who read them.
    """
    reads = sees_narrative(actor, case)
    filed_on = min((each.submitted_on for each in reports if reads), default=None)
    return [
        {
            "label": step.label,
            "state": "late" if step.is_overdue and not _is_others(step.key, actor) else step.status,
            "note": _step_note(step, case, on),
        }
        for step in facts.stepper_of(
            case, on, filed_on, knows_result=not is_result_unserved(case, actor)
        )
    ]


def is_result_unserved(case: Case, actor: Principal) -> bool:
    """Tell whether an office's objection was decided, and its result not served on it yet."""
    is_over = actor.role is Role.OPERATOR and case.state in COUNTED
    return is_over and not facts.is_told(case, actor)


def _is_others(key: str, actor: Principal) -> bool:
    return actor.role is Role.OPERATOR and key == "service"


def _step_note(step: facts.Step, case: Case, on: date) -> str:
    if step.done_on:
        return jalali.day_near(step.done_on, on)
    if step.key == "decision" and case.state == CaseState.SCHEDULED and case.decision_on:
        return _("on %(day)s") % {"day": jalali.day_near(case.decision_on, on)}
    if step.due_on:
        return _("until %(day)s") % {"day": jalali.day_near(step.due_on, on)}
    return ""

"""What a reduced sanction asks for after the heavier one was carried out (ADR 60)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from violations.facts.execution import has_suspended
from violations.models import Case
from violations.rules.windows import is_due_again
from violations.states import CaseState, Outcome

# What a closed case loses when its sanction is to be carried out again.
_UNCLOSED: dict[str, Any] = {
    "state": CaseState.FINAL, "closed_on": None, "closed_by": None, "closing_note": ""
}  # fmt: skip


def due_again(case: Case, verdict: Mapping[str, Any], on: date) -> dict[str, Any]:
    """
    Return what a case gets beside a lighter verdict of a day, so that it is carried out.

    Nothing where the sanction was not carried out yet, or is one that has been already. The window
    begins with `begin_windows`, a closed case is final again.
    """
    if case.executed_on is None or verdict["outcome"] != Outcome.PROVEN:
        return {}
    suspended = has_suspended(case)
    if not is_due_again(case.sanction, verdict["sanction"], has_suspended=suspended):
        return {}
    again = {
        "executed_on": None, "executed_by": None, "execution_due_on": None, "execution_since": on
    }  # fmt: skip
    return again | (_UNCLOSED if case.state == CaseState.CLOSED else {})

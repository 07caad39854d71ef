"""Until when an objection can be filed, and how one that came on paper in time is still entered."""

from django.utils.translation import gettext as _

from violations.models import Case
from violations.states import COUNTED, CaseState, Outcome


def against_objecting(case: Case) -> str:
    """Return why no objection window is open in a case; until which day, its clock tells."""
    if case.state != CaseState.DECIDED:
        return _("No objection window is running.")
    return "" if case.appeal_due_on else _("The decision has not been served yet.")


def was_missed(case: Case) -> bool:
    """
    Tell whether the case became final because nothing seemed to be objected in its window.

    An objection that was received on paper in that window is still entered then: the day of its
    receipt counts (docs/adr/0036-late-paper.md). A window that the office itself ended before its
    last day is over: it was asked and answered.
    """
    return (
        case.state in COUNTED
        and case.outcome == Outcome.PROVEN
        and case.final_on is not None
        and case.appeal_due_on is not None
        and case.final_on > case.appeal_due_on
        and getattr(case, "appeal", None) is None
    )


def against_entering(case: Case) -> str:
    """Return why no objection that came on paper can be entered in a case; empty if one can."""
    if case.state not in COUNTED:
        return against_objecting(case)
    if was_missed(case):
        return ""
    return _("The office has objected already, has ended its window, or was not found guilty.")


def against_judging(case: Case) -> str:
    """Return why a final case has nothing to be decided; empty if it is contested, or not final."""
    if case.state not in COUNTED or case.is_contested:
        return ""
    return _("No objection waits in this case.")

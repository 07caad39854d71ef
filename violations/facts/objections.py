"""Whether an objection that came on paper in time can still be entered."""

from violations.facts.cases import appeal_of
from violations.models import Case
from violations.states import COUNTED, CaseState, Outcome


def takes_paper_objection(case: Case) -> bool:
    """Tell whether an objection on paper fits the case: it was decided, or the window missed."""
    return case.state == CaseState.DECIDED or was_missed(case)


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
        and appeal_of(case) is None
    )

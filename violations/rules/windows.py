"""Which windows of those who handle an objected or final case run, by where the case stands."""

from dataclasses import dataclass
from enum import StrEnum

from violations.states import COUNTED, TO_EXECUTE, CaseState, Outcome, SanctionKind


class CaseWindow(StrEnum):
    """A window of the body that handles a case after its decision."""

    APPEAL_DECISION = "appeal_decision"
    EXECUTION = "execution"
    CLOSING = "closing"


@dataclass(frozen=True)
class Standing:
    """
    Where a case stands after its decision.

    `waits_to_serve` is True while the objection's result is not served, `corrects` while the office
    has something to put right or it is not verified.
    """

    state: str
    outcome: str
    sanction: str
    is_executed: bool
    is_contested: bool
    waits_to_serve: bool
    corrects: bool


def is_objected(standing: Standing) -> bool:
    """Tell whether an objection waits for its decision."""
    contested = standing.is_contested and standing.state in COUNTED
    return standing.state == CaseState.APPEALED or contested


def is_to_be_executed(standing: Standing) -> bool:
    """Tell whether a final case has a sanction that is still to be carried out."""
    is_proven = standing.state == CaseState.FINAL and standing.outcome == Outcome.PROVEN
    waits = standing.sanction in TO_EXECUTE and not standing.is_executed
    return is_proven and waits and not standing.is_contested


def is_to_be_closed(standing: Standing) -> bool:
    """Tell whether nothing stands against closing a final case."""
    is_open = standing.waits_to_serve or standing.corrects or standing.is_contested
    waits = standing.sanction in TO_EXECUTE and not standing.is_executed
    return standing.state == CaseState.FINAL and not is_open and not waits


def running_windows(standing: Standing) -> frozenset[CaseWindow]:
    """Return the windows that run: of a final case at most one, beside the verifications."""
    asked = {
        CaseWindow.APPEAL_DECISION: is_objected(standing),
        CaseWindow.EXECUTION: is_to_be_executed(standing),
        CaseWindow.CLOSING: is_to_be_closed(standing),
    }
    return frozenset(window for window, runs in asked.items() if runs)


def is_due_again(executed: str, reduced: str, *, has_suspended: bool) -> bool:
    """
    Tell whether a reduced sanction is to be carried out although the heavier one was.

    `has_suspended` is True when a contract was suspended on the decision. Whoever was suspended is
    not suspended again: the days of that suspension follow the reduced sanction.

    Source: docs/adr/0060-judgments.md.
    """
    if reduced not in TO_EXECUTE or reduced == executed:
        return False
    return not (reduced == SanctionKind.SUSPENSION and has_suspended)

"""What judgments leave of the decisions of a case, in all of its rounds (docs/adr/0060)."""

from collections.abc import Iterable

from violations.models import Decision
from violations.states import Forum, JudgmentResult


def setting_aside(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """
    Return the judgment by which each decision lost its effect, by the decision's key.

    A judgment that annuls or sends back sets aside what was decided before it in its round; one
    that reduces leaves the decision with a lighter sanction.
    """
    known = sorted(decisions, key=lambda each: each.pk)
    ends = [each for each in known if ends_decisions(each)]
    found: dict[int, Decision] = {}
    for decision in known:
        later = (
            each for each in ends
            if each.round_no == decision.round_no and each.pk > decision.pk
        )  # fmt: skip
        judgment = next(later, None)
        if judgment is not None:
            found[decision.pk] = judgment
    return found


def ends_decisions(decision: Decision) -> bool:
    """Tell whether a decision is a judgment that annuls the case's decision or sends it back."""
    is_judgment = decision.forum == Forum.JUDGMENT
    return is_judgment and decision.judgment_result != JudgmentResult.REDUCED


def last_judgment(decisions: Iterable[Decision]) -> Decision | None:
    """Return the newest judgment among some decisions."""
    judgments = (each for each in decisions if each.forum == Forum.JUDGMENT)
    return max(judgments, key=lambda each: each.pk, default=None)

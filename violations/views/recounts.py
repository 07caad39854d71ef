"""What an annulment changed, as the page of a case shows it: points back, occurrences anew."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from violations.facts import Recount, points_back, recounts_of
from violations.facts.rounds import ends_decisions
from violations.facts.sanctions import sanction_words
from violations.models import Case, Decision
from violations.states import JudgmentResult


def recounted(case: Case, decisions: Iterable[Decision], reader: Principal) -> dict[str, Any]:
    """
    Return the case's own recount, and what followed from its annulment; nothing for most cases.

    A first occurrence cannot become less, and what was not annulled changes nothing.
    """
    known = list(decisions)
    ending = [each for each in known if ends_decisions(each)]
    is_annulled = bool(ending)
    if not is_annulled and not any((each.occurrence or 1) > 1 for each in known):
        return {"recount": None, "annulment": None}
    own, later = recounts_of(case, reader)
    annulment = _annulment(case, later) | _titles(ending[-1]) if is_annulled else None
    return {"recount": _said(own) if own else None, "annulment": annulment}


def own_recount(case: Case, reader: Principal) -> dict[str, Any] | None:
    """Return, beside an act on a decided case, what its decision counted and counts no more."""
    decisions = case.decisions.filter(round_no=case.round_no)
    found: dict[str, Any] | None = recounted(case, decisions, reader)["recount"]
    return found


def _annulment(case: Case, later: Iterable[Recount]) -> dict[str, Any]:
    """Return the counter-entry of an annulled case, and the later cases that had counted it."""
    points, reversed_on = points_back(case)
    return {
        "points": points,
        "reversed_on": reversed_on,
        "later": [_said(recount) for recount in later],
    }


def _titles(judgment: Decision) -> dict[str, Any]:
    """Return what the judgment did, in the words that stand above and within what followed."""
    if judgment.judgment_result == JudgmentResult.SENT_BACK:
        return {"title": _("What followed from sending the case back")}
    return {"title": _("What followed from the annulment")}


def _said(recount: Recount) -> dict[str, Any]:
    proposal = recount.proposal
    return {
        "number": recount.number,
        "then": recount.then,
        "now": recount.now,
        "without": recount.without,
        "proposed": sanction_words(proposal.sanction, proposal.days) if proposal else "",
    }

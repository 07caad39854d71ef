"""How states look on a page: a pill for a passing state, a stamp for one with legal effect."""

from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from core.persian import language
from violations.states import (
    CaseState,
    JudgmentResult,
    Outcome,
    ReportState,
    SessionState,
    Track,
)

CASE_TONES: dict[str, tuple[str, str]] = {
    CaseState.OPENED: ("pill", "neutral"),
    CaseState.NOTIFIED: ("pill", "info"),
    CaseState.DEFENDED: ("pill", "warn"),
    CaseState.DEFENCE_LAPSED: ("pill", "warn"),
    CaseState.SCHEDULED: ("pill", "warn"),
    CaseState.DECIDED: ("pill", "violet"),
    CaseState.APPEALED: ("pill", "violet"),
    CaseState.FINAL: ("stamp", "info"),
    CaseState.CLOSED: ("stamp", ""),
    CaseState.CLOSED_NO_ACTION: ("stamp", ""),
}
REPORT_TONES: dict[str, tuple[str, str]] = {
    ReportState.SUBMITTED: ("pill", "warn"),
    ReportState.RETURNED: ("pill", "danger"),
    ReportState.ACCEPTED: ("pill", "ok"),
    ReportState.REJECTED: ("stamp", ""),
    ReportState.DUPLICATE: ("pill", "neutral"),
    ReportState.REFERRED: ("stamp", "info"),
    ReportState.WITHDRAWN: ("pill", "neutral"),
}
OUTCOME_TONES: dict[str, str] = {Outcome.PROVEN: "danger", Outcome.NOT_PROVEN: "ok"}


def case_mark(state: str, *, is_served: bool | None = None) -> dict[str, Any]:
    """
    Return the mark of a case's state; the appeal window opens when the decision is served.

    Where it is not known whether it was (None), the mark claims neither.
    """
    return _case_mark(str(state), is_served if state == CaseState.DECIDED else None, language())


@cache
def _case_mark(state: str, is_served: bool | None, _language: str) -> dict[str, Any]:
    kind, tone = CASE_TONES[state]
    text = str(CaseState(state).label)
    if is_served is not None:
        text = _("decided, in the objection window") if is_served else _("decided, to be served")
    return {"kind": kind, "tone": tone, "text": text}


def unserved_result_mark() -> dict[str, Any]:
    """Return the mark that an office reads while the result of its objection is not served."""
    return {"kind": "pill", "tone": "violet", "text": _("objection decided, result to be served")}


def contested_mark() -> dict[str, Any]:
    """Return the mark of a final case in which an objection in time waits."""
    return _contested_mark(language())


@cache
def _contested_mark(_language: str) -> dict[str, Any]:
    return {"kind": "pill", "tone": "violet", "text": _("an objection waits")}


def report_mark(state: str) -> dict[str, Any]:
    """Return the mark of a report's state."""
    return _report_mark(str(state), language())


@cache
def _report_mark(state: str, _language: str) -> dict[str, Any]:
    kind, tone = REPORT_TONES[state]
    return {"kind": kind, "tone": tone, "text": str(ReportState(state).label)}


def outcome_mark(outcome: str, *, final: bool) -> dict[str, Any] | None:
    """Return the mark of a decision: a stamp once it is final, a pill while it may be appealed."""
    return _outcome_mark(str(outcome), final, language()) if outcome else None


@cache
def _outcome_mark(outcome: str, final: bool, _language: str) -> dict[str, Any]:
    kind = "stamp" if final else "pill"
    return {"kind": kind, "tone": OUTCOME_TONES[outcome], "text": str(Outcome(outcome).label)}


def judgment_mark(result: str) -> dict[str, Any]:
    """Return the stamp of what a judgment did."""
    tone = "danger" if result == JudgmentResult.REDUCED else "ok"
    return {"kind": "stamp", "tone": tone, "text": JudgmentResult(result).label}


SESSION_TONES: dict[str, tuple[str, str]] = {
    SessionState.SUMMONED: ("pill", "info"),
    SessionState.HELD: ("pill", "warn"),
    SessionState.POSTPONED: ("pill", "neutral"),
    SessionState.CANCELLED: ("stamp", ""),
    SessionState.SIGNED: ("stamp", "ok"),
}


def session_mark(state: str) -> dict[str, Any]:
    """Return the mark of a hearing session's state."""
    kind, tone = SESSION_TONES[state]
    return {"kind": kind, "tone": tone, "text": SessionState(state).label}


def track_label(track: str) -> str:
    """Return the words of a track, also of a type's «both»."""
    return str(Track(track).label) if track in Track.values else _("licence and contract")

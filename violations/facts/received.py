"""What the receipt of a notice starts, as the office reads it and as its declaration says it."""

from datetime import date

from django.utils import translation
from django.utils.translation import gettext_noop

from core.jalali import long
from violations.facts.cases import official
from violations.states import NoticeKind

_STARTS = {
    NoticeKind.CHARGE: gettext_noop(
        "With your receipt the notice is served on the office today. You may answer until the end"
        " of {day}; after that the case is decided, with your answer or without it."
    ),
    NoticeKind.DECISION: gettext_noop(
        "With your receipt the decision is served on the office today. You may object until the"
        " end of {day}; without an objection the decision becomes final."
    ),
    NoticeKind.APPEAL_RESULT: gettext_noop(
        "With your receipt the result of the objection is served on the office today. It is final;"
        " what was decided can be carried out."
    ),
    NoticeKind.SUMMONS: gettext_noop(
        "With your receipt the summons is served on the office today; the day of the session opens"
        " to you, and the session is held on it."
    ),
}


def receipt_text(kind: NoticeKind, until: date | None) -> str:
    """Return the official sentence: what the receipt starts, and the last day of its window."""
    with translation.override("fa"):
        day = long(until) if until else ""
    return official(_STARTS[kind], day=day)

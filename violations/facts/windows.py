"""Which cases and corrections ask for a window after the decision, as one query says it."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Subquery

from violations.models import Appeal, CorrectiveAction
from violations.states import OBJECTED, TO_EXECUTE, CaseState, Outcome

# The sanction of a proven case is still to be carried out.
NOT_EXECUTED = Q(outcome=Outcome.PROVEN, sanction__in=TO_EXECUTE, executed_on=None)
# No objection waits in the case, and the office knows how the last one ended.
SETTLED = Q(is_contested=False) & (Q(result_serve_due_on=None) | Q(result_served_on__isnull=False))
# The office has reported a correction that nobody has verified.
TO_VERIFY = Q(done_on__isnull=False, verified_on__isnull=True)


def to_be_executed() -> Q:
    """Return the condition that the sanction of a final case is to be carried out."""
    return Q(NOT_EXECUTED, state=CaseState.FINAL, is_contested=False)


def to_be_closed() -> Q:
    """Return the condition that nothing stands against closing a final case."""
    open_ones = CorrectiveAction.objects.filter(
        case=OuterRef("pk"), round_no=OuterRef("round_no"), verified_on=None
    )
    return Q(SETTLED & ~NOT_EXECUTED & ~Exists(open_ones), state=CaseState.FINAL)


def to_be_dated() -> Q:
    """Return the condition that a window runs in a case and has no last day."""
    return (
        Q(OBJECTED, appeal_decision_due_on=None)
        | Q(to_be_executed(), execution_due_on=None)
        | Q(to_be_closed(), closing_due_on=None)
    )


def verifications_to_be_dated() -> Q:
    """Return the condition that a reported correction has no day until which it is verified."""
    return Q(TO_VERIFY, round_no=F("case__round_no"), verify_due_on=None)


def objection_columns() -> dict[str, Any]:
    """Return the column of a row of cases: since when the office has objected."""
    own = Appeal.objects.counted().filter(case=OuterRef("pk"))
    return {"objected_on": Subquery(own.values("filed_on")[:1])}


def verification_columns() -> dict[str, Any]:
    """Return the columns of a row of cases: until when a report of the office is verified next."""
    waiting = CorrectiveAction.objects.filter(
        TO_VERIFY, case=OuterRef("pk"), round_no=OuterRef("round_no"), verify_due_on__isnull=False
    ).order_by("verify_due_on", "pk")
    return {
        "verify_due_on": Subquery(waiting.values("verify_due_on")[:1]),
        "reported_on": Subquery(waiting.values("done_on")[:1]),
    }

"""What else an office was reported for, beside one of its cases."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from accounts.principal import Principal
from violations import facts
from violations.models import Case
from violations.states import COUNTED, OPEN_CASES, Outcome, Severity
from violations.views.marks import case_mark, outcome_mark
from violations.views.points import points_bar

LOOKBACK = timedelta(days=730)
MOST_HISTORY = 12


def history_of(case: Case, actor: Principal, on: date) -> dict[str, Any]:
    """
    Return the office's other cases: those in scope in full, the rest as counts by severity.

    The counts are of final, proven cases only, and never say of which agency (DECISIONS 15).
    """
    recent = {"office": case.office, "opened_on__gte": on - LOOKBACK}
    visible = Case.objects.visible_to(actor).filter(**recent)
    rows = visible.exclude(pk=case.pk).filter(state__in=[*OPEN_CASES, *COUNTED])
    columns = (
        "number", "type__title", "agency__short_name", "severity", "state", "outcome", "points",
        "track", "opened_on", "holder_id",
    )  # fmt: skip
    rows = rows.annotate(is_told=facts.told_to(actor)).order_by("-opened_on", "-pk")
    found = list(rows.values(*columns, "is_told")[:MOST_HISTORY])
    for row in found:
        facts.withhold(row)
        final = row["state"] in COUNTED
        row["mark"] = outcome_mark(row["outcome"], final=final) or case_mark(row["state"])
        row["counts"] = final and row["outcome"] == Outcome.PROVEN
        row["is_former"] = row["holder_id"] != case.office.holder_id
    others: list[dict[str, Any]] = []
    if actor.is_agency:
        hidden = Case.objects.filter(**recent).final_proven().exclude(pk__in=visible.values("pk"))
        counted = dict(hidden.values_list("severity").annotate(total=Count("pk")).order_by())
        others = [
            {"severity": severity, "total": counted[severity]}
            for severity in reversed(Severity.values)
            if counted.get(severity)
        ]
    return {"rows": found, "others": others, "bar": points_bar(case.office_id, on, actor)}

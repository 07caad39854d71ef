"""Cases as the pages of offices, contracts and agencies show them, by who may know them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.principal import Principal
from accounts.roles import Role
from core.persian import persian_digits
from core.svg.data import Dot, Dots
from offices.models import Office
from violations.facts import told_to, withhold
from violations.models import Case
from violations.states import COUNTED, Outcome, Severity
from violations.views.marks import case_mark, outcome_mark

LOOKBACK = timedelta(days=730)
COLUMNS_OF_A_CASE = (
    "number", "type__title", "agency__short_name", "track", "severity", "state", "outcome",
    "points", "occurred_on", "opened_on", "final_on", "office__name", "holder_id",
    "office__holder_id",
)  # fmt: skip


def knows_cases(actor: Principal, office: Office) -> bool:
    """Tell whether the actor reads of an office's cases: who knows its points, and of a member."""
    return knows_points(actor, office) or (actor.role is Role.ASSOCIATION and office.is_member)


def knows_points(actor: Principal, office: Office) -> bool:
    """Tell whether the actor reads an office's points: staff do, an operator only his own."""
    match actor.role:
        case Role.OPERATOR:
            return office.public_id in actor.office_ids
        case Role.COUNTY_REP:
            return office.county.public_id in actor.county_ids
        case Role.ASSOCIATION | Role.PLATFORM_ADMIN:
            return False
        case _:
            return True


def rows_of(cases: Any, most: int, actor: Principal) -> list[dict[str, Any]]:
    """Return cases as rows, the newest first, each with what the reader may know of it."""
    shown = cases.annotate(is_told=told_to(actor)).order_by("-opened_on", "-pk")
    found = list(shown.values(*COLUMNS_OF_A_CASE, "is_told")[:most])
    for row in found:
        withhold(row)
        final = row["state"] in COUNTED
        row["mark"] = case_mark(row["state"])
        row["outcome_mark"] = outcome_mark(row["outcome"], final=final)
        row["counts"] = final and row["outcome"] == Outcome.PROVEN
        row["is_former"] = row["holder_id"] != row["office__holder_id"]
        row["url"] = reverse("violations:file", args=[row["number"]])
    return found


def dots_of(rows: Sequence[dict[str, Any]], on: date) -> Dots | None:
    """Return the cases of two years on a time line, the oldest first; None for none."""
    start = on - LOOKBACK
    shown = sorted(
        (row for row in rows if row["occurred_on"] >= start), key=lambda row: row["occurred_on"]
    )
    if not shown:
        return None
    proven = [row for row in shown if row["counts"]]
    summary = ngettext(
        "{count} case in two years, {proven} of them proven.",
        "{count} cases in two years, {proven} of them proven.",
        len(shown),
    ).format(count=persian_digits(len(shown)), proven=persian_digits(len(proven)))
    return Dots(summary, start, on, [_dot(row) for row in shown])


def _dot(row: dict[str, Any]) -> Dot:
    is_over = row["state"] in COUNTED or row["outcome"] == Outcome.NOT_PROVEN
    tone = "danger" if row["counts"] else "neutral" if is_over else "warn"
    points = 0 if tone == "neutral" else row["points"]
    return Dot(row["occurred_on"], points, row["type__title"], tone)


def elsewhere(office: Office, actor: Principal, on: date) -> list[dict[str, Any]]:
    """Return, for an agency, what other agencies proved: counts by severity, no more."""
    if not actor.is_agency:
        return []
    hidden = Case.objects.filter(office=office, opened_on__gte=on - LOOKBACK).final_proven()
    seen = Case.objects.visible_to(actor).filter(office=office)
    hidden = hidden.exclude(pk__in=seen.values("pk"))
    counted = dict(hidden.values_list("severity").annotate(total=Count("pk")).order_by())
    return [
        {"severity": severity, "total": counted[severity]}
        for severity in reversed(Severity.values)
        if counted.get(severity)
    ]

"""The columns of the lists of reports and cases."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.markup import format_html
from core.persian import persian_digits
from core.templatetags.ui.filters import code, jalali_near, jalali_short
from core.templatetags.ui.marks import grade, mark, pill
from lists import cells
from lists.columns import Column, Row, everybody
from lists.sorting import dated, days, path, ranks, words
from violations.facts import knows_parties
from violations.facts.told import OUTSIDE
from violations.states import CaseState, ReportState, SanctionKind, Severity, Track
from violations.views.marks import track_label
from violations.views.row_acts import acts_on_cases


def _number(row: Row) -> Any:
    return format_html(
        '<a href="{}"><b>{}</b></a><br><span class="sub">{}</span>',
        row["url"], code(row["number"]), jalali_short(row["day"]),
    )  # fmt: skip


def _office(row: Row) -> Any:
    sub = format_html("{} · {}", code(row["office__code"]), row["county__name"])
    return cells.named(row["office__name"], sub)


def _type(row: Row) -> Any:
    if row.get("is_late_report"):
        return format_html("{} {}", row["type__title"], pill("warn", _("late")))
    return row["type__title"]


def _agency(row: Row) -> Any:
    track = format_html('<span class="sub">{}</span>', _("licence track"))
    if not row["agency__short_name"]:
        return track
    if row.get("track") == Track.LICENCE:
        return format_html("{}<br>{}", row["agency__short_name"], track)
    return row["agency__short_name"]


def _stage(row: Row) -> Any:
    outcome = mark(row["outcome_mark"]) if row["outcome_mark"] else ""
    state = format_html('<span class="row row-tight">{}{}</span>', mark(row["mark"]), outcome)
    if row.get("sanction_words") and row["outcome"] == "proven":
        said = persian_digits(row["sanction_words"])
        return format_html('{}<span class="sub">{}</span>', state, said)
    return state


def _stage_text(row: Row) -> str:
    outcome = row["outcome_mark"]["text"] if row["outcome_mark"] else ""
    return " / ".join(filter(None, (str(row["mark"]["text"]), str(outcome))))


def _due(row: Row) -> Any:
    if row.get("filed_on") and row["ribbon"] is None:
        said = format_html(_("waiting since {}"), jalali_near(row["filed_on"]))
        return format_html('<span class="note">{}</span>', said)
    drawn = cells.ribbon(row["ribbon"])
    if row.get("reminded_on"):
        said = format_html("{} {}", _("agency reminded"), jalali_near(row["reminded_on"]))
        return format_html('{}<span class="sub t-warn">{}</span>', drawn, said)
    return drawn


def _act(row: Row) -> Any:
    if not row["act"]:
        return ""
    css = "btn btn-s btn-primary" if row["is_late"] or row["is_near"] else "btn btn-s"
    url, label, decides = row["act"]["url"], row["act"]["label"], "decides" in row["act"]
    if decides:
        return format_html('<a class="{}" href="{}" data-decide>{}</a>', css, url, label)
    return format_html('<a class="{}" href="{}">{}</a>', css, url, label)


def _several_agencies(actor: Principal) -> bool:
    return not actor.is_agency and knows_parties(actor)


def _knows_hands(actor: Principal) -> bool:
    return actor.is_agency or actor.is_province


def _knows_outcomes(actor: Principal) -> bool:
    """Tell whether an order by what was decided says nothing that the rows withhold."""
    return actor.role not in OUTSIDE


def _severity_text(row: Row) -> str:
    return str(Severity(row["severity"]).label)


def _first(title: Any, severity: str, states: Iterable[str]) -> tuple[Column, ...]:
    return (
        Column("number", title, _number, cells.text("number"), is_locked=True,
               css="nowrap", by=path("number")),
        Column(
            "office", gettext_lazy("Office"), _office, cells.text("office__name"),
            is_locked=True, css="cell-main", by=words("office__name"),
        ),
        Column(
            "type", gettext_lazy("Violation"), _type, cells.text("type__title"), css="cell-wide",
            by=words("type__title"),
        ),
        Column(
            "severity", gettext_lazy("Severity"), lambda row: grade(row["severity"]),
            _severity_text, css="cell-off", sees=knows_parties,
            greatest_first=True, by=ranks(severity, Severity),
        ),
        Column(
            "agency", gettext_lazy("Agency"), _agency, cells.text("agency__short_name"),
            sees=_several_agencies, css="cell-bare", by=words("agency__short_name"),
        ),
        Column("stage", gettext_lazy("Stage"), _stage, _stage_text, css="cell-bare",
               by=ranks("state", states)),
        Column(
            "due", gettext_lazy("Deadline"), _due,
            lambda row: cells.due_text(row["ribbon"]), order="due", css="cell-end",
        ),
    )  # fmt: skip


_LAST = (
    Column(
        "code", gettext_lazy("office code"), lambda row: code(row["office__code"]),
        cells.text("office__code"), is_shown=False, by=path("office__code"),
    ),
    Column(
        "county", gettext_lazy("County"), cells.value("county__name"),
        cells.text("county__name"), is_shown=False, by=words("county__name"),
    ),
    Column(
        "occurred", gettext_lazy("occurred on"), cells.day("occurred_on"),
        cells.text("occurred_on"), is_shown=False, by=dated("occurred_on"),
    ),
)  # fmt: skip


def _to_do(sees: Callable[[Principal], bool] = everybody) -> Column:
    act = gettext_lazy("Act")
    return Column("act", act, _act, css="cell-act", sees=sees, may_be_missing=True)


CASE_COLUMNS = (
    *_first(gettext_lazy("Case"), "severity", CaseState),
    Column(
        "hands", gettext_lazy("Handled by"), cells.value("assignee__full_name"),
        cells.text("assignee__full_name"), sees=_knows_hands, is_shown=False,
        by=words("assignee__full_name"),
    ),
    Column(
        "track", gettext_lazy("Track"), lambda row: track_label(row["track"]),
        lambda row: track_label(row["track"]), is_shown=False, by=path("track"),
    ),
    Column("opened", gettext_lazy("opened on"), cells.day("opened_on"), cells.text("opened_on"),
           is_shown=False, by=dated("opened_on")),
    Column("served", gettext_lazy("served on"), cells.day("served_on"), cells.text("served_on"),
           is_shown=False, by=days("served_on")),
    Column("final", gettext_lazy("final on"), cells.day("final_on"), cells.text("final_on"),
           is_shown=False, by=days("final_on"), sorts=_knows_outcomes),
    Column(
        "sanction", gettext_lazy("sanction"), cells.value("sanction_words"),
        cells.text("sanction_words"), sees=knows_parties, is_shown=False,
        greatest_first=True, by=ranks("sanction", SanctionKind), sorts=_knows_outcomes,
    ),
    *_LAST,
    _to_do(acts_on_cases),
)  # fmt: skip
REPORT_COLUMNS = (
    *_first(gettext_lazy("Report"), "type__severity", ReportState),
    Column(
        "submitted", gettext_lazy("filed on"), cells.day("submitted_on"),
        cells.text("submitted_on"), is_shown=False, by=dated("submitted_on"),
    ),
    *_LAST,
    _to_do(),
)  # fmt: skip

# What a row reads of the base.
COMMON = (
    "id", "number", "state", "office__code", "office__name", "county__name", "county__public_id",
    "agency__short_name", "agency__kind", "type__title", "occurred_on",
)  # fmt: skip
CASE_VALUES = (
    *COMMON, "track", "severity", "points", "outcome", "sanction", "sanction_days", "opened_on",
    "served_on", "serve_due_on", "defence_due_on", "decision_due_on", "appeal_due_on",
    "decided_on", "is_issued", "occurrence", "final_on", "decision_serve_due_on",
    "result_serve_due_on", "result_served_on", "assignee__full_name", "reminded_on", "is_told",
    "is_contested", "appeal_decision_due_on", "objected_on", "execution_due_on", "execution_since",
    "executed_on", "closing_due_on", "verify_due_on", "reported_on",
)  # fmt: skip
REPORT_VALUES = (
    *COMMON, "type__severity", "type__track", "submitted_on", "triage_due_on", "reporter_id",
    "office_id", "contract_id", "is_late",
)  # fmt: skip

"""The columns of the list of contracts, and how its cells are drawn."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from contracts.facts import Standing, mark_of
from contracts.facts.ended import HOW_ENDED
from contracts.facts.money import covered_until
from contracts.facts.months import PAST, bounds_of
from contracts.rules import STAGE_LABELS, Cover, Stage
from contracts.states import ContractState
from core.icons import draw
from core.jalali import month_name, parts
from core.markup import format_html
from core.persian import latin_digits, persian_digits
from core.svg.ribbon import days_left
from core.templatetags.ui.filters import code, jalali_day
from lists import cells
from lists.columns import Column, Row
from lists.sorting import dated, days, path, ranks, words
from workdays.facts import Ribbon, ribbon
from workdays.rules import Calendar, Unit

# A contract that ends within these days shows its working days one by one.
RIBBON_SPAN = timedelta(days=30)
STAGE_TONES = {
    Stage.NOT_DUE: "",
    Stage.NOT_BEGUN: "warn",
    Stage.DRAFTED: "info",
    Stage.SIGNING: "info",
    Stage.SIGNED: "ok",
    Stage.STOPPED: "neutral",
}
COVER_TONES = {
    Cover.HELD: "",
    Cover.ENDING: "warn",
    Cover.PAST: "danger",
    Cover.NONE: "danger",
    Cover.RELEASED: "",
    Cover.NOT_NEEDED: "",
}


def ribbon_of(row: Row, calendar: Calendar | None, on: date) -> Ribbon | None:
    """Return the last days of a contract that ends soon; None for others."""
    if calendar is None or abs(row["ends_on"] - on) > RIBBON_SPAN:
        return None
    start = max(row["starts_on"], row["ends_on"] - RIBBON_SPAN)
    label = _("end of the contract")
    return ribbon(start, row["ends_on"], on, calendar, label=label, unit=Unit.DAY)


def mark_in_list(row: Row, standing: Standing, on: date) -> dict[str, str] | None:
    """Return the stage of renewal of an active contract, the state of every other."""
    if row["state"] != ContractState.ACTIVE:
        return mark_of(row["state"])
    if standing.stage is Stage.NOT_DUE:
        return None
    is_late = standing.stage is Stage.NOT_BEGUN and row["ends_on"] < on
    tone = "danger" if is_late else STAGE_TONES[standing.stage]
    return {"kind": "pill", "tone": tone, "text": str(STAGE_LABELS[standing.stage])}


def cover_in_words(standing: Standing) -> dict[str, Any]:
    """Return how a contract is secured: tone and words."""
    words = {
        Cover.HELD: _("guarantee in force"),
        Cover.ENDING: "",
        Cover.PAST: _("run out"),
        Cover.NONE: _("none"),
        Cover.RELEASED: _("released"),
        Cover.NOT_NEEDED: _("not asked for"),
    }
    return {
        "tone": COVER_TONES[standing.cover],
        "text": words[standing.cover],
        "until": standing.covered_until if standing.cover is Cover.ENDING else None,
    }


def month_words(key: str) -> str:
    """Return a month of the strip in words; what is none, as it was typed."""
    if key == PAST:
        return _("past")
    try:
        first, _last = bounds_of(latin_digits(key))
    except ValueError:
        return key
    return persian_digits(f"{month_name(parts(first)[1])} {parts(first)[0]}")


def _left(row: Row) -> Any:
    """Return what is left of the term; under it stands a notice, which comes first."""
    if not row["notice"]:
        return _left_of_term(row)
    notice = format_html('<b class="t-danger">{}</b>', row["notice"])
    return format_html('{} <span class="sub">{}</span>', notice, _left_of_term(row))


def _left_in_file(row: Row) -> Any:
    return row["notice"] or row["left"]


def _left_of_term(row: Row) -> Any:
    if row["ribbon"]:
        return cells.ribbon(row["ribbon"])
    if row["left"] is None:
        return ""
    if row["left"] < 0:
        return format_html('<span class="note">{}</span>', _("past its end"))
    return format_html('<span class="note">{}</span>', days_left(row["left"]))


def _ended(row: Row) -> Any:
    return cells.day("last_on")(row) if row["end_kind"] else ""


def _ended_text(row: Row) -> Any:
    return row["last_on"] if row["end_kind"] else None


def _how(row: Row) -> str:
    """Return how a contract ended whose state no longer says it."""
    is_settled = row["state"] == ContractState.SETTLED
    return str(ContractState(row["end_kind"]).label) if is_settled else ""


def _stage(row: Row) -> Any:
    if row["mark"]:
        return cells.marked(row["mark"])
    return format_html('<span class="note">{}</span>', _("not due yet"))


def _guarantee(row: Row) -> Any:
    cover = row["cover"]
    css = f"t-{cover['tone']}" if cover["tone"] else "muted"
    if cover["until"]:
        return format_html(
            '<span class="{}">{} {}</span>', css, _("to"), jalali_day(cover["until"])
        )
    return format_html('<span class="{}">{}</span>', css, cover["text"])


def _guarantee_text(row: Row) -> Any:
    return row["cover"]["until"] or row["cover"]["text"]


def _advice(row: Row) -> Any:
    advice = row["advice"]
    if not advice:
        return cells.NOTHING
    return format_html(
        '<span class="with-icon t-{}">{}{}</span>', advice.tone, draw(advice.icon, 17), advice.text
    )


def knows_money(actor: Principal) -> bool:
    """Tell whether the role knows guarantees and suggestions."""
    return actor.role is not Role.ASSOCIATION


def _several_agencies(actor: Principal) -> bool:
    return not actor.is_agency


def _several_offices(actor: Principal) -> bool:
    return actor.role is not Role.OPERATOR


COLUMNS = (
    Column(
        "number", gettext_lazy("contract"), lambda row: cells.number_link(row, "number"),
        cells.text("number"), order="number", is_locked=True,
    ),
    Column(
        "office", gettext_lazy("office"), cells.office, cells.text("office__name"),
        is_locked=True, css="cell-main", sees=_several_offices, by=words("office__name"),
    ),
    Column(
        "agency", gettext_lazy("agency"), cells.value("agency__short_name"),
        cells.text("agency__short_name"), sees=_several_agencies, css="cell-bare",
        by=words("agency__short_name"),
    ),
    Column("ends", gettext_lazy("end"), cells.day("ends_on"), cells.text("ends_on"),
           order="ends", day="ends_on"),
    Column(
        "ended", gettext_lazy("ended on"), _ended, _ended_text, order="ended",
        greatest_first=True, may_be_missing=True, css="cell-end",
    ),
    Column(
        "how", gettext_lazy("how it ended"), _how, _how, may_be_missing=True, css="cell-bare",
        by=ranks("end_kind", HOW_ENDED),
    ),
    Column(
        "left", gettext_lazy("time left"), _left, _left_in_file, css="cell-end",
        may_be_missing=True, order="ends",
    ),
    Column(
        "stage", gettext_lazy("stage"), _stage,
        lambda row: row["mark"]["text"] if row["mark"] else _("not due yet"), css="cell-bare",
        by=ranks("state", ContractState),
    ),
    Column("guarantee", gettext_lazy("guarantee"), _guarantee, _guarantee_text,
           sees=knows_money, css="cell-off", by=days(covered_until())),
    Column(
        "advice", gettext_lazy("suggestion"), _advice,
        lambda row: row["advice"].text if row["advice"] else "", sees=knows_money, css="cell-bare",
    ),
    Column(
        "code", gettext_lazy("office code"), lambda row: code(row["office__code"]),
        cells.text("office__code"), is_shown=False, by=path("office__code"),
    ),
    Column(
        "county", gettext_lazy("county"), cells.value("county__name"),
        cells.text("county__name"), is_shown=False, by=words("county__name"),
    ),
    Column("starts", gettext_lazy("start"), cells.day("starts_on"), cells.text("starts_on"),
           is_shown=False, by=dated("starts_on")),
    Column(
        "agency_number", gettext_lazy("the agency's number"),
        lambda row: code(row["agency_number"]), cells.text("agency_number"), is_shown=False,
        by=path("agency_number"),
    ),
)  # fmt: skip

"""The dossier in words: sections of labelled lines, as the PDF shows them, in Persian."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import ROLE_LABELS, Role
from audit.verbs import sentence
from core import jalali
from core.clock import TEHRAN
from core.persian import isolate_numbers, isolated, persian_digits
from violations.facts.dossier import Cut
from violations.states import (
    AppealResult,
    CaseState,
    Channel,
    Forum,
    NoticeKind,
    Outcome,
    SanctionKind,
    SessionState,
    Track,
)
from workdays.models import CLOCKS
from workdays.rules import Unit

LABELS: dict[str, dict[str, Any]] = {
    "track": dict(Track.choices),
    "state": dict(CaseState.choices) | dict(SessionState.choices),
    "outcome": dict(Outcome.choices),
    "sanction": dict(SanctionKind.choices),
    "forum": dict(Forum.choices),
    "kind": dict(NoticeKind.choices),
    "channel": dict(Channel.choices),
    "result": dict(AppealResult.choices),
    "unit": {Unit.DAY: gettext_lazy("days"), Unit.WORKING_DAY: gettext_lazy("working days")},
}


@dataclass(frozen=True)
class Section:
    """A part of the paper: its title and lines of (label, text)."""

    title: str
    lines: tuple[tuple[str, str], ...]


def paper_of(
    told: Mapping[str, Any], trail: Sequence[Mapping[str, Any]], cut: Cut
) -> dict[str, Any]:
    """Return what the template of the dossier reads."""
    with translation.override("fa"):
        case = told["case"]
        return {
            "number": case["number"],
            "cut": cut.name,
            "until": _said("until", cut.at),
            "facts": _section(_("Case"), case, _case_words()).lines,
            "sections": [part for part in _parts(told) if part.lines],
            "files": [(row["file"], row["name"], row["sha256"]) for row in told["evidence"]],
            "trail": [_event(row) for row in trail],
        }


def _case_words() -> dict[str, str]:
    return {
        "track": _("track"), "state": _("state"), "type__title": _("violation type"),
        "office__name": _("office"), "office__code": _("office code"),
        "agency__name": _("agency"), "contract__number": _("contract"),
        "occurred_on": _("occurred on"), "opened_on": _("opened on"),
        "served_on": _("notice served on"), "defence_due_on": _("defence due"),
        "decided_on": _("decided on"), "appeal_due_on": _("objection due"),
        "outcome": _("outcome"), "sanction": _("sanction"), "final_on": _("final on"),
        "executed_on": _("sanction carried out on"), "closed_on": _("closed on"),
        "type__legal_reference": _("legal reference"),
    }  # fmt: skip


def _parts(told: Mapping[str, Any]) -> Iterable[Section]:
    """Yield the sections, one for each thing that lies in the file."""
    words: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("reports", _("Report"), {
            "number": _("number"), "reporter_name": _("reporter"), "narrative": _("narrative"),
            "supplement": _("supplement")}),
        ("notices", _("Notice"), {
            "kind": _("kind"), "letter_no": _("letter number"), "channel": _("channel"),
            "issued_on": _("issued on"), "reminded_on": _("office reminded on"),
            "reminded_again_on": _("reminded again on"),
            "paper_since": _("to be served on paper since"), "served_on": _("served on"),
            "served_at": _("entered on"), "proof": _("proof"),
            "text": _("text")}),
        ("waivers", _("Waiver of a window"), {"given_on": _("date"), "text": _("text")}),
        ("defences", _("Defence"), {"submitted_on": _("submitted on"), "text": _("text")}),
        ("hearings", _("Hearing session"), {
            "starts_at": _("time of the session"), "place": _("place"), "state": _("state"),
            "seats": _("attendance"), "minutes": _("minutes"),
            "sealed_on": _("minutes sealed on"), "ended_reason": _("why it was called off")}),
        ("decisions", _("Decision"), {
            "forum": _("forum"), "decided_on": _("decided on"), "decided_by_name": _("decided by"),
            "attendance": _("attendance"), "outcome": _("outcome"),
            "occurrence": _("occurrence"), "points": _("points"), "sanction": _("sanction"),
            "override_reason": _("reason for another sanction"), "reasons": _("reasons"),
            "document_no": _("number of the document"), "document_issuer": _("issuer")}),
        ("appeals", _("Objection"), {
            "filed_on": _("filed on"), "text": _("text"), "result": _("result"),
            "decided_on": _("decided on")}),
        ("corrections", _("Corrective action"), {
            "text": _("text"), "due_on": _("due"), "done_on": _("done on"),
            "done_note": _("what was done"), "verified_on": _("verified on")}),
        ("deadlines", _("Deadline"), {
            "clock": _("deadline"), "starts_on": _("starts on"), "amount": _("length"),
            "unit": _("counted in"), "due_on": _("due day"),
            "calendar_version": _("calendar version"), "moves": _("what moved it")}),
    )  # fmt: skip
    for name, title, labels in words:
        for row in told[name]:
            yield _section(title, row, labels)


def _section(title: str, row: Mapping[str, Any], words: Mapping[str, str]) -> Section:
    lines = ((label, _said(name, row.get(name))) for name, label in words.items())
    return Section(title, tuple((label, text) for label, text in lines if text))


def _said(name: str, value: Any) -> str:
    """Return a value as people read it; an empty one for nothing."""
    if value is None or value == "":
        return ""
    if name in LABELS:
        return str(LABELS[name].get(value, value))
    if name in WORDS:
        return WORDS[name](value)
    if name in MANY:
        return _(", ").join(map(MANY[name], value))
    if isinstance(value, datetime):
        local = value.astimezone(TEHRAN)
        return persian_digits(f"{jalali.short(local.date())} {local:%H:%M}")
    if isinstance(value, date):
        return persian_digits(jalali.short(value))
    return persian_digits(isolate_numbers(value))


def _seat(seat: Mapping[str, Any]) -> str:
    name = seat["name"] or (str(ROLE_LABELS[Role(seat["role"])]) if seat["role"] else _("guest"))
    if seat["is_recused"]:
        return f"{name} ({_('recused')})"
    if seat["is_present"] is False:
        return f"{name} ({_('absent')})"
    if seat["signed_at"]:
        if not seat["signed_remark"]:
            return f"{name} ({_('signed')})"
        text = _("signed with the remark: {remark}").format(remark=seat["signed_remark"])
        return f"{name} ({persian_digits(isolate_numbers(text))})"
    if ended_at := seat.get("role_ended_at"):
        text = _("holds no role of the forum since {moment}")
        return f"{name} ({text.format(moment=_said('at', ended_at))})"
    if seat["refused_at"] is None:
        return str(name)
    words = [str(_("does not sign")), str(seat["refusal_reason"])]
    if seat["refusal_witnesses"]:
        words.append(_("witnesses: {names}").format(names=_("; ").join(seat["refusal_witnesses"])))
    return f"{name} ({persian_digits(_('; ').join(filter(None, words)))})"


def _sat(seat: Mapping[str, Any]) -> str:
    if seat["is_recused"]:
        return f"{seat['name']} ({_('recused')})"
    return str(seat["name"]) if seat["is_present"] else f"{seat['name']} ({_('absent')})"


def _moved(move: Mapping[str, Any]) -> str:
    until = " ← ".join(_said("day", move[name]) for name in ("old_on", "new_on"))
    return persian_digits(f"{until} ({move['why']})")


MANY: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "seats": _seat, "attendance": _sat, "moves": _moved,
}  # fmt: skip


def _clock(name: str) -> str:
    kind = CLOCKS.get(name)
    return str(kind.label) if kind else name


WORDS: dict[str, Callable[[str], str]] = {
    "clock": _clock,
    "number": isolated,
    "letter_no": isolated,
    "calendar_version": lambda version: persian_digits(version.removeprefix("v")),
}


def _event(row: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Return when an event was entered, the day of its paper where it has one, the act and who."""
    who = row.get("actor_name") or str(ROLE_LABELS[Role(row["actor_role"])])
    day = jalali.short(row["paper_day"]) if row["paper_day"] else ""
    return _said("at", row["at"]), day, str(sentence(row["verb"], row["actor_role"])), str(who)

"""The palette: what a person may see, found by a few letters, and what can be done from here."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal, may
from accounts.roles import Permission
from agencies.models import Agency
from contracts.facts.places import mark_of
from contracts.forms.filters import search_contracts
from contracts.models import Contract
from core.persian import latin_digits, loose_key, persian_digits
from core.spelling import spelled
from offices.facts.licences import unlicensed
from offices.facts.search import matching
from offices.models import Office
from offices.views.lists import office_mark
from oversight.models import TerminationReview
from oversight.views.marks import state_mark
from violations.models import Case, ViolationReport, ViolationType
from violations.views.marks import case_mark, report_mark

EACH = 5
LEAST = 2
# So many of a kind does the palette hold from when it is opened, to answer before the server does.
HELD = 60
# Address, label, icon, key.
Place = tuple[str, str, str, str]


@dataclass(frozen=True)
class Hit:
    """
    One thing found: `code` is its number, `title` and `note` say what it is.

    What is known by its name is `named`: its title comes first, and the code follows. `because`
    says where what was typed stands, when it does not stand in the title. `mark` is the pill or
    stamp of its state, as on the lists; `warning` what presses about it.
    """

    url: str
    icon: str
    title: str | SafeString
    code: str = ""
    note: str = ""
    key: str = ""
    mark: Mapping[str, Any] | None = None
    named: bool = False
    because: str | SafeString = ""
    warning: str = ""


@dataclass(frozen=True)
class Group:
    """
    The hits of one kind; `is_acts` where they are what can be done, not what was found.

    `more_url` is the list that holds all of them, where there may be more; `kind` the chip that
    shows them alone; `about` the address of the record that acts are about.
    """

    title: str
    hits: Sequence[Hit]
    is_acts: bool = False
    more_url: str = ""
    kind: str = ""
    about: str = ""


@dataclass(frozen=True)
class Prefix:
    """
    A kind to look for alone: its chip, the letter that is typed before a space, and its words.

    `letters` are one key: the Latin letter, and the Persian one that it types.
    """

    name: str
    label: str | Promise
    letters: tuple[str, ...]


_TWICE = re.compile(r"([^\W\d_])\1+")
PREFIXES = (
    Prefix("offices", gettext_lazy("office"), ("D", "ی", "دفتر")),
    Prefix("files", gettext_lazy("case"), ("P", "ح", "پرونده")),
    Prefix("contracts", gettext_lazy("contract"), ("Q", "ض", "قرارداد")),
    Prefix("commands", gettext_lazy("command"), (">", "<", "فرمان")),
)


@dataclass(frozen=True)
class Asked:
    """What was typed: the text without its prefix, and the kind that it names; "" for all."""

    text: str
    kind: str


def asked(typed: str, kind: str = "") -> Asked:
    """Read a prefix, such as «D عالی» or «دفتر عالی»; a chosen chip wins."""
    typed = " ".join(typed.split())
    known = {prefix.name for prefix in PREFIXES}
    if kind in known:
        return Asked(typed.lstrip("<> ") if kind == "commands" else typed, kind)
    first, space, rest = typed.partition(" ")
    for prefix in PREFIXES:
        if typed[:1] in {">", "<"} and typed[0] in prefix.letters:
            return Asked(typed[1:].strip(), prefix.name)
        if space and loose_key(first) in {loose_key(letter) for letter in prefix.letters}:
            return Asked(rest, prefix.name)
    return Asked(typed, "")


def found(principal: Principal, question: Asked, on: date) -> list[Group]:
    """
    Return what matches in the principal's scope, at most five of a kind; six queries.

    Where nothing does, letters that were typed twice are read once: «سبلاان» finds «سبلان».
    """
    groups = _found(principal, question, on)
    once = replace(question, text=_TWICE.sub(r"\1", question.text))
    return groups if groups or once == question else _found(principal, once, on)


def _found(principal: Principal, question: Asked, on: date) -> list[Group]:
    offices = partial(_offices, on=on)
    text = question.text
    if len(loose_key(text)) < LEAST:
        return []
    finders: dict[str, Callable[[Principal, str], list[Group]]] = {
        "offices": offices, "files": _files, "contracts": _contracts,
    }  # fmt: skip
    if question.kind:
        groups = finders[question.kind](principal, text) if question.kind in finders else []
    else:
        groups = [*offices(principal, text), *_files(principal, text),
                  *_contracts(principal, text), *_agencies(principal, text)]  # fmt: skip
    return [replace(group, hits=[_marked(hit, text) for hit in group.hits]) for group in groups]


def held(principal: Principal, on: date) -> list[Group]:
    """Return the newest of each kind in the principal's scope, found by nothing that is typed."""
    return [*_offices(principal, "", HELD, on=on), *_files(principal, "", HELD),
            *_contracts(principal, "", HELD)]  # fmt: skip


def _marked(hit: Hit, text: str) -> Hit:
    title, because = (persian_digits(said) for said in (hit.title, hit.because))
    return replace(hit, title=marked(title, text), because=marked(because, text))


def marked(title: str, text: str) -> SafeString:
    """Return a title with what was typed marked, whatever its letters, digits and joiners are."""
    wanted = spelled(text)
    parts = re.split(f"({wanted})", title, flags=re.IGNORECASE) if wanted else [title]
    return format_html_join(
        "", "{}", ((_mark(part) if place % 2 else part,) for place, part in enumerate(parts))
    )


def _mark(part: str) -> SafeString:
    return format_html("<mark>{}</mark>", part)


def _offices(principal: Principal, text: str, most: int = EACH, *, on: date) -> list[Group]:
    reviews = TerminationReview.objects.visible_to(principal).open().filter(office=OuterRef("pk"))
    rows = matching(Office.objects.visible_to(principal), text, principal).order_by("code")
    rows = rows.annotate(is_reviewed=Exists(reviews), waits=unlicensed(on))
    more = ("manager_name", "holder__name", "address")
    columns = ("code", "name", "county__name", "state", "waits", "is_reviewed", *more)
    shown = rows.values_list(*columns)[:most]
    hits = [
        Hit(reverse("offices:office", args=[code]), "office", name, code, county,
            mark=office_mark(state, waits=waits), named=True,
            because=_because(principal, text, name, around),
            warning=_("in a termination review") if is_reviewed else "")
        for code, name, county, state, waits, is_reviewed, *around in shown
    ]  # fmt: skip
    more_url = _more("offices:list", text)
    return [Group(_("Offices"), hits, more_url=more_url, kind="offices")] if hits else []


def _more(route: str, text: str, **query: str) -> str:
    return f"{reverse(route)}?{urlencode({**query, 'q': text})}"


def _because(principal: Principal, text: str, name: str, around: Sequence[str | None]) -> str:
    """Return what else of an office holds what was typed, for those who read all of its card."""
    key = loose_key(text)
    if key in loose_key(name) or not may(principal, Permission.OFFICE_CONTACTS):
        return ""
    return next((said for said in around if said and key in loose_key(said)), "")


def _about(text: str, principal: Principal, number: str = "number") -> Q:
    if not text:
        return Q()
    digits = latin_digits(text).strip()
    offices = Office.objects.holding(loose_key(text), principal)
    about = Q(office__in=offices)
    if any(letter.isdigit() for letter in digits):
        about |= Q(**{f"{number}__contains": digits})
    return about


def _case_mark(state: str, served_on: date | None) -> Mapping[str, Any]:
    return case_mark(state, is_served=served_on is not None)


def _review_mark(state: str, answered_on: date | None) -> Mapping[str, Any]:
    return state_mark(state, answered=answered_on is not None)


def _report_mark(state: str, _day: date | None) -> Mapping[str, Any]:
    return report_mark(state)


def _files(principal: Principal, text: str, most: int = EACH) -> list[Group]:
    about = _about(text, principal)
    named = about | Q(type__in=ViolationType.objects.titled(text).values("pk")) if text else about
    kinds: tuple[tuple[Any, Q, str, str, str, Callable[[str, Any], Mapping[str, Any]]], ...] = (
        (Case, named, "case", "type__title", "appeal_due_on", _case_mark),
        (ViolationReport, named, "report", "type__title", "triaged_on", _report_mark),
        (TerminationReview, about, "review", "agency__short_name", "statement_on", _review_mark),
    )
    hits: list[Hit] = []
    for model, asked_for, icon, title_of, day_of, mark in kinds:
        seen: QuerySet[Any] = model.objects.visible_to(principal).filter(asked_for)
        route = "oversight:review" if icon == "review" else "violations:file"
        columns = ("number", title_of, "office__name", "state", day_of)
        hits += [
            Hit(reverse(route, args=[number]), icon, f"{title} · {office}", number,
                mark=mark(state, day))
            for number, title, office, state, day in
            seen.order_by("-pk").values_list(*columns)[:most]
        ]  # fmt: skip
    # A report that became a case goes by the case's number, and leads to the same page.
    unique = {hit.code: hit for hit in reversed(hits)}
    shown = [hit for hit in hits if unique[hit.code] is hit]
    more = _more("violations:list", text, queue="cases")
    title = _("Cases, reports and reviews")
    return [Group(title, shown, more_url=more, kind="files")] if shown else []


def _contracts(principal: Principal, text: str, most: int = EACH) -> list[Group]:
    rows = search_contracts(Contract.objects.visible_to(principal), text, principal)
    columns = ("number", "agency__short_name", "office__name", "state")
    hits = [
        Hit(reverse("contracts:contract", args=[number]), "contract", f"{agency} · {office}",
            number, mark=mark_of(state))
        for number, agency, office, state in rows.order_by("-pk").values_list(*columns)[:most]
    ]  # fmt: skip
    more = _more("contracts:list", text)
    return [Group(_("Contracts"), hits, more_url=more, kind="contracts")] if hits else []


def _agencies(principal: Principal, text: str) -> list[Group]:
    rows = Agency.objects.visible_to(principal).called(text).order_by("position")
    hits = [
        Hit(reverse("agencies:agency", args=[code]), "agency", name)
        for code, name in rows.values_list("code", "name")[:EACH]
    ]
    return [Group(_("Agencies"), hits)] if hits else []


def commands(places: Sequence[Place], question: Asked) -> list[Group]:
    """Return the places of the navigation, narrowed by what was typed, as commands."""
    if question.kind not in {"", "commands"}:
        return []
    hits = [Hit(url, icon, label, key=key) for url, label, icon, key in places]
    return narrowed(Group(_("Commands"), hits, is_acts=True), question)


def narrowed(group: Group, question: Asked) -> list[Group]:
    """Return the group with the hits alone whose titles hold what was typed; none where none do."""
    wanted = loose_key(question.text)
    hits = [hit for hit in group.hits if wanted in loose_key(str(hit.title))]
    return [replace(group, hits=hits)] if hits else []

"""An evaluation tree in words, with only what the reader may see (design: DECISIONS 15)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal
from core.jalali import short
from core.persian import isolated, persian_digits
from oversight.rules.shapes import Tree
from violations.models import Case

LABELS = {
    "critical_cases": gettext_lazy("critical cases"),
    "major_cases": gettext_lazy("cases of the severity that the rule counts"),
    "same_type": gettext_lazy("cases of one type"),
    "agencies": gettext_lazy("agencies with such cases"),
    "cases_after_warning": gettext_lazy("cases that occurred while a warning was in force"),
    "newest_in_term": gettext_lazy("the newest case became final in the contract's term"),
    "live_points": gettext_lazy("live points"),
    "no_working_licence": gettext_lazy("no licence of the office is valid"),
    "guarantee": gettext_lazy("the contract's guarantee is not in force, or ends soon"),
    "guarantee_not_required": gettext_lazy("the agency requires no guarantee"),
    "agency_silent": gettext_lazy("the agency's time to act has passed"),
    "missed_corrections": gettext_lazy("corrections overdue and not verified, in working days"),
    "due_in_term": gettext_lazy("one of them was due in the contract's term"),
    "overdue_settlements": gettext_lazy("settlements not remitted, in working days"),
    "late_settlements": gettext_lazy("settlements that were late"),
    "closed_without_permit": gettext_lazy("closed without a permit, in days"),
}
WHY = {
    "holder": gettext_lazy("of a former licence holder"),
    "track": gettext_lazy("of the other track"),
    "agency": gettext_lazy("of another agency"),
    "severity": gettext_lazy("of another severity"),
    "type": gettext_lazy("of another type"),
    "window": gettext_lazy("outside the window"),
    "no_warning": gettext_lazy("no warning was in force"),
    "reversed": gettext_lazy("its points were taken back"),
    "expired": gettext_lazy("its points have dropped out"),
}
_DAYS = ("since", "due_on", "expires_on", "newest", "starts_on", "notice_from")


def _day(iso: str) -> str:
    return short(date.fromisoformat(iso))


def numbers_in(node: Tree) -> Iterator[str]:
    """Yield the numbers of all cases that a tree names."""
    for entry in [*node.get("counted", ()), *node.get("excluded", ())]:
        yield entry["case"] if isinstance(entry, dict) else entry
    for child in node.get("of", ()):
        yield from numbers_in(child)


def reasons_in(node: Tree) -> dict[str, str]:
    """Return why each case that a tree left out was left out, by number."""
    found = {
        entry["case"]: str(WHY.get(entry["why"], entry["why"]))
        for entry in node.get("excluded", ())
    }
    for child in node.get("of", ()):
        found |= reasons_in(child)
    return found


def in_words(tree: Tree, actor: Principal) -> dict[str, Any]:
    """Return the tree as the actor may read it: label, result, and cases by name or as a count."""
    rows = Case.objects.visible_to(actor).filter(number__in=set(numbers_in(tree)))
    urls = {case.number: case.get_absolute_url() for case in rows.only("number")}
    return _node(tree, urls)


def _node(node: Tree, urls: Mapping[str, str]) -> dict[str, Any]:
    children = [_node(child, urls) for child in node.get("of", ())]
    return {
        "held": node["held"],
        "label": _label(node),
        "result": _result(node),
        "facts": _facts(node),
        "children": children,
        "counted": list(_cases(node.get("counted", ()), urls)),
        "excluded": list(_cases(node.get("excluded", ()), urls)),
    }


def _label(node: Tree) -> str:
    match node["kind"]:
        case "all":
            return _("all of these hold")
        case "any":
            return _("at least one of these holds")
        case "insufficient":
            return _("the data that the rule reads is not on record")
    return str(LABELS[node["label"]])


def _result(node: Tree) -> str:
    if "measured" not in node:
        return ""
    text = _("{measured}, the threshold is {threshold}").format(
        measured=persian_digits(node["measured"]), threshold=persian_digits(node["threshold"])
    )
    if "window" in node:
        text += " · " + _("from {first} to {last}").format(
            first=_day(node["window"]["first"]), last=_day(node["window"]["last"])
        )
    return text


def _facts(node: Tree) -> list[tuple[str, str]]:
    names = {
        "licence": _("licence"),
        "guarantee": _("guarantee"),
        "number": _("number"),
        "since": _("since"),
        "due_on": _("due on"),
        "expires_on": _("expires on"),
        "newest": _("newest case, final on"),
        "starts_on": _("contract from"),
    }
    found = [
        (name, _day(node[key]) if key in _DAYS else persian_digits(node[key]))
        for key, name in names.items()
        if node.get(key)
    ]
    return found + [
        (_("settlement"), f"{isolated(one['settlement'])} ({_('due on')} {_day(one['due_on'])})")
        for one in node.get("settlements", ())
    ]


def _cases(entries: Iterable[Any], urls: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield cases by number; those that the reader may not open are one count at the end."""
    hidden = 0
    for entry in entries:
        number = entry["case"] if isinstance(entry, dict) else entry
        if number not in urls:
            hidden += 1
            continue
        more = entry if isinstance(entry, dict) else {}
        why = str(WHY.get(more.get("why", ""), ""))
        points = (
            _("{n} points").format(n=persian_digits(more["points"])) if "points" in more else ""
        )
        yield {"number": number, "url": urls[number], "note": why or points}
    if hidden:
        yield {
            "number": "",
            "url": "",
            "note": ngettext(
                "{n} case of other agencies", "{n} cases of other agencies", hidden
            ).format(n=persian_digits(hidden)),
        }

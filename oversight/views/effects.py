"""What a proposed version would move, as its page shows it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.persian import group, persian_digits
from core.svg.data import Crowd
from oversight.facts.simulation import Difference, Move
from oversight.facts.sweep import Rules
from oversight.models import PolicyVersion
from oversight.rules.shifts import shifts
from oversight.states import RuleCode


def effect_in_words(found: Difference | None, version: PolicyVersion) -> dict[str, Any] | None:
    """Return the three numbers, the offices by their points and whom the version would move."""
    if found is None:
        return None
    change = found.after - found.before
    return {
        "number": found.number,
        "before": found.before,
        "after": found.after,
        "change": change,
        "sign": "+" if change > 0 else "\u2212" if change < 0 else "",
        "size": abs(change),
        "added_count": found.added_count,
        "removed_count": found.removed_count,
        "sides": [
            _side(_("Newly flagged"), "danger", found.added, found.added_count, found.rules),
            _side(_("No longer flagged"), "ok", found.removed, found.removed_count, found.rules),
        ],
        "points": _chart(found, version),
    }


def _side(
    title: str, tone: str, moves: Sequence[Move], count: int, rules: tuple[Rules, Rules]
) -> dict[str, Any]:
    rows = [_row(move, rules) for move in moves]
    return {"title": title, "tone": tone, "total": count, "rows": rows, "more": count - len(rows)}


def _row(move: Move, rules: tuple[Rules, Rules]) -> dict[str, Any]:
    """Return a contract with, for each rule that moves it, what it says before and after."""
    return {
        "move": move,
        "points": move.points if RuleCode.POINTS in move.codes else None,
        "why": [
            {
                "code": code,
                "title": code.label,
                "shifts": shifts(code, *(side.get(code) for side in rules)),
            }
            for code in move.codes
        ],
    }


def _chart(found: Difference, version: PolicyVersion) -> Crowd | None:
    """Return the offices by their points with both thresholds; None where no office has any."""
    if not found.spread:
        return None
    old, new = (int(side.get(RuleCode.POINTS, {}).get("flag", 0)) for side in found.rules)
    past = sum(n for points, n in found.spread.items() if new and points >= new)
    limits = [
        (value, _("threshold {points} (version {number})").format(
            points=persian_digits(value), number=persian_digits(number)), is_new)
        for value, number, is_new in ((new, version.number, True), (old, found.number, False))
        if value and not (value == old == new and not is_new)
    ]  # fmt: skip
    if new:
        said = _(
            "{past} offices have reached the threshold of this version; {none} have no points."
        )
    else:
        said = _("This version has no threshold of points; {none} offices have no points.")
    return Crowd(
        summary=said.format(past=group(past), none=group(found.pointless)),
        counts=sorted(found.spread.items()),
        unit=_("points"),
        counted=_("office"),
        limit=new or None,
        limits=limits,
    )

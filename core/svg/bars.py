"""Small bars: grade, points, agency strip, league, progress; each says itself in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.persian import persian_digits
from core.svg import figure, line, rect, text

# severity -> (blocks filled, class, word)
GRADES = {
    "minor": (1, "f-neutral", gettext_lazy("minor")),
    "moderate": (2, "f-warn", gettext_lazy("moderate")),
    "major": (3, "f-danger", gettext_lazy("major")),
    "critical": (4, "f-danger", gettext_lazy("critical")),
}
CONTRACT_SQUARES = {
    "active": ("sq-active", "", gettext_lazy("active")),
    "ending": ("sq-ending", "!", gettext_lazy("ending")),
    "stopped": ("sq-stopped", "×", gettext_lazy("suspended or terminated")),
    "none": ("sq-none", "", gettext_lazy("none")),
}
NEAR_SHARE = 0.6


def grade(severity: str) -> SafeString:
    """Return four blocks, as many filled as the severity has degrees, the first at the right."""
    filled, css, word = GRADES[str(severity)]
    blocks = (
        rect(24 - (i + 1) * 6 - 1, 0, 5, 12, css if i < filled else "f-track", 0.5)
        for i in range(4)
    )
    return figure(23, 12, blocks, label=str(word), fixed=True)


def points_tone(points: float, threshold: float) -> str:
    """Return the tone of a sum of points: danger at the threshold, warn from 60 % of it."""
    if threshold and points >= threshold:
        return "danger"
    return "warn" if threshold and points >= threshold * NEAR_SHARE else "primary"


def points_small(points: float, threshold: float) -> SafeString:
    """Return the bar of a table cell: points against the threshold, no added part."""
    share = min(1, points / threshold) if threshold else 0
    css = f"f-{points_tone(points, threshold)}"
    parts = (rect(0, 0, 64, 6, "f-track"), rect(64 * (1 - share), 0, 64 * share, 6, css))
    label = _("%(points)s points of %(threshold)s") % {
        "points": persian_digits(points),
        "threshold": persian_digits(threshold),
    }
    return figure(64, 6, parts, label=label, fixed=True)


def points_panel(current: float, added: float, threshold: float) -> SafeString:
    """Return the wide bar: points now, what would be added, a tick at the threshold."""
    width, top, height = 360, 22, 14
    scale = max(threshold + max(1, threshold / 4), current + added, 1)

    def at(value: float) -> float:
        return width * (1 - value / scale)

    css = f"f-{points_tone(current, threshold)}" if not added else "f-primary"
    parts = [
        rect(0, top, width, height, "f-track"),
        rect(at(current), top, width - at(current), height, css),
    ]
    label = _("%(points)s points, threshold %(threshold)s") % {
        "points": persian_digits(current),
        "threshold": persian_digits(threshold),
    }
    middle = max(40.0, (at(current) + width) / 2)
    parts.append(text(min(width - 34, middle), top + 30, _now(current), "strong"))
    if added:
        parts.append(rect(at(current + added), top, at(current) - at(current + added), height,
                          "f-danger-soft"))  # fmt: skip
        middle = (at(current) + at(current + added)) / 2
        parts.append(text(middle, top + 30, f"\u2066+{added:g}\u2069", "danger"))
        label += _(", %(added)s more if upheld") % {"added": persian_digits(f"{added:g}")}
    parts.append(line(at(threshold), top - 4, at(threshold), top + height + 4, "s-axis"))
    words = _("threshold %(threshold)s") % {"threshold": persian_digits(threshold)}
    parts.append(text(min(width - 34, max(34, at(threshold))), top - 9, words, "strong"))
    return figure(width, 58, parts, label=label)


def _now(points: float) -> str:
    return _("%(points)s now") % {"points": persian_digits(f"{points:g}")}


# A square of the strip of contracts and the space beside it, in which two letters stand apart.
SIDE, GAP = 15, 5
STEP = SIDE + GAP


def strip(squares: Sequence[Mapping[str, Any]]) -> SafeString:
    """
    Return one square for each agency: filled, `!` ending, `×` stopped, hollow none.

    A square has `name`, `letter` and `state` (active, ending, stopped, none).
    """
    width = STEP * len(squares) - GAP
    parts: list[SafeString] = []
    said: list[str] = []
    for place, square in enumerate(squares):
        css, sign, word = CONTRACT_SQUARES[str(square["state"])]
        left = width - STEP * place - SIDE
        parts.append(rect(left + 0.5, 0.5, 14, 14, css, 1.5))
        if sign:
            parts.append(text(left + 7.5, 11.5, sign, "light" if sign == "×" else ""))
        said.append(f"{square['name']}: {word}")
    return figure(width, 15, parts, label=_(", ").join(said), fixed=True)


def strip_head(squares: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the letters above the squares of a column."""
    width = STEP * len(squares) - GAP
    parts = [
        text(width - STEP * place - SIDE / 2, 11, square["letter"], "letter")
        for place, square in enumerate(squares)
    ]
    return figure(width, 15, parts, label=_(", ").join(str(s["name"]) for s in squares), fixed=True)


def shares(parts: Iterable[tuple[float, str]], label: str, height: int = 14) -> SafeString:
    """Return a bar of the container's width, split from the right into (amount, class) parts."""
    counted = [(max(0, amount), css) for amount, css in parts]
    total = sum(amount for amount, _css in counted) or 1
    drawn = [rect(0, 0, 400, height, "f-track")]
    right = 400.0
    for amount, css in counted:
        width = 400 * amount / total
        if width:
            drawn.append(rect(right - width, 0, max(0.5, width - 1), height, css))
        right -= width
    return figure(400, height, drawn, label=label, stretch=True)


def meter(value: float, most: float, tone: str, label: str, height: int = 8) -> SafeString:
    """Return a bar of the container's width filled from the right to value/most."""
    share = min(1, max(0, value / most)) if most else 0
    parts = (
        rect(0, 0, 400, height, "f-track"),
        rect(400 * (1 - share), 0, 400 * share, height, f"f-{tone}"),
    )
    return figure(400, height, parts, label=label, stretch=True)

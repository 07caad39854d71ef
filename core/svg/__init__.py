"""
Server-drawn SVG: ribbons, bars and charts, coloured by classes so that themes and CSP hold.

Time runs from right to left and bars grow from the right edge, everywhere.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString

from core.markup import format_html, format_html_join
from core.persian import persian_digits

__all__ = ["figure", "group_of", "join", "line", "number", "rect", "text"]


def number(value: float) -> str:
    """Return a coordinate with at most one decimal, in Latin digits whatever the locale."""
    return f"{value:.1f}".removesuffix(".0")


def rect(x: float, y: float, width: float, height: float, css: str, rx: float = 0) -> SafeString:
    """Return a rectangle."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}" rx="{}"/>',
        number(x), number(y), number(width), number(height), css, number(rx),
    )  # fmt: skip


def line(x1: float, y1: float, x2: float, y2: float, css: str) -> SafeString:
    """Return a straight line."""
    return format_html(
        '<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>',
        number(x1), number(y1), number(x2), number(y2), css,
    )  # fmt: skip


def text(x: float, y: float, words: object, css: str = "", anchor: str = "middle") -> SafeString:
    """Return words in Persian digits; in this right-to-left page `start` is their right end."""
    return format_html(
        '<text x="{}" y="{}" text-anchor="{}" class="{}">{}</text>',
        number(x), number(y), anchor, css, persian_digits(words),
    )  # fmt: skip


def join(parts: Iterable[SafeString]) -> SafeString:
    """Return safe parts one after another."""
    return format_html_join("", "{}", ((part,) for part in parts))


def group_of(place: int, parts: Iterable[SafeString]) -> SafeString:
    """Return the parts of one row of the chart's table, which the arrow keys step through."""
    return format_html('<g data-point="{}">{}</g>', place, join(parts))


def figure(
    width: float,
    height: float,
    parts: Iterable[SafeString],
    *,
    label: str,
    css: str = "",
    fixed: bool = False,
    stretch: bool = False,
) -> SafeString:
    """
    Return an image with a spoken sentence.

    `fixed` keeps its size in pixels; `stretch` lets the width follow the container, for bars
    without words.
    """
    size = format_html(' width="{}" height="{}"', number(width), number(height)) if fixed else ""
    ratio = SafeString(' preserveAspectRatio="none"') if stretch else ""
    return format_html(
        '<svg viewBox="0 0 {} {}"{}{} class="{}" role="img" aria-label="{}">{}</svg>',
        number(width), number(height), size, ratio, css, label, join(parts),
    )  # fmt: skip

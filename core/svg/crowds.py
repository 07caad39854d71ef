"""Dots piled up over what each of them has; zero at the right, like every axis of this product."""

from collections import Counter
from collections.abc import Iterator
from itertools import count

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from core.persian import group, persian_digits
from core.svg import figure, group_of, line, text
from core.svg.data import Crowd, Drawn

WIDTH, HEIGHT = 400, 176
LEFT, RIGHT, ROOF, BASE = 10, 392, 40, 146
# A dot and its gap; a pile that would outgrow the picture has dots that stand for several.
SPACE, RADIUS = 8, 3
MOST_PILES = 24


def crowd(chart: Crowd) -> Drawn:
    """Draw one dot for each, in piles of equal steps; a pile may mix both sides of no limit."""
    most = max([1, *(value for value, _number in chart.counts), *(row[0] for row in chart.limits)])
    step = _step(most)
    piles: Counter[int] = Counter()
    for value, number in chart.counts:
        piles[value // step] += number
    most_dots = (BASE - ROOF) // SPACE
    stands_for = next(
        size for size in _sizes() if size * most_dots >= max(piles.values(), default=0)
    )
    slot = (RIGHT - LEFT) / (most // step + 1)
    parts: list[SafeString] = [line(LEFT, BASE, RIGHT, BASE, "s-rule")]
    for place, pile in enumerate(sorted(piles)):
        x = RIGHT - slot * (pile + 0.5)
        is_over = chart.limit is not None and pile * step >= chart.limit
        css = "f-danger" if is_over else "f-map-4"
        heap = -(-piles[pile] // stands_for)
        parts.append(group_of(place, [_dot(x, BASE - 5 - SPACE * up, css) for up in range(heap)]))
    every = max(1, -(-(most // step + 1) // 8))
    parts += [
        text(RIGHT - slot * (pile + 0.5), BASE + 18, group(pile * step))
        for pile in range(0, most // step + 1, every)
    ]
    for row, (value, words, is_new) in enumerate(chart.limits):
        x, top = RIGHT - slot * value / step, 8 + 16 * row
        parts.append(line(x, top, x, BASE, "s-threshold" if is_new else "s-mark"))
        # The words stand on the side with more room, and so on neither line.
        is_left = x - LEFT >= RIGHT - x or value == max(one[0] for one in chart.limits)
        anchor, aside = ("start", -5) if is_left else ("end", 5)
        parts.append(text(x + aside, top + 8, words, "danger" if is_new else "", anchor))
    rows = [(_span(pile * step, step), group(piles[pile])) for pile in sorted(piles)]
    svg = figure(WIDTH, HEIGHT, parts, label=chart.summary)
    legend = [("dot-map", _dot_words(stands_for, chart.counted))]
    head = (chart.unit, chart.counted)
    return Drawn(svg, head, rows, legend, title=chart.summary, has_points=True)


def _step(most: int) -> int:
    """Return the round width of a pile, so that there are not too many of them."""
    return next(size for size in _sizes() if most // size < MOST_PILES)


def _sizes() -> Iterator[int]:
    """Return 1, 2, 5, 10, 20, 50 and so on."""
    return (size * 10**power for power in count() for size in (1, 2, 5))


def _span(first: int, step: int) -> str:
    return group(first) if step == 1 else f"{group(first)}–{group(first + step - 1)}"


def _dot_words(number: int, counted: str) -> str:
    return ngettext("each dot: {n} {counted}", "each dot: up to {n} {counted}", number).format(
        n=persian_digits(number), counted=counted
    )


def _dot(x: float, y: float, css: str) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" class="{}"/>', f"{x:.1f}", f"{y:.1f}", RADIUS, css
    )

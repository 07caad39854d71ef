"""Small lines: events by day, shares by time, a line without axes. Time runs right to left."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import jalali
from core.markup import format_html
from core.persian import percent, persian_digits
from core.svg import figure, group_of, line, text
from core.svg.charts import LETTER, WIDTH, Scale
from core.svg.data import Course, Dot, Dots, Drawn, Spark

MIDDLE, LEFT, RIGHT = 46, 20, WIDTH - 20
TONES = {"danger": "f-danger", "warn": "f-warn", "neutral": "point-hollow"}


def dots(chart: Dots) -> Drawn:
    """Draw events on a line of months, the oldest at the right, each as large as its points."""
    when = Scale(chart.start.toordinal(), chart.end.toordinal(), RIGHT, LEFT)
    parts = [line(LEFT, MIDDLE, RIGHT, MIDDLE, "s-axis-soft"), *_months(chart, when)]
    parts.append(line(LEFT, MIDDLE - 16, LEFT, MIDDLE + 16, "s-axis"))
    parts.append(text(LEFT + 4, MIDDLE - 20, _("today"), "strong", "end"))
    edge = float(WIDTH)
    radii = [_radius(dot) for dot in chart.dots]
    places = _apart([when(dot.on.toordinal()) for dot in chart.dots], radii)
    for place, (dot, x, radius) in enumerate(zip(chart.dots, places, radii, strict=True)):
        mark: list[SafeString] = [_circle(x, radius, TONES[dot.tone])]
        if dot.points:
            mark.append(text(x, MIDDLE + 4, f"{dot.points:g}", "inv"))
        parts.append(group_of(place, mark))
        half = len(dot.label) * LETTER / 2
        if x + half < edge - 4 and x - half > LEFT + 40:
            parts.append(text(x, MIDDLE - 24, dot.label))
            edge = x - half
    rows = [
        (jalali.short(dot.on), dot.label, persian_digits(f"{dot.points:g}")) for dot in chart.dots
    ]
    svg = figure(WIDTH, 92, parts, label=chart.summary, css="chart-wide")
    head = (_("date"), _("violation"), _("points"))
    legend = (("dot-danger", _("proven")), ("dot-warn", _("running")), ("dot-hollow", _("refused")))
    return Drawn(svg, head, rows, legend, title=chart.summary, has_points=True)


def _apart(places: Sequence[float], radii: Sequence[float]) -> list[float]:
    """Return the places of dots, oldest first, so far from each other that none covers another."""
    found = [min(RIGHT, max(LEFT, x)) for x in places]
    room = [one + other for one, other in pairwise(radii)]
    for at, least in enumerate(room, start=1):
        found[at] = min(found[at], found[at - 1] - least)
    # What has been moved over the end of the line comes back, and moves the others with it.
    if found:
        found[-1] = max(LEFT, found[-1])
    for at, least in reversed(list(enumerate(room))):
        found[at] = min(RIGHT, max(found[at], found[at + 1] + least))
    return found


def _radius(dot: Dot) -> float:
    """Return 6 pixels for no points up to 14 for fifty and more."""
    return 6 + min(50.0, dot.points) * 8 / 50 if dot.points else 6


def _circle(x: float, radius: float, css: str) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" class="{}"/>', f"{x:.1f}", MIDDLE, f"{radius:.1f}", css
    )


def _months(chart: Dots, when: Scale) -> list[SafeString]:
    parts: list[SafeString] = []
    month = jalali.month_start(chart.start)
    span = (chart.end - chart.start).days
    every = 1 if span <= 400 else 2
    place = 0
    while month <= chart.end:
        x = when(month.toordinal())
        if LEFT < x < RIGHT:
            parts.append(line(x, MIDDLE - 5, x, MIDDLE + 5, "s-rule"))
            middle = when(month.toordinal() + 15)
            if place % every == 0 and LEFT + 16 < middle < RIGHT:
                name = jalali.month_name(jalali.parts(month)[1])
                parts.append(text(middle, MIDDLE + 36, name))
            place += 1
        month = jalali.add_months(month, 1)
    return parts


def spark(chart: Spark) -> SafeString:
    """Return a line of fixed size that ends, at the left, in a dot; nothing for one value."""
    values = list(chart.values)
    if len(values) < 2:
        return SafeString("")
    width, height = 110, 26
    low, high = min(values), max(values)
    at = Scale(low, high if high > low else low + 1, height - 4, 4)
    step = (width - 8) / (len(values) - 1)
    places = [(width - 4 - step * place, at(value)) for place, value in enumerate(values)]
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    parts = (
        format_html('<polyline points="{}" class="s-line-1"/>', way),
        format_html('<circle cx="{}" cy="{}" r="3" class="f-line-1"/>', f"{x:.1f}", f"{y:.1f}"),
    )
    return figure(width, height, parts, label=chart.summary, fixed=True)


def course(chart: Course) -> Drawn:
    """Draw shares from the right to the left, each with its number."""
    width, height, left, right, base, roof = 340, 156, 14, 300, 124, 18
    at = Scale(0, 100, base, roof)
    slot = (right - left) / max(1, len(chart.shares))
    places = [
        (right - slot * (place + 0.5), at(share))
        for place, (_name, share) in enumerate(chart.shares)
    ]
    parts: list[SafeString] = []
    for value in (0, 50, 100):
        parts.append(line(left, at(value), right, at(value), "s-rule"))
        parts.append(text(right + 22, at(value) + 4, value))
    if chart.beside:
        way = " ".join(
            f"{x:.1f},{at(share):.1f}" for (x, _y), share in zip(places, chart.beside, strict=True)
        )
        parts.append(format_html('<polyline points="{}" class="s-line-2"/>', way))
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    parts.append(format_html('<polyline points="{}" class="s-line-1"/>', way))
    for (x, y), (name, share) in zip(places, chart.shares, strict=True):
        parts.append(
            format_html('<circle cx="{}" cy="{}" r="4" class="point"/>', f"{x:.1f}", f"{y:.1f}")
        )
        parts.append(text(x, y - 8, share, "strong"))
        parts.append(text(x, base + 20, name))
    svg = figure(width, height, parts, label=chart.summary)
    rows = [(name, percent(share)) for name, share in chart.shares]
    if not chart.beside:
        return Drawn(svg, chart.head, rows, title=chart.summary)
    both = [(*row, percent(share)) for row, share in zip(rows, chart.beside, strict=True)]
    legend = (("swatch-line-1", chart.head[1]), ("swatch-line-2", chart.beside_name))
    return Drawn(svg, chart.head, both, legend, title=chart.summary)

"""Charts: dataclasses in; a picture, its sentence and its table out. Time runs right to left."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import jalali
from core.markup import format_html
from core.persian import group, persian_digits
from core.svg import figure, group_of, line, rect, text
from core.svg.data import Drawn, Histogram, Lifeline, Series, Stage, Stages, Step, Steps, Trend

__all__ = [
    "Drawn", "Histogram", "Lifeline", "Series", "Stage", "Stages", "Step", "Steps", "Trend",
    "histogram", "lifeline", "stages", "steps", "trend",
]  # fmt: skip


WIDTH = 860
# A letter of a chart is about so wide, a line of its text so high.
LETTER, LINE = 6.6, 16
DOT = 10  # how far a numbered dot reaches
# Half a date takes so much on a phone, where the names at both ends of a life line stay whole.
EDGE = 64
# The name of a month takes so much on a phone, where letters are drawn larger than the chart.
MONTH = 70


def _ceiling(most: float) -> tuple[int, int]:
    """Return a round top and step for at most five gridlines."""
    step = next(
        size * 10**power for power in range(9) for size in (1, 2, 5) if size * 10**power * 4 >= most
    )
    return step * max(1, -(-int(-(-most // 1)) // step)), step


def _grid(
    top: int, step: int, at: "Scale", left: float, right: float, taken: float = -99
) -> list[SafeString]:
    """Return the horizontal lines; the number that would hide the one at `taken` is left out."""
    parts: list[SafeString] = []
    for value in range(0, top + 1, step):
        parts.append(line(left, at(value), right, at(value), "s-rule"))
        if abs(at(value) - taken) > 13:
            parts.append(text(right + 24, at(value) + 4, group(value)))
    return parts


@dataclass(frozen=True)
class Scale:
    """A linear scale from values to pixels."""

    low: float
    high: float
    start: float
    stop: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return self.start
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)


def _path(points: Sequence[tuple[float, float]], css: str) -> SafeString:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return format_html('<polyline points="{}" class="{}"/>', way, css)


def _dot(x: float, y: float, radius: float, css: str) -> SafeString:
    return format_html(
        '<circle cx="{}" cy="{}" r="{}" class="{}"/>', f"{x:.1f}", f"{y:.1f}", radius, css
    )


def trend(chart: Trend) -> Drawn:
    """Draw months from the right to the left: first line solid, second dashed, bars below."""
    height, left, right, base = 270, 24, WIDTH - 44, 232
    every = [value for series in _all_series(chart) for value in series.values]
    top, step = _ceiling(max(every, default=0) or 1)
    at = Scale(0, top, base, 24)
    slot = (right - left) / max(1, len(chart.labels))
    place = [right - slot * (i + 0.5) for i in range(len(chart.labels))]
    parts = _grid(top, step, at, left, right)
    parts += _columns(place, slot, at, base, chart.bars)
    for index, words in chart.marks:
        x = place[index]
        parts.append(line(x, 14, x, base, "s-mark"))
        parts.append(text(x + 6, 20, words, anchor="end"))
    for number in reversed(range(len(chart.lines))):
        dots = [(x, at(v)) for x, v in zip(place, chart.lines[number].values, strict=True)]
        parts.append(_path(dots, f"s-line-{number + 1}"))
        if number == 0:
            parts += [_dot(x, y, 3.5, "point") for x, y in dots]
            if dots:
                last = group(round(chart.lines[0].values[-1]))
                parts.append(text(dots[-1][0], dots[-1][1] - 12, last, "strong"))
    parts += [text(x, base + 22, label) for x, label in zip(place, chart.labels, strict=True)]
    series = _all_series(chart)
    rows = [
        (label, *(persian_digits(f"{s.values[i]:g}") for s in series))
        for i, label in enumerate(chart.labels)
    ]
    legend = [(f"swatch-line-{i + 1}", s.name) for i, s in enumerate(chart.lines)]
    if chart.bars:
        legend.append(("swatch-danger-soft", chart.bars.name))
    svg = figure(WIDTH, height, parts, label=chart.summary, css="chart-wide")
    head = (_("month"), *(s.name for s in series))
    return Drawn(svg, head, rows, legend, title=chart.summary, has_points=True)


def _columns(
    places: Sequence[float], slot: float, at: "Scale", base: float, bars: Series | None
) -> list[SafeString]:
    """Return a column for each month, and the strip that shows which one the keys have reached."""
    values = bars.values if bars else [0] * len(places)
    thick = min(22, slot * 0.4)
    return [
        group_of(
            place,
            (
                rect(x - slot / 2, 12, slot, base - 12, "f-here"),
                rect(x - thick / 2, at(value), thick, base - at(value), "f-danger-soft"),
            ),
        )
        for place, (x, value) in enumerate(zip(places, values, strict=True))
    ]


def _all_series(chart: Trend) -> list[Series]:
    return [*chart.lines, *([chart.bars] if chart.bars else [])]


def _months(start: date, end: date) -> list[date]:
    found, month = [], jalali.month_start(start)
    while month <= end:
        found.append(month)
        month = jalali.add_months(month, 1)
    return found


def steps(chart: Steps) -> Drawn:
    """Draw a staircase that climbs to the left, its numbered events the rows of the table."""
    height, left, right, base, roof = 226, 12, WIDTH - 44, 186, 26
    most = max([chart.threshold * 1.25, *(step.total for step in chart.steps)])
    top, gap = _ceiling(most)
    at = Scale(0, top, base, roof)
    when = Scale(chart.start.toordinal(), chart.end.toordinal(), right, left)
    parts: list[SafeString] = []
    corners: list[tuple[float, float]] = [(right, base)]
    total = 0.0
    for step in chart.steps:
        x = when(step.on.toordinal())
        corners += [(x, at(total)), (x, at(step.total))]
        total = step.total
    corners.append((left, at(total)))
    area = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*corners, (left, base)])
    parts.append(format_html('<polygon points="{}" class="f-info-tint"/>', area))
    over = next((step for step in chart.steps if step.total >= chart.threshold), None)
    if over:
        x = when(over.on.toordinal())
        parts.append(rect(left, roof, x - left, at(chart.threshold) - roof, "f-danger-tint"))
    limit = at(chart.threshold)
    parts += _grid(top, gap, at, left, right, taken=limit)
    parts.append(line(left, limit, right, limit, "s-threshold"))
    parts.append(text(right + 24, limit + 4, f"{chart.threshold:g}", "danger"))
    parts.append(_path(corners, "s-line-1"))
    dots = _apart([(when(step.on.toordinal()), at(step.total)) for step in chart.steps], left)
    marks = [
        persian_digits(place) if step.mark is None else step.mark
        for place, step in enumerate(chart.steps, start=1)
    ]
    for place, (step, (x, y)) in enumerate(zip(chart.steps, dots, strict=True)):
        css = "f-danger" if step is over else "f-line-1"
        parts.append(group_of(place, (_dot(x, y, DOT, css), text(x, y + 4, marks[place], "inv"))))
        parts += _step_label(step.label, dots, place, left, right)
    months = _months(chart.start, chart.end)
    for month in months[:: -(-MONTH * len(months) // int(right - left))]:
        middle = when(month.toordinal() + 15)
        if left + 20 < middle < right - 10:
            parts.append(text(middle, base + 22, jalali.month_name(jalali.parts(month)[1])))
    head = ("", _("event"), _("date"), _("total"))
    rows = [
        (mark, s.label, jalali.short(s.on), persian_digits(f"{s.total:g}"))
        for mark, s in zip(marks, chart.steps, strict=True)
    ]
    legend = (
        ("swatch-threshold", _("threshold %(threshold)s") % {
            "threshold": persian_digits(f"{chart.threshold:g}")}),
        ("swatch-line-1", _("sum of points")),
    )  # fmt: skip
    svg = figure(WIDTH, height, parts, label=chart.summary, css="chart-wide")
    return Drawn(svg, head, rows, legend, title=chart.summary, has_points=True)


def _apart(dots: Sequence[tuple[float, float]], left: float) -> list[tuple[float, float]]:
    """Return the dots of steps, one that would cover the dot before it moved on along its line."""
    found: list[tuple[float, float]] = []
    for x, y in dots:
        is_covering = found and abs(found[-1][1] - y) < 2 * DOT and found[-1][0] - x < 2 * DOT
        found.append((max(left + DOT, found[-1][0] - 2 * DOT - 2), y) if is_covering else (x, y))
    return found


def _step_label(
    label: str, dots: Sequence[tuple[float, float]], place: int, left: float, right: float
) -> list[SafeString]:
    """
    Return an event's name after its dot, before it, or not at all: where nothing cuts it.

    Without a name the dot's number leads to the table.
    """
    x, y = dots[place]
    width = len(label) * LETTER + 18
    after = dots[place + 1][0] if place + 1 < len(dots) else left
    if x - after >= width:
        return [text(x - 14, y - 8, label, anchor="start")]
    if right - x >= width and _is_clear(dots[:place], (x, y), width):
        return [text(x + 14, y - 8, label, anchor="end")]
    return []


def _is_clear(
    before: Sequence[tuple[float, float]], dot: tuple[float, float], width: float
) -> bool:
    """Tell whether the line of the steps before a dot leaves the place of its name free."""
    (x, y), reach = dot, dot[0] + width
    for place, (turn, level) in enumerate(before):
        end = before[place + 1][0] if place + 1 < len(before) else x
        if end < reach and abs(level - y) < LINE:
            return False
        lower = before[place - 1][1] if place else math.inf
        if turn < reach and min(lower, level) < y and max(lower, level) > y - LINE:
            return False
    return True


def stages(chart: Stages) -> Drawn:
    """Draw one bar split by stage, the first stage at the right, the late one in danger."""
    shown = [stage for stage in chart.stages if stage.count]
    total = sum(stage.count for stage in shown) or 1
    least = 62
    spare = WIDTH - least * len(shown)
    parts: list[SafeString] = []
    edge = float(WIDTH)
    most = max((stage.count for stage in shown if not stage.late), default=0)
    for stage in shown:
        width = least + spare * stage.count / total
        css, ink = ("f-fill-danger", "on-dark") if stage.late else ("f-map-2", "on-map")
        if not stage.late and stage.count == most:
            css, ink = "f-map-3", "on-map-3"
        parts.append(rect(edge - width + 1, 0, width - 2, 34, css))
        parts.append(text(edge - width / 2, 23, group(stage.count), ink))
        parts.append(text(edge - 2, 52, stage.label, "strong", "start"))
        oldest = _("%(days)s days") % {"days": group(stage.oldest)}
        parts.append(text(edge - 2, 72, oldest, "danger" if stage.late else "", "start"))
        edge -= width
    head = (_("stage"), _("open cases"), _("oldest, days"))
    rows = [(s.label, group(s.count), group(s.oldest)) for s in chart.stages]
    svg = figure(WIDTH, 80, parts, label=chart.summary, css="chart-wide")
    return Drawn(svg, head, rows, title=chart.summary)


def histogram(chart: Histogram) -> Drawn:
    """Draw counts by bin from the right: in time, late, and in danger those that never came."""
    base, height = 132, 160
    slot = WIDTH / max(1, len(chart.bins))
    at = Scale(0, max((count for _label, count in chart.bins), default=1) or 1, base, 34)
    parts = [line(0, base, WIDTH, base, "s-rule")]
    for place, (label, count) in enumerate(chart.bins):
        x = WIDTH - slot * (place + 0.5)
        css = "f-warn" if place >= chart.late_from else "f-primary"
        css = "f-danger" if place >= chart.lost_from else css
        column = rect(x - slot * 0.36, at(count), slot * 0.72, base - at(count), css)
        parts.append(group_of(place, (rect(x - slot / 2, 20, slot, base - 20, "f-here"), column)))
        parts.append(text(x, at(count) - 6, group(count), "strong"))
        parts.append(text(x, base + 20, label))
    edge = WIDTH - slot * chart.late_from
    parts.append(line(edge, 8, edge, base, "s-threshold"))
    parts.append(text(edge + 6, 16, chart.deadline, "danger", "end"))
    rows = [(persian_digits(label), group(count)) for label, count in chart.bins]
    svg = figure(WIDTH, height, parts, label=chart.summary, css="chart-wide chart-bins")
    head = (chart.unit or "", _("count"))
    return Drawn(svg, head, rows, title=chart.summary, has_points=True)


def lifeline(chart: Lifeline) -> Drawn:
    """Draw a span that fills from the right up to today, or whole where it has ended."""
    left, right, y = EDGE, WIDTH - EDGE, 44
    when = Scale(chart.start.toordinal(), max(chart.end, chart.start).toordinal(), right, left)
    reached = when((chart.today or chart.end).toordinal())
    today = min(right, max(left, reached))
    parts = [
        rect(left, y, right - left, 10, "f-track"),
        rect(today, y, right - today, 10, "f-primary"),
    ]
    for on, above, below in chart.events:
        x = min(right, max(left, when(on.toordinal())))
        parts += [_dot(x, y + 5, 6, "point"), text(x, y - 16, above, "strong")]
        parts.append(text(x, y + 32, below))
    if chart.today:
        parts.append(rect(today - 2, y - 8, 4, 26, "d-today"))
        parts.append(text(today, y + 54, _("today"), "strong"))
    rows = [(jalali.short(on), above, below) for on, above, below in chart.events]
    svg = figure(WIDTH, 104, parts, label=chart.summary, css="chart-wide")
    return Drawn(svg, (_("date"), _("event"), _("note")), rows)

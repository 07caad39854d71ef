"""Bars and charts, each with its numbers in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import persian
from core.markup import format_html
from core.svg import bars, charts, crowds, data, lines, maps
from core.templatetags.ui.library import register


@register.simple_tag
def points(current: float, threshold: float) -> SafeString:
    """Return a table cell: the sum, its bar and the threshold."""
    tone = bars.points_tone(current, threshold)
    return format_html(
        '<span class="points"><b class="t-{}">{}</b>{}<span class="note">{}</span></span>',
        tone if tone != "primary" else "", persian.persian_digits(f"{current:g}"),
        bars.points_small(current, threshold),
        _("of %(threshold)s") % {"threshold": persian.persian_digits(f"{threshold:g}")},
    )  # fmt: skip


@register.simple_tag
def points_bar(current: float, added: float, threshold: float) -> SafeString:
    """Return the wide bar: points now, what an upheld case would add, the threshold."""
    tone = bars.points_tone(current, threshold)
    limit = {"threshold": persian.persian_digits(f"{threshold:g}")}
    # A Persian zero in a heavy weight looks like a button: none is said in words.
    sum_of, limit_of = (
        (persian.persian_digits(f"{current:g}"), _("of the threshold %(threshold)s") % limit)
        if current
        else (_("no points"), _("threshold %(threshold)s") % limit)
    )
    return format_html(
        '<div class="points-panel"><p class="points-figure"><b class="t-{}">{}</b><span>{}</span>'
        "</p>{}</div>",
        tone if tone != "primary" else "", sum_of, limit_of,
        bars.points_panel(current, added, threshold),
    )  # fmt: skip


@register.simple_tag
def agency_strip(squares: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the squares of an office's contracts with each agency."""
    return format_html('<span class="strip">{}</span>', bars.strip(squares))


@register.simple_tag
def agency_strip_head(squares: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the letters for the head of the strip's column."""
    return format_html('<span class="strip">{}</span>', bars.strip_head(squares))


@register.simple_tag
def meter(value: float, most: float, tone: str = "primary", label: str = "") -> SafeString:
    """Return a bar as wide as its container."""
    said = label or f"{persian.persian_digits(value)} / {persian.persian_digits(most)}"
    return format_html('<div class="meter">{}</div>', bars.meter(value, most, tone, said))


@register.simple_tag
def league_bar(in_time: int, late: int, unacted: int) -> SafeString:
    """Return an agency's reports: acted on in time, acted on late, not acted on."""
    label = _("%(in_time)s in time, %(late)s late, %(unacted)s not acted on") % {
        "in_time": persian.group(in_time),
        "late": persian.group(late),
        "unacted": persian.group(unacted),
    }
    parts = ((in_time, "f-primary"), (late, "f-warn"), (unacted, "f-danger"))
    return format_html('<div class="league">{}</div>', bars.shares(parts, label))


def _chart(drawn: charts.Drawn, *, listed: bool = False) -> SafeString:
    context = {"chart": drawn, "listed": listed}
    return SafeString(render_to_string("components/chart.html", context))


@register.simple_tag
def trend_chart(chart: charts.Trend) -> SafeString:
    """Return lines and bars by month, the oldest at the right, with its table."""
    return _chart(charts.trend(chart))


@register.simple_tag
def step_chart(chart: charts.Steps) -> SafeString:
    """Return points piling up to the threshold, with its table."""
    return _chart(charts.steps(chart))


@register.simple_tag
def stage_bar(chart: charts.Stages) -> SafeString:
    """Return where open cases are stuck, with its table; on a phone a list instead of the bar."""
    return _chart(charts.stages(chart), listed=True)


@register.simple_tag
def histogram(chart: charts.Histogram) -> SafeString:
    """Return a distribution with the deadline marked, with its table."""
    return _chart(charts.histogram(chart))


@register.simple_tag
def lifeline(chart: charts.Lifeline) -> SafeString:
    """Return a contract's life from the right to the left, with today and its events."""
    return _chart(charts.lifeline(chart))


@register.simple_tag
def area_map(chart: data.AreaMap) -> SafeString:
    """Return a map of outlines; its table stands beside it."""
    return _chart(maps.area_map(chart))


@register.simple_tag
def dots(chart: data.Dots) -> SafeString:
    """Return events on a time line, the oldest at the right, with their table."""
    return _chart(lines.dots(chart))


@register.simple_tag
def sparkline(chart: data.Spark) -> SafeString:
    """Return a small line without axes; its sentence says what it shows."""
    return lines.spark(chart)


@register.simple_tag
def crowd(chart: data.Crowd) -> SafeString:
    """Return dots piled up over what each of them has, with their table."""
    return _chart(crowds.crowd(chart))


@register.simple_tag
def course(chart: data.Course) -> SafeString:
    """Return shares by time, with their table."""
    return _chart(lines.course(chart))

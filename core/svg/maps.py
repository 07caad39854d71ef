"""A map of areas by their outlines: one hue in five steps, the number on each."""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.markup import format_html
from core.persian import decimals, group, persian_digits
from core.svg import figure, text
from core.svg.data import Area, AreaMap, Drawn

STEPS = 5
Write = Callable[[float | None], str]
# Areas that cannot be compared are hatched; there is one map on a page, and so one pattern.
HATCH = SafeString(
    '<defs><pattern id="few" width="5" height="5" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="5" height="5" class="f-few"/>'
    '<line x1="0" y1="0" x2="0" y2="5" class="s-few"/></pattern></defs>'
)


def shade(value: float, most: float) -> int:
    """Return the step of the hue, 1 to 5; nothing is always the lightest."""
    if most <= 0 or value <= 0:
        return 1
    return min(STEPS, 1 + int(value / most * (STEPS - 1) + 0.5))


def area_map(chart: AreaMap) -> Drawn:
    """Draw the outlines, north above; the table has a row for each area, most first."""
    most = max((area.value or 0 for area in chart.areas if not area.is_few), default=0)
    parts: list[SafeString] = [HATCH]
    seen = [area for area in chart.areas if area.points]
    # Above all others: a chosen area's line, and every number.
    write = _whole if chart.is_counted else said
    parts += [_ground(area, most, write) for area in seen]
    parts += [_line(area) for area in seen if area.is_chosen]
    parts += [_number(area, most, write) for area in seen]
    svg = figure(chart.width, chart.height, parts, label=chart.summary, css="chart-map")
    table = [
        (area.name, write(area.value), *area.rest)
        for area in sorted(chart.areas, key=lambda area: (-(area.value or 0), area.name))
    ]
    legend = [(f"swatch-map-{step}", words) for step, words in _legend(most, write)]
    if any(area.is_few and not area.words for area in chart.areas):
        legend.append(("swatch-off", _("too few to compare")))
    said_else = dict.fromkeys(area.words for area in chart.areas if area.words)
    legend += [("swatch-off", words) for words in said_else]
    return Drawn(svg, chart.head, table, legend, title=chart.summary, is_tabled=False)


def said(value: float | None) -> str:
    """Return ۳٫۷."""
    if value is None:
        return "–"
    return decimals(persian_digits(f"{value:.1f}"))


def _whole(value: float | None) -> str:
    """Return ۲۴: what is counted has no decimals."""
    return "–" if value is None else group(int(value))


def _legend(most: float, write: Write) -> Sequence[tuple[int, str]]:
    """Return the steps of the hue, the lightest first; the ends alone are named."""
    if not most:
        return [(1, write(0))]
    return [(1, write(0)), *((step, "") for step in range(2, STEPS)), (STEPS, write(most))]


def _ground(area: Area, most: float, write: Write) -> SafeString:
    name = format_html("<title>{}: {}</title>", area.name, area.words or write(area.value))
    if area.is_few:
        return format_html(
            '<polygon points="{}" fill="url(#few)" class="s-area">{}</polygon>', area.points, name
        )
    css = f"f-map-{shade(area.value or 0, most)} s-area"
    return format_html('<polygon points="{}" class="{}">{}</polygon>', area.points, css, name)


def _line(area: Area) -> SafeString:
    return format_html('<polygon points="{}" class="s-chosen"/>', area.points)


def _number(area: Area, most: float, write: Write) -> SafeString:
    ink = "on-few" if area.is_few else f"on-map-{shade(area.value or 0, most)}"
    x, y = area.middle
    return text(x, y + 4, write(area.value), f"{ink} area-number")

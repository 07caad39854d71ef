"""A map of equal tiles: one hue in five steps, the number on each, no outline of the ground."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.persian import decimals, persian_digits
from core.svg import figure, line, rect, text
from core.svg.data import Drawn, Tile, TileMap

WIDE, HIGH, GAP = 92, 54, 4
STEPS = 5


def shade(value: float, most: float) -> int:
    """Return the step of the hue, 1 to 5; nothing is always the lightest."""
    if most <= 0 or value <= 0:
        return 1
    return min(STEPS, 1 + int(value / most * (STEPS - 1) + 0.5))


def tile_map(chart: TileMap) -> Drawn:
    """Draw the tiles, west at the left and north above; the table has the same rows, most first."""
    most = max((tile.value or 0 for tile in chart.tiles if not tile.is_few), default=0)
    parts: list[SafeString] = []
    for tile in sorted(chart.tiles, key=lambda tile: tile.is_chosen):
        parts += _tile(tile, most)
    columns = 1 + max((tile.column for tile in chart.tiles), default=0)
    rows = 1 + max((tile.row for tile in chart.tiles), default=0)
    svg = figure(columns * WIDE + 4, rows * HIGH + 4, parts, label=chart.summary, css="chart-map")
    table = [
        (tile.name, said(tile.value), *tile.rest)
        for tile in sorted(chart.tiles, key=lambda tile: (-(tile.value or 0), tile.name))
    ]
    legend = [(f"swatch-map-{step}", words) for step, words in _legend(most)]
    if any(tile.is_few for tile in chart.tiles):
        legend.append(("swatch-off", _("too few to compare")))
    return Drawn(svg, chart.head, table, legend, title=chart.summary, is_tabled=False)


def said(value: float | None) -> str:
    """Return ۳٫۷."""
    if value is None:
        return "–"
    return decimals(persian_digits(f"{value:.1f}"))


def _legend(most: float) -> Sequence[tuple[int, str]]:
    return [(1, said(0)), (STEPS, said(most))] if most else [(1, said(0))]


def _tile(tile: Tile, most: float) -> list[SafeString]:
    x, y = 2 + tile.column * WIDE, 2 + tile.row * HIGH
    step = shade(tile.value or 0, most)
    width, height = WIDE - GAP, HIGH - GAP
    parts = [rect(x, y, width, height, "f-few" if tile.is_few else f"f-map-{step}", 2)]
    if tile.is_few:
        parts += [
            line(x + offset, y + height, x + offset + 16, y, "s-few")
            for offset in range(4, width - 16, 12)
        ]
    ink = "on-few" if tile.is_few else f"on-map-{step}"
    parts.append(text(x + width / 2, y + 20, tile.name, f"{ink} tile-name"))
    parts.append(text(x + width / 2, y + 40, said(tile.value), ink))
    if tile.is_chosen:
        parts.append(rect(x + 1, y + 1, width - 2, height - 2, "s-chosen", 2))
    return parts

"""
Simplify the outlines of a province's counties, from a GeoJSON file, for the maps of the pages.

    python -m dev.outlines FILE.geojson > territory/data/county_outlines.json

Neighbours keep one common line: each stretch between two places where lines meet is simplified
once. The file's counties are relations of OpenStreetMap (`admin_level` 5).
"""

import itertools
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

HEIGHT = 340
MARGIN = 4
# The farthest that a simplified line lies from the true one, in units of the picture.
TOLERANCE = 1.2
SOURCE = {
    "source": "OpenStreetMap, administrative boundaries of level 5, simplified",
    "url": "https://www.openstreetmap.org/copyright",
    "licence": "ODbL 1.0",
    "credit": "OpenStreetMap",
}


def outer_rings(collection: dict[str, Any]) -> dict[str, Ring]:
    """Return the largest outer ring of each county, closed, by the county's bare name."""
    rings: dict[str, Ring] = {}
    for feature in collection["features"]:
        geometry = feature["geometry"]
        if geometry["type"] not in {"Polygon", "MultiPolygon"}:
            continue
        parts = geometry["coordinates"]
        parts = [parts] if geometry["type"] == "Polygon" else parts
        ring = max((part[0] for part in parts), key=len)
        tags = feature["properties"].get("tags", feature["properties"])
        rings[bare(tags["name"])] = [(float(x), float(y)) for x, y in ring]
    return rings


def bare(name: str) -> str:
    """Return a county's name as the register writes it, with joined parts."""
    name = name.removeprefix("شهرستان").strip()
    return name.replace(" ", "\u200c")


def junctions(rings: dict[str, Ring]) -> set[Point]:
    """Return the points at which lines meet: those with other than two neighbours."""
    beside: dict[Point, set[Point]] = defaultdict(set)
    for ring in rings.values():
        for one, other in itertools.pairwise(ring):
            beside[one].add(other)
            beside[other].add(one)
    return {point for point, others in beside.items() if len(others) != 2}


def stretches(ring: Ring, ends: set[Point]) -> Iterator[Ring]:
    """Return the parts of a closed ring from one junction to the next, both included."""
    inner = ring[:-1]
    first = next((place for place, point in enumerate(inner) if point in ends), 0)
    turned = [*inner[first:], *inner[:first], inner[first]]
    part = [turned[0]]
    for point in turned[1:]:
        part.append(point)
        if point in ends:
            yield part
            part = [point]
    if len(part) > 1:
        yield part


def simplified(line: Ring, tolerance: float) -> Ring:
    """Return a line by Douglas and Peucker (1973); the same points from either end."""
    if line[0] > line[-1]:
        return simplified(line[::-1], tolerance)[::-1]
    return _halved(line, tolerance)


def _halved(line: Ring, tolerance: float) -> Ring:
    if len(line) < 3:
        return line
    far, place = max((distance(p, line[0], line[-1]), i) for i, p in enumerate(line[1:-1], 1))
    if far <= tolerance:
        return [line[0], line[-1]]
    return [*_halved(line[: place + 1], tolerance)[:-1], *_halved(line[place:], tolerance)]


def distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from a stretch."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    share = 0 if not length else max(0, min(1, ((x - x1) * dx + (y - y1) * dy) / length))
    return math.hypot(x - x1 - share * dx, y - y1 - share * dy)


def drawn(rings: dict[str, Ring]) -> tuple[dict[str, Ring], float]:
    """Return the rings in units of the picture, north above, and the picture's width."""
    every = [point for ring in rings.values() for point in ring]
    west, north = min(x for x, _ in every), max(y for _, y in every)
    south, east = min(y for _, y in every), max(x for x, _ in every)
    narrow = math.cos(math.radians((north + south) / 2))
    scale = (HEIGHT - 2 * MARGIN) / (north - south)
    return {
        name: [
            (MARGIN + (x - west) * narrow * scale, MARGIN + (north - y) * scale) for x, y in ring
        ]
        for name, ring in rings.items()
    }, 2 * MARGIN + (east - west) * narrow * scale


def middle(ring: Ring) -> Point:
    """Return the place inside a ring that lies farthest from its line, on a grid of 1 unit."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    edges = list(itertools.pairwise(ring))
    best = (-1.0, ring[0])
    for x in range(math.ceil(min(xs)), math.floor(max(xs)) + 1):
        for y in range(math.ceil(min(ys)), math.floor(max(ys)) + 1):
            if is_inside((x, y), edges):
                # A number is wider than high: what lies beside it is nearer than it seems.
                room = min(distance((x / 1.6, y), _flat(a), _flat(b)) for a, b in edges)
                best = max(best, (room, (x, y)))
    return best[1]


def _flat(point: Point) -> Point:
    return point[0] / 1.6, point[1]


def is_inside(point: Point, edges: list[tuple[Point, Point]]) -> bool:
    """Return whether a ray to the east crosses the edges an odd number of times."""
    x, y = point
    crossed = False
    for (x1, y1), (x2, y2) in edges:
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            crossed = not crossed
    return crossed


def outlines(collection: dict[str, Any]) -> dict[str, Any]:
    """Return the data file: its source, the picture's size, and each county's points and middle."""
    rings, width = drawn(outer_rings(collection))
    ends = junctions(rings)
    counties = []
    for name, ring in sorted(rings.items()):
        points: Ring = []
        for part in stretches(ring, ends):
            points += simplified(part, TOLERANCE)[:-1]
        x, y = middle([*points, points[0]])
        counties.append({
            "name": name,
            "middle": [round(x), round(y)],
            "points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points),
        })  # fmt: skip
    return {**SOURCE, "width": math.ceil(width), "height": HEIGHT, "counties": counties}


def main(arguments: list[str]) -> int:
    """Write the data file for a GeoJSON file to the output."""
    collection = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    print(json.dumps(outlines(collection), ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

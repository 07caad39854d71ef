"""Outlines are simplified without gaps between neighbours."""

import json

from dev.outlines import junctions, middle, outlines, simplified, stretches

# Two squares beside each other; their common line has a small bend.
LEFT = [(0, 0), (5, 0), (5.02, 5), (5, 10), (0, 10), (0, 0)]
RIGHT = [(5, 0), (10, 0), (10, 10), (5, 10), (5.02, 5), (5, 0)]


def county(name: str, ring: list[tuple[float, float]]) -> dict[str, object]:
    return {
        "properties": {"tags": {"name": f"شهرستان {name}"}},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring]]},
    }


def test_lines_meet_where_a_point_has_three_neighbours():
    assert junctions({"a": LEFT, "b": RIGHT}) == {(5, 0), (5, 10)}


def test_a_ring_is_parted_at_its_junctions():
    parts = list(stretches(LEFT, {(5, 0), (5, 10)}))

    assert [(part[0], part[-1]) for part in parts] == [((5, 0), (5, 10)), ((5, 10), (5, 0))]


def test_a_line_is_simplified_to_the_same_points_from_either_end():
    line = [(0, 0), (1, 2), (2, 0.1), (3, 3), (4, 0)]

    assert simplified(line, 0.5) == simplified(line[::-1], 0.5)[::-1]
    assert simplified(line, 9) == [(0, 0), (4, 0)]


def test_the_middle_lies_inside():
    x, y = middle([(0, 0), (30, 0), (30, 4), (4, 4), (4, 30), (0, 30), (0, 0)])

    assert 0 < x < 30
    assert 0 < y < 4 or x < 4


def test_neighbours_keep_one_line():
    drawn = outlines({"features": [county("پارس آباد", LEFT), county("نیر", RIGHT)]})
    left, right = (set(one["points"].split()) for one in drawn["counties"])

    assert [one["name"] for one in drawn["counties"]] == ["نیر", "پارس\u200cآباد"]
    assert len(left & right) == 2
    assert json.dumps(drawn)

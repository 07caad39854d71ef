"""Finding a division by what people write; the outlines of the counties."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from core.persian import display_safe, loose_key
from core.svg.data import Area
from territory.models import Division, DivisionAlias
from territory.rules import Level, without_prefix

OUTLINES = Path(__file__).resolve().parent / "data" / "county_outlines.json"


@lru_cache(maxsize=1)
def outlines() -> dict[str, Any]:
    """Return the data of a map: its size, its source, and each county's outline by name."""
    kept: dict[str, Any] = json.loads(OUTLINES.read_text(encoding="utf-8"))
    return {**kept, "counties": {county["name"]: county for county in kept["counties"]}}


def area_of(name: str, value: float | None, **more: Any) -> Area:
    """Return a county as an area of a map; one without an outline stands in the table alone."""
    outline = outlines()["counties"].get(name, {"points": "", "middle": (0, 0)})
    x, y = outline["middle"]
    return Area(name, outline["points"], (x, y), value, **more)


class HasKey(Protocol):
    """A division or a place: anything with the division's primary key."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True)
class Place:
    """A division as it was found; `parent_pk` is None for a province."""

    pk: int
    public_id: UUID
    level: Level
    name: str
    code: str | None
    parent_pk: int | None


class Resolver:
    """
    All divisions of a day in memory, to resolve the names of a whole list.

    A name is compared by its loose key, so spacing, joiners and Arabic letters do not matter;
    aliases count, and so does a code in any digits.
    """

    def __init__(
        self, places: Mapping[int, Place], keys: Mapping[tuple[Level, str], set[int]]
    ) -> None:
        self._places = places
        self._keys = keys

    def candidates(self, text: str, level: Level, within: HasKey | None = None) -> list[Place]:
        """Return all divisions of the level that the text may mean, by primary key."""
        safe = display_safe(text)
        for written in dict.fromkeys((safe, without_prefix(safe, level))):
            found = self._keys.get((level, loose_key(written)), set())
            inside = [
                pk for pk in sorted(found) if within is None or self._is_inside(pk, within.pk)
            ]
            if inside:
                return [self._places[pk] for pk in inside]
        return []

    def find(self, text: str, level: Level, within: HasKey | None = None) -> Place | None:
        """
        Return the one division that the text means, or None for none or several.

        `within` is a division at any height above: a county's «مرکزی» is found only with it.
        """
        found = self.candidates(text, level, within)
        return found[0] if len(found) == 1 else None

    def parents(self, place: HasKey) -> Iterator[Place]:
        """Yield the divisions in which a place lies, the nearest first."""
        parent = self._places[place.pk].parent_pk
        while parent is not None and parent in self._places:
            yield self._places[parent]
            parent = self._places[parent].parent_pk

    def county_of(self, place: HasKey) -> Place | None:
        """Return the county of a place, or the place itself if it is one."""
        here = (self._places[place.pk], *self.parents(place))
        return next((above for above in here if above.level is Level.COUNTY), None)

    def _is_inside(self, pk: int, within: int) -> bool:
        return any(parent.pk == within for parent in self.parents(self._places[pk]))


def resolver(on: date | None = None) -> Resolver:
    """
    Return a resolver of the divisions that exist `on` a day (those without an end, if None).

    Two queries, whatever the number of names to resolve.
    """
    divisions = Division.objects.filter(valid_to__isnull=True)
    if on is not None:
        divisions = Division.objects.current(on)
    places: dict[int, Place] = {}
    keys: dict[tuple[Level, str], set[int]] = defaultdict(set)
    rows = divisions.values_list(
        "pk", "public_id", "level", "name", "code", "parent_id", "name_key"
    )
    for pk, public_id, level, name, code, parent_pk, key in rows:
        places[pk] = Place(pk, public_id, Level(level), name, code, parent_pk)
        keys[Level(level), key].add(pk)
        if code:
            keys[Level(level), code].add(pk)
    aliases = DivisionAlias.objects.filter(division__in=divisions)
    for pk, level, key in aliases.values_list("division_id", "division__level", "name_key"):
        keys[Level(level), key].add(pk)
    return Resolver(places, keys)


def find_division(
    text: str, level: Level, within: HasKey | None = None, on: date | None = None
) -> Place | None:
    """Return the division that the text means, or None; for many names take a `resolver()`."""
    return resolver(on).find(text, level, within)

"""
Bringing the reference data in.

Divisions come from the file beside this module, which is reviewed like code; the command that
loads it runs as the owner of the installation. There is no actor and no event: this floor lies
below the users and the audit, and the file's history is kept with the source.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from core.persian import display_safe, loose_key
from territory.models import Division, DivisionAlias
from territory.rules import PARENT_LEVEL, Level

DIVISIONS_FILE = Path(__file__).parent / "data" / "divisions.csv"
_PATH_SEPARATOR = "/"
_ALIAS_SEPARATOR = "|"


@dataclass
class Loaded:
    """How many divisions a load has made, changed and found as they should be."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class _Line:
    """One line of the file; `path` names its parents from the province down."""

    level: Level
    path: tuple[str, ...]
    name: str
    values: dict[str, Any]
    formerly_in: str
    aliases: tuple[str, ...]


@transaction.atomic
def load_divisions(path: Path = DIVISIONS_FILE) -> Loaded:
    """
    Make the tables say what the file says; a second run changes nothing.

    A division is recognised by its code, else by its name under its parent. What the file does
    not name stays: divisions are ended by a date, never deleted.

    Raises:
        ValueError: a line's parent comes after it, is missing, or has the wrong level.
    """
    loaded = Loaded()
    known: dict[tuple[str, ...], Division] = {}
    by_code = {division.code: division for division in Division.objects.exclude(code=None)}
    by_name = {
        (division.level, division.parent_id, division.name_key): division
        for division in Division.objects.filter(valid_to__isnull=True)
    }
    for line in _lines(path):
        parent = _parent_of(line, known)
        wanted = line.values | {
            "level": line.level,
            "parent": parent,
            "name": line.name,
            "name_key": loose_key(line.name),
            "formerly_in": known[(*line.path, line.formerly_in)] if line.formerly_in else None,
        }
        key = (line.level, parent.pk if parent else None, wanted["name_key"])
        division = by_code.get(wanted["code"]) if wanted["code"] else None
        division = division or by_name.get(key)
        known[(*line.path, line.name)] = _store(division, wanted, loaded)
        _store_aliases(known[(*line.path, line.name)], line.aliases)
    return loaded


def _lines(path: Path) -> Iterator[_Line]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _Line(
                level=Level(row["level"]),
                path=tuple(filter(None, row["path"].split(_PATH_SEPARATOR))),
                name=display_safe(row["name"]),
                values={
                    "code": row["code"] or None,
                    "latitude": Decimal(row["latitude"]) if row["latitude"] else None,
                    "longitude": Decimal(row["longitude"]) if row["longitude"] else None,
                    "population": int(row["population"]) if row["population"] else None,
                    "is_verified": row["is_verified"] == "yes",
                    "source": row["source"],
                },
                formerly_in=row["formerly_in"],
                aliases=tuple(filter(None, row["aliases"].split(_ALIAS_SEPARATOR))),
            )


def _parent_of(line: _Line, known: dict[tuple[str, ...], Division]) -> Division | None:
    level = PARENT_LEVEL[line.level]
    parent = known.get(line.path) if line.path else None
    if (parent.level if parent else None) != level:
        raise ValueError(f"{line.level} {line.name}: its parent is not a {level}: {line.path}")
    return parent


def _store(division: Division | None, wanted: dict[str, Any], loaded: Loaded) -> Division:
    if division is None:
        loaded.created += 1
        return Division.objects.create(**wanted)
    changed = [name for name, value in wanted.items() if getattr(division, name) != value]
    if not changed:
        loaded.unchanged += 1
        return division
    loaded.changed += 1
    for name in changed:
        setattr(division, name, wanted[name])
    division.save(update_fields=[*changed, "updated_at"])
    return division


def _store_aliases(division: Division, aliases: tuple[str, ...]) -> None:
    DivisionAlias.objects.bulk_create(
        (
            DivisionAlias(division=division, name=display_safe(name), name_key=loose_key(name))
            for name in aliases
        ),
        ignore_conflicts=True,
    )

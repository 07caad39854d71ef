"""
Legal columns of rows, sealed by a digest in the event of the act that writes them.

The event is sealed by the chain, so whoever edits such a row without an act, with triggers off,
cannot fit the digest to it: the nightly look names the row (ADR 69).
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model, Q

from audit.actions import plain
from audit.models import AuditEvent
from audit.verbs import READS
from audit.words import SEALED


@dataclass(frozen=True)
class Part:
    """
    Columns of a model that an act writes.

    `number` and `owner` are paths to the number and the public id of the record whose event holds
    the digest; `written` narrows to the rows in which the columns have been written. Of a part that
    `is_renewed` later acts write the columns anew or clear them: the latest digest counts.
    """

    name: str
    model: type[Model]
    columns: tuple[str, ...]
    number: str
    owner: str
    written: Q = field(default_factory=Q)
    is_renewed: bool = False

    @property
    def is_own(self) -> bool:
        """Tell whether the row is the record itself whose events hold the digest."""
        return self.owner == "public_id"


PARTS: dict[str, Part] = {}


@dataclass(frozen=True)
class BrokenRow:
    """A row that differs from its digest; `number` is that of its record."""

    part: str
    number: str
    reason: str


@dataclass(frozen=True)
class Look:
    """What a look at all sealed rows has found, and how many fit their digests."""

    broken: tuple[BrokenRow, ...]
    whole: int


def register(*parts: Part) -> None:
    """Let parts be sealed and looked at."""
    PARTS.update((part.name, part) for part in parts)


def add_seals(changes: dict[str, Any], **rows: Model | None) -> dict[str, Any]:
    """
    Return the changes of an event with the digest of a row for each part; None for no row.

    The rows are read back: triggers set columns, too. One query for each part.
    """
    digests: dict[str, str | None] = dict(changes.get(SEALED, (None, {}))[1])
    for name, row in rows.items():
        if row is not None:
            digests |= digests_of(name, [row])[row.pk]
    return {**changes, SEALED: (None, digests)} if digests else changes


def digests_of(name: str, rows: Sequence[Any]) -> dict[int, dict[str, str | None]]:
    """
    Return the digest of each row by its name in an event, by the rows' keys; one query.

    Of a row whose columns are not written any more it is None.
    """
    part = PARTS[name]
    stored = part.model._default_manager.filter(part.written, pk__in=[row.pk for row in rows])
    found = {values.pop("pk"): digest(values) for values in stored.values("pk", *part.columns)}
    return {row.pk: {_key(name, row.public_id): found.get(row.pk)} for row in rows}


def digest(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of columns as canonical JSON: sorted names, no spaces, UTC moments."""
    written = {name: _written(value) for name, value in values.items()}
    text = json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def look() -> Look:
    """
    Compare all written rows with their digests.

    A row without a digest is named where its record's events have digests, unless it is older than
    the first digest of its part: a row that was loaded by a bulk has one event for all and none of
    its own. Of a record itself the state is compared with its events elsewhere.
    """
    found = _digests()
    broken, whole = [], 0
    for part in PARTS.values():
        for row in _rows(part):
            known = found.digests.pop(_key(part.name, row["public_id"]), None)
            if known is None and not found.misses(part, row):
                continue
            if known == digest({name: row[name] for name in part.columns}):
                whole += 1
                continue
            reason = "no act wrote this row" if known is None else "the row was altered"
            broken.append(BrokenRow(part.name, str(row[part.number]), reason))
    named = (key.partition(":") for key in found.digests)
    gone = [BrokenRow(part, public_id, "the row is missing") for part, _colon, public_id in named]
    return Look((*broken, *gone), whole)


@dataclass(frozen=True)
class _Digests:
    """The digests by key, the records whose events have some, and the first moment of each part."""

    digests: dict[str, str] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)
    since: dict[str, datetime] = field(default_factory=dict)

    def add(self, key: str, value: str | None, at: datetime) -> None:
        """Add a digest of an event; the first counts, or the latest of a renewed part."""
        name = key.partition(":")[0]
        self.since.setdefault(name, at)
        is_renewed = name in PARTS and PARTS[name].is_renewed
        if value is None:
            self.digests.pop(key, None)
        elif is_renewed or key not in self.digests:
            self.digests[key] = value

    def misses(self, part: Part, row: Mapping[str, Any]) -> bool:
        """Tell whether a row should have a digest."""
        if part.is_own or str(row[part.owner]) not in self.owners:
            return False
        return part.name not in self.since or row["created_at"] >= self.since[part.name]


def _digests() -> _Digests:
    found = _Digests()
    sealed = AuditEvent.objects.filter(changes__has_key=SEALED)
    events = sealed.exclude(verb__in=READS).order_by("pk")
    columns = events.values_list("target_id", "changes", "at")
    for owner, changes, at in columns.iterator(chunk_size=1000):
        found.owners.add(owner)
        for key, value in changes[SEALED][1].items():
            found.add(key, value, at)
    return found


def _rows(part: Part) -> Iterator[dict[str, Any]]:
    rows = part.model._default_manager.filter(part.written).order_by("pk")
    names = {"public_id", "created_at", part.number, part.owner, *part.columns}
    yield from rows.values(*names).iterator(chunk_size=1000)


def _key(part: str, public_id: Any) -> str:
    return f"{part}:{public_id}"


def _written(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else plain(value)

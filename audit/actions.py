"""Adding to the history: the last step of every action."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import models, transaction

from accounts.models import User
from accounts.principal import Principal
from audit.chain import seal
from audit.followers import FOLLOWERS, SEQUELS
from audit.models import PROVINCE_STREAM, AuditEvent, AuditStream
from audit.numbers import written
from core.clock import now
from core.jalali import year_of
from core.shapes import fixed
from core.statements import run
from core.writes import Also, New, Part, write

_LOCK = fixed(
    "SELECT name, sequence, head FROM audit_auditstream WHERE name = ANY(%s)"
    " ORDER BY name FOR UPDATE",
    "name", "sequence", "hash",
    kinds=["varchar[]"],
)  # fmt: skip
_OPEN = fixed(
    "SELECT last, name, sequence, hash FROM audit_open(%s, %s, %s)",
    "last", "name", "sequence", "hash",
    kinds=["text", "integer", "text"],
)  # fmt: skip
# A head may name an event only when it is there, so all of them are written first.
_MOVE = """
UPDATE audit_auditstream stream SET sequence = moved.sequence, head = moved.hash
FROM json_to_recordset(%s) AS moved (name varchar, sequence bigint, hash varchar),
    (SELECT count(*) FROM {before}) AS written
WHERE stream.name = moved.name RETURNING stream.name AS key
"""


def plain(value: Any) -> Any:
    """Return the value as JSON keeps it: dates in ISO, enumerations as their value."""
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
        case Mapping():
            return {str(name): plain(inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(inner) for inner in value]
        case models.Model():
            return str(getattr(value, "public_id", value.pk))
        case _:
            return str(value)


@dataclass
class Head:
    """The end of a stream, which this transaction has locked."""

    name: str
    sequence: int
    hash: str


def open_record(
    *, register: str, on: date, stream: str, digits: int = 5, infix: str = ""
) -> tuple[str, Head]:
    """
    Return the next number of a register, as `next_number`, and the locked head of a stream.

    One query, for an action that then has nothing more to ask: hand the head to `record`.
    """
    year = year_of(on)
    (row,) = run(_OPEN, [register, year, stream])
    number = written(year, row.pop("last"), digits=digits, infix=infix)
    return number, Head(**row)


def record(
    *,
    actor: Principal,
    verb: str,
    target: models.Model,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
    along: Sequence[Part] = (),
    head: Head | None = None,
) -> AuditEvent:
    """
    Add one event to the target's stream; call it as the last step of an action.

    `changes` maps a field to (before, after). `at` is passed by doors, jobs and the demo loader.
    What the act itself has to write may go `along`, in the same statement; the `head` of the
    stream may be locked before (`open_record`).
    """
    (event,) = record_many(
        actor=actor,
        verb=verb,
        targets=[(target, changes or {})],
        note=note,
        at=at,
        along=along,
        heads=[] if head is None else [head],
    )
    return event


def note_bulk(*, actor: Principal, what: str, count: int, at: datetime) -> AuditEvent:
    """Add the event of a dry run of many records, under the person who tried it."""
    person = User.objects.get(pk=actor.user_id)
    return record(
        actor=actor, verb="bulk.tried", target=person, changes={what: (None, count)}, at=at
    )


def record_many(
    *,
    actor: Principal,
    verb: str,
    targets: Iterable[tuple[models.Model, Mapping[str, Any]]],
    note: str = "",
    at: datetime | None = None,
    along: Sequence[Part] = (),
    heads: Sequence[Head] = (),
) -> list[AuditEvent]:
    """
    Add one event for each (target, changes), by two statements, whatever their number.

    The heads of the streams are locked by the first, unless they have been; what the act itself
    has to write may go `along` with the second.
    """
    by_stream: dict[str, list[tuple[models.Model, Mapping[str, Any]]]] = {}
    found = []
    for target, changes in targets:
        found.append(target)
        stream = getattr(target, "audit_stream", PROVINCE_STREAM)
        by_stream.setdefault(stream, []).append((target, changes))
    act = _actor(actor) | {"verb": verb, "note": note, "at": at or now()}
    with transaction.atomic(savepoint=False):
        heads = heads or (_locked(sorted(by_stream)) if by_stream else [])
        events = [event for head in heads for event in _chained(head, by_stream[head.name], act)]
        followed = [part for follower in FOLLOWERS for part in follower.follow(events)]
        write(*along, *_appended(events, heads), *followed)
        for sequel in SEQUELS:
            sequel.perform(targets=found, actor=actor, at=act["at"])
    return events


def _actor(actor: Principal) -> dict[str, Any]:
    return {
        "actor_id": actor.user_id,
        "actor_name": actor.name,
        "actor_role": str(actor.role),
        "grant_id": actor.grant_id,
        "via": actor.via,
        "client": actor.client,
        "request_id": actor.request_id,
    }


def _locked(streams: Sequence[str]) -> list[Head]:
    """Return the heads of streams, locked in their order; one that is missing is begun."""
    found = run(_LOCK, [list(streams)])
    if len(found) < len(streams):
        AuditStream.objects.bulk_create(map(_begun, streams), ignore_conflicts=True)
        found = run(_LOCK, [list(streams)])
    return [Head(**row) for row in found]


def _begun(stream: str) -> AuditStream:
    return AuditStream(name=stream)


def _chained(
    head: Head,
    targets: Iterable[tuple[models.Model, Mapping[str, Any]]],
    act: Mapping[str, Any],
) -> Iterator[AuditEvent]:
    """Yield the events of a stream, each sealed with the one before it; the head moves along."""
    for target, changes in targets:
        head.sequence += 1
        values = {
            **act,
            "stream": head.name,
            "sequence": head.sequence,
            "target_type": target._meta.label_lower,
            "target_id": str(getattr(target, "public_id", target.pk)),
            "target_label": str(target)[:200],
            "changes": plain(changes),
            "previous": head.hash,
        }
        head.hash = seal(values, settings.AUDIT_KEY)
        yield AuditEvent(**values, hash=head.hash)


def _appended(events: Sequence[AuditEvent], heads: Sequence[Head]) -> Iterator[Part]:
    """Yield what writes events, and the heads that name the last of them."""
    if events:
        yield New(events)
        yield Also(_MOVE, lambda: (msgspec.json.encode(heads).decode(),))

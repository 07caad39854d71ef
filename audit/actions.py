"""Adding to the history: the last step of every action."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction

from accounts.models import User
from accounts.principal import Principal
from audit.chain import seal
from audit.followers import FOLLOWERS
from audit.models import PROVINCE_STREAM, AuditEvent, AuditStream
from core.clock import now


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


def record(
    *,
    actor: Principal,
    verb: str,
    target: models.Model,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> AuditEvent:
    """
    Add one event to the target's stream; call it as the last step of an action.

    `changes` maps a field to (before, after). `at` is passed by doors, jobs and the demo loader.
    """
    return record_many(actor=actor, verb=verb, targets=[(target, changes or {})], note=note, at=at)[
        0
    ]


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
) -> list[AuditEvent]:
    """Add one event for each (target, changes); a constant number of queries for each stream."""
    moment = at or now()
    by_stream: dict[str, list[tuple[models.Model, Mapping[str, Any]]]] = {}
    for target, changes in targets:
        stream = getattr(target, "audit_stream", PROVINCE_STREAM)
        by_stream.setdefault(stream, []).append((target, changes))
    events: list[AuditEvent] = []
    with transaction.atomic():
        for stream in sorted(by_stream):
            events += _append(stream, by_stream[stream], _actor(actor), verb, note, moment)
        for follower in FOLLOWERS:
            follower.follow(events)
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


def _append(
    stream: str,
    targets: list[tuple[models.Model, Mapping[str, Any]]],
    who: dict[str, Any],
    verb: str,
    note: str,
    moment: datetime,
) -> list[AuditEvent]:
    head = AuditStream.objects.select_for_update().filter(pk=stream).first()
    if head is None:
        AuditStream.objects.bulk_create([AuditStream(name=stream)], ignore_conflicts=True)
        head = AuditStream.objects.select_for_update().get(pk=stream)
    events = []
    for target, changes in targets:
        head.sequence += 1
        values = who | {
            "stream": stream,
            "sequence": head.sequence,
            "at": moment,
            "verb": verb,
            "target_type": target._meta.label_lower,
            "target_id": str(getattr(target, "public_id", target.pk)),
            "target_label": str(target)[:200],
            "changes": plain(changes),
            "note": note,
            "previous": head.head,
        }
        head.head = seal(values, settings.AUDIT_KEY)
        events.append(AuditEvent(**values, hash=head.head))
    AuditEvent.objects.bulk_create(events)
    head.save(update_fields=["sequence", "head"])
    return events

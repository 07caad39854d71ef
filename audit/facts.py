"""Reading the history: is the chain whole, and who changed a record last?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS, Role
from audit.chain import COLUMNS, seal
from audit.models import AuditEvent, AuditStream
from core.edits import LastChange

MENDED = "audit.mended"


def events_of(target: Model, verbs: Iterable[str]) -> Iterable[AuditEvent]:
    """Return the events of these verbs of a record, in their order; the floor below reads them."""
    return AuditEvent.objects.about(target).filter(verb__in=verbs).order_by("pk")


@dataclass(frozen=True)
class Break:
    """The first place where a stream is not what was recorded."""

    stream: str
    sequence: int
    reason: str


def breaks() -> Iterator[Break]:
    """Yield the first break of each stream: an altered, missing or added event, or a cut tail."""
    for head in AuditStream.objects.order_by("name"):
        found = first_break(head)
        if found is not None:
            yield found
    known = AuditStream.objects.values("name")
    strays = AuditEvent.objects.exclude(stream__in=known).order_by("stream", "sequence")
    for stream, sequence in strays.values_list("stream", "sequence")[:1]:
        yield Break(stream, sequence, "the stream has no head")


def first_break(head: AuditStream) -> Break | None:
    """Return the first break of one stream that no repair has named, or None when it is whole."""
    expected, previous = 0, ""
    mended = repairs(head.pk)
    rows = AuditEvent.objects.filter(stream=head.pk).order_by("sequence")
    for values in rows.values(*COLUMNS, "hash").iterator(chunk_size=2000):
        expected += 1
        fault = _fault(values, expected, previous)
        if fault and expected not in mended:
            return Break(head.pk, expected, fault)
        expected, previous = values["sequence"], values["hash"]
    if head.sequence != expected or head.head != previous:
        return Break(head.pk, expected + 1, "the end of the stream is missing")
    return None


def _fault(values: Mapping[str, Any], expected: int, previous: str) -> str:
    if values["sequence"] != expected:
        return "an event is missing"
    if values["previous"] != previous:
        return "the event does not follow the one before it"
    if seal(values, settings.AUDIT_KEY) != values["hash"]:
        return "the event was altered"
    return ""


def repairs(stream: str) -> set[int]:
    """Return the sequences of breaks that sealed events of a repair name."""
    told = AuditEvent.objects.filter(stream=stream, verb=MENDED)
    return {
        int(values["changes"]["sequence"][1])
        for values in told.values(*COLUMNS, "hash")
        if seal(values, settings.AUDIT_KEY) == values["hash"]
    }


def broken_among(rows: Sequence[Mapping[str, Any]]) -> list[Break]:
    """
    Return the breaks among some events, which need not be all of a stream; one or two queries.

    Each row holds `COLUMNS` and `hash`. It is compared with its seal and with the event before it;
    what a sealed event of a repair names is no break.
    """
    before = AuditEvent.objects.filter(
        stream__in={row["stream"] for row in rows},
        sequence__in={row["sequence"] - 1 for row in rows},
    )
    hashes = {
        (stream, sequence): sealed
        for stream, sequence, sealed in before.values_list("stream", "sequence", "hash")
    }
    found = []
    for row in rows:
        previous = row["stream"], row["sequence"] - 1
        if row["sequence"] > 1 and previous not in hashes:
            fault = "an event is missing"
        else:
            fault = _fault(row, row["sequence"], hashes.get(previous, ""))
        if fault and row["sequence"] not in repairs(row["stream"]):
            found.append(Break(row["stream"], row["sequence"], fault))
    return found


@contextmanager
def one_snapshot() -> Iterator[None]:
    """
    Read the database as it stood at one moment, whatever is filed meanwhile.

    Inside a transaction that has begun, its own snapshot stays.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def last_change(target: Model, actor: Principal) -> LastChange | None:
    """
    Return who acted last on a record that the reader has found in scope, and when.

    The office's side learns roles, not names; one's own act is one's own.
    """
    columns = ("actor_id", "actor_name", "actor_role", "at")
    found = AuditEvent.objects.about(target).order_by("-pk").values(*columns).first()
    if found is None:
        return None
    is_outside = actor.role in {Role.OPERATOR, Role.ASSOCIATION}
    is_own = found["actor_id"] == actor.user_id
    is_named = is_own or not is_outside
    is_person = found["actor_role"] != Role.SYSTEM
    role = str(ROLE_LABELS[Role(found["actor_role"])])
    who = found["actor_name"] if is_named and is_person else role
    return LastChange(who, found["at"], is_own=is_own)

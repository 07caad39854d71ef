"""
The transactional outbox: nothing lost, everything at least once, under one key a message.

Rows are put in by the act's own transaction. A worker claims some with a lease, sends them outside
every transaction, and writes how it ended. If it dies between, the lease runs out and another
sends again under the same key; a receiver that honours the key counts one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.writes import New, write
from notices.acts import REDO
from notices.bell import bell
from notices.models import Attempt, Message
from notices.rules import LEASE, is_given_up, pause_after
from notices.states import Ended, MessageState


@dataclass(frozen=True)
class Order:
    """
    What to put into the outbox: the way, the content, the receiver, and when at the earliest.

    `once` names what is said only once: a second order with the same name is left out.
    """

    carrier: str
    payload: Mapping[str, Any]
    not_before: datetime
    user_id: int | None = None
    once: str | None = None
    is_urgent: bool = False
    webhook_id: int | None = None


@dataclass(frozen=True)
class Claimed:
    """One message in the hand of a worker: its key, and the attempt that this is."""

    pk: int
    key: UUID
    carrier: str
    payload: dict[str, Any] = field(repr=False)
    user_id: int | None
    attempt: int


@transaction.atomic(savepoint=False)
def put(order: Order) -> None:
    """Put one message into the outbox."""
    put_many([order])


@transaction.atomic(savepoint=False)
def put_many(orders: Sequence[Order]) -> None:
    """Put messages into the outbox by one statement, and ring for the relay after the commit."""
    write(messages(orders))


def messages(orders: Sequence[Order]) -> New:
    """Return what puts messages into the outbox; the relay is rung for after the commit."""
    if orders:
        bell.ring_after_commit()
    return New([_message(order) for order in orders], unique=("*",))


def _message(order: Order) -> Message:
    return Message(
        carrier=order.carrier,
        payload=dict(order.payload),
        user_id=order.user_id,
        webhook_id=order.webhook_id,
        once=order.once,
        is_urgent=order.is_urgent,
        next_at=order.not_before,
    )


@transaction.atomic
def claim(*, at: datetime, limit: int = 5) -> list[Claimed]:
    """
    Take messages that are due, with a lease; those in another worker's hand are passed by.

    The attempt is counted here, so that a message that kills its worker is given up some day too.
    """
    rows = list(Message.objects.due(at).select_for_update(skip_locked=True)[:limit])
    keys = [row.pk for row in rows]
    Message.objects.filter(pk__in=keys).update(attempts=F("attempts") + 1, next_at=at + LEASE)
    return [
        Claimed(row.pk, row.public_id, row.carrier, row.payload, row.user_id, row.attempts + 1)
        for row in rows
    ]


@transaction.atomic
def finish(*, claimed: Claimed, at: datetime, took_ms: int = 0, reference: str = "") -> bool:
    """
    Note that a message was accepted; False when another worker had noted it before.

    It counts also after the lease: what was sent was sent.
    """
    moved = Message.objects.filter(pk=claimed.pk, state=MessageState.WAITING).update(
        state=MessageState.SENT,
        ended_at=at,
        last_code="",
        reference=reference[:80],
        updated_at=at,
    )
    Attempt.objects.create(message_id=claimed.pk, at=at, ended=Ended.SENT, took_ms=took_ms)
    return bool(moved)


@transaction.atomic
def fail(
    *, claimed: Claimed, at: datetime, code: str, is_final: bool = False, took_ms: int = 0
) -> None:
    """Note a failed attempt: later again, or given up when it is final or the last one."""
    is_dead = is_final or is_given_up(claimed.attempt)
    mine = Message.objects.filter(
        pk=claimed.pk, state=MessageState.WAITING, attempts=claimed.attempt
    )
    if is_dead:
        mine.update(state=MessageState.DEAD, ended_at=at, last_code=code[:48], updated_at=at)
    else:
        mine.update(next_at=at + pause_after(claimed.attempt), last_code=code[:48], updated_at=at)
    Attempt.objects.create(
        message_id=claimed.pk,
        at=at,
        ended=Ended.REFUSED if is_final else Ended.FAILED,
        code=code[:48],
        took_ms=took_ms,
    )


@transaction.atomic
def note_delivered(*, message_id: int, at: datetime) -> bool:
    """Note that the gateway reports the delivery of a message; False when it was known."""
    unknown = Message.objects.filter(
        pk=message_id, state=MessageState.SENT, delivered_at__isnull=True
    )
    return bool(unknown.update(delivered_at=at, updated_at=at))


@transaction.atomic
def redo_message(*, message_id: int, reason: str, actor: Principal, at: datetime) -> Message:
    """
    Put a message that was given up on its way again, under the same key.

    Raises:
        NotPermitted: the role does not keep the outbox.
        Message.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has not been given up.
    """
    message: Message = begin(REDO, message_id, actor, day_in_tehran(at))
    before = MessageState(message.state)
    message.state, message.ended_at = MessageState.WAITING, None
    message.attempts, message.next_at = 0, at
    message.save(update_fields=["state", "ended_at", "attempts", "next_at", "updated_at"])
    record(
        actor=actor,
        verb="message.redone",
        target=message,
        changes={"state": (before, message.state), "last_code": (None, message.last_code)},
        note=reason,
        at=at,
    )
    bell.ring_after_commit()
    return message

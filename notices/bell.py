"""Ringing for the relay when a message was committed; the sweep needs no bell."""

import time
from collections.abc import Callable
from contextlib import suppress

import redis
from django.db import transaction

from core.redis_line import ask

SILENCE = 30.0  # seconds without ringing after the broker did not answer
# A ring that the relay has not heard yet, for as long as the sweep lets wait at most.
WAITING = "outbox:rung"
LIFE = 60  # seconds


class Bell:
    """
    Rings once after a commit; a bell that cannot be heard costs nothing but the wait of the sweep.

    While a ring waits to be heard there is no second one: the relay takes all that was committed
    before it began.

    The task is hung on it by the app's `ready()`: what can be done knows no doors.
    """

    def __init__(self) -> None:
        self._answer: Callable[[], None] | None = None
        self._silent_until = 0.0

    def hang(self, answer: Callable[[], None]) -> None:
        """Say who comes when it rings."""
        self._answer = answer

    def ring_after_commit(self) -> None:
        """Ring when this transaction has committed, once, however many messages it wrote."""
        waiting = transaction.get_connection().run_on_commit
        if not any(entry[1] == self.ring for entry in waiting):
            transaction.on_commit(self.ring, robust=True)

    def ring(self) -> None:
        """Ring now, unless a ring is waiting or nobody answered a moment ago."""
        if self._answer is None or time.monotonic() < self._silent_until:
            return
        try:
            if ask("SET", WAITING, 1, "NX", "EX", LIFE):
                self._answer()
        except Exception:
            self._silent_until = time.monotonic() + SILENCE
            raise  # on_commit notes it in the log and goes on

    @staticmethod
    def heard() -> None:
        """Let it ring again; the relay says so before it looks for messages."""
        with suppress(redis.RedisError):  # what waits is forgotten by itself
            ask("DEL", WAITING)


bell = Bell()

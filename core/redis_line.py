"""Redis, asked one command at a time: counters and bells that mean nothing legal."""

import os
import threading
from functools import cache
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

PATIENCE = 0.3  # seconds

_own = threading.local()


class _Line:
    """A thread's connection, closed as soon as the thread has ended."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def __del__(self) -> None:
        # The connection is part of a circle: left to the collector, its socket might go first.
        self.connection.disconnect()


@cache
def _pool() -> Any:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 1),
    ).connection_pool


def ask(*command: str | int) -> Any:
    """
    Return Redis's answer to a command, asked over this thread's own connection.

    To lend one from the pool would cost as much as the command itself. It is asked once more,
    over a new one, where the line is dead or slow: what is counted may then be counted twice.

    Raises:
        redis.RedisError: there is no answer, or a refusal.
    """
    if getattr(_own, "process", None) != os.getpid():
        # Not made by the pool, which would count it for ever: it ends with its thread.
        pool = _pool()
        line = _Line(pool.connection_class(**pool.connection_kwargs))
        _own.process, _own.line = os.getpid(), line
    line = _own.line.connection

    def told() -> Any:
        line.send_command(*command)
        return line.read_response()

    return line.retry.call_with_retry(told, lambda _error: line.disconnect())

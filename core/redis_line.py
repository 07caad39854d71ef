"""Redis, asked one command at a time: counters and bells that mean nothing legal."""

import os
import threading
from functools import cache
from typing import Any

import redis
from django.conf import settings

PATIENCE = 0.3  # seconds

_own = threading.local()


@cache
def _pool() -> Any:
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
    ).connection_pool


def ask(*command: str | int) -> Any:
    """
    Return Redis's answer to a command, asked over this thread's own connection.

    To lend one from the pool would cost as much as the command itself.

    Raises:
        redis.RedisError: there is no answer, or a refusal.
    """
    if getattr(_own, "process", None) != os.getpid():
        _own.process, _own.line = os.getpid(), _pool().make_connection()
    _own.line.send_command(*command)
    return _own.line.read_response()

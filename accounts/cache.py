"""Django's cache in a table, its values as JSON: who writes a row there runs no code here."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from core.clock import now
from core.crypto import keyed_digest

FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
READ = "SELECT value FROM accounts_cache WHERE cache_key = %s AND expires > %s"
WRITE = (
    "INSERT INTO accounts_cache AS old (cache_key, value, expires) VALUES (%s, %s, %s)"
    " ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires"
)
WRITE_NEW = f"{WRITE} WHERE old.expires <= %s RETURNING 1"
PROLONG = "UPDATE accounts_cache SET expires = %s WHERE cache_key = %s AND expires > %s RETURNING 1"

# A count begins anew when its time is over, and keeps its time otherwise.
ADD = (
    "INSERT INTO accounts_cache AS old (cache_key, value, expires) VALUES (%s, '1', %s)"
    " ON CONFLICT (cache_key) DO UPDATE SET"
    " value = CASE WHEN old.expires > %s THEN (old.value::bigint + 1)::text ELSE '1' END,"
    " expires = CASE WHEN old.expires > %s THEN old.expires ELSE excluded.expires END"
    " RETURNING value::bigint, expires"
)
SUBTRACT = (
    "UPDATE accounts_cache SET value = greatest(value::bigint - 1, 0)::text"
    " WHERE cache_key = %s AND expires > %s"
)


class JsonCache(BaseCache):
    """Holds limits and used codes; no entry gives way to another one before it has expired."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """Return a value; the default where there is none in force, or none that is JSON."""
        found = _ask(READ, self._key(key, version), now())
        try:
            return default if found is None else json.loads(found[0])
        except ValueError:
            return default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        """Write a value; TypeError for one that JSON cannot hold."""
        _ask(WRITE, self._key(key, version), json.dumps(value), self._until(timeout))

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Write a value where there is none in force; tell whether it was written."""
        written = (self._key(key, version), json.dumps(value), self._until(timeout), now())
        return _ask(WRITE_NEW, *written) is not None

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Let a value that is in force last longer; tell whether there was one."""
        return _ask(PROLONG, self._until(timeout), self._key(key, version), now()) is not None

    def delete(self, key: str, version: int | None = None) -> bool:
        """Delete a value; tell whether there was one."""
        gone = "DELETE FROM accounts_cache WHERE cache_key = %s RETURNING 1"
        return _ask(gone, self._key(key, version)) is not None

    def clear(self) -> None:
        """Delete all values."""
        _ask("DELETE FROM accounts_cache")

    def make_key(self, key: str, version: int | None = None) -> str:
        """Return the keyed digest of a key: one that allauth makes holds a one-time code."""
        return keyed_digest(super().make_key(key, version), "cache")

    def _key(self, key: str, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _until(self, timeout: Any) -> datetime:
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return FOR_EVER if seconds is None else now() + timedelta(seconds=seconds)


def add_to(key: str, seconds: int) -> tuple[int, int]:
    """
    Add one to a count that begins anew `seconds` after its first one, in one statement.

    Return the count, and how many seconds are left of its time.
    """
    moment = now()
    until = moment + timedelta(seconds=seconds)
    counted, expires = _ask(ADD, cache.make_key(key), until, moment, moment)
    return counted, max(1, round((expires - moment).total_seconds()))


def subtract_from(key: str) -> None:
    """Take one off a count."""
    _ask(SUBTRACT, cache.make_key(key), now())


def sweep_cache(at: datetime) -> int:
    """Delete what has expired; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_cache WHERE expires <= %s", [at])
        return int(cursor.rowcount)


def _ask(statement: str, *values: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() if cursor.description else None

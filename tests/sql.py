"""SQL as the running house would write it: by a role that owns nothing."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import IntegrityError, connection, transaction

from tests.runtime import stop_clock

_ROLES = count()
_EVENTS_ASKED = """
SELECT format('ALTER TABLE %%s DISABLE TRIGGER %%I', tgrelid::regclass, tgname)
FROM pg_trigger WHERE tgenabled <> 'D' AND (
    tgname IN ('watch_insert', 'watch_update', 'seal_named')
    OR (tgname = 'audit_auditevent_doer' OR tgname LIKE 'named_%%') AND NOT %s
    OR (tgname LIKE ANY ('{zy_today_%%,mover_of_%%,kept_insert_%%,kept_update_%%}')) AND NOT %s)
"""


@contextmanager
def runtime_role(*, asks_days: bool = False, asks_doers: bool = False) -> Iterator[None]:
    """
    Act as a role that owns no table, in the scope of the house; it ends with the test.

    A test of one guard writes no events, or those of anybody, and on its own days, without their
    computation, so that nothing asks for them from here on, unless the test `asks_days` or
    `asks_doers`. Deferred guards look in the role in which the row was written: it stays until the
    test is undone.
    """
    name = f"t_runtime_{os.getpid()}_{next(_ROLES)}"
    stop_clock()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_EVENTS_ASKED, [asks_doers, asks_days])
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute(
            f"CREATE ROLE {name};"
            f" GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {name};"
            f" GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};"
            f" SET LOCAL ROLE {name}; SET LOCAL app.scope = 'system'"
        )
        yield
        cursor.execute("RESET ROLE")


def refused(call: Callable[[], Any]) -> str:
    """Return with which words the database refuses; nothing when it lets it pass."""
    try:
        with transaction.atomic():
            call()
    except IntegrityError as error:
        return str(error).split("\n")[0]
    return ""


class _Undone(Exception):
    """Takes back what the database let through."""


def refused_and_undone(call: Callable[[], Any]) -> str:
    """Return with which words the database refuses; what it lets pass is taken back."""

    def call_and_undo() -> None:
        call()
        raise _Undone

    try:
        return refused(call_and_undo)
    except _Undone:
        return ""


def refused_at_runtime(
    call: Callable[[], Any], *, asks_days: bool = False, asks_doers: bool = False
) -> str:
    """Return with which words the database refuses the role of the running house."""
    with runtime_role(asks_days=asks_days, asks_doers=asks_doers):
        return refused(call)


@contextmanager
def not_fixed(table: str, trigger: str = "zy_fixed") -> Iterator[None]:
    """Let fixed columns be rewritten, or with `zy_kept` rows be deleted, as its owner may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def unwatched(table: str) -> Iterator[None]:
    """Let a row be written past all guards of its table, as its owner may."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(
            f"DO $$ DECLARE guard name; BEGIN FOR guard IN SELECT tgname FROM pg_trigger"
            f" WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal LOOP"
            f" EXECUTE format('ALTER TABLE {table} ENABLE ALWAYS TRIGGER %I', guard);"
            " END LOOP; END $$"
        )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def leave_session() -> None:
    """Forget the person of the last request, whom it leaves on a test's connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.user_id', '', true)")

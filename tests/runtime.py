"""The database as the product meets it: by the runtime role, for which the row policies hold."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.client import ClientHandler

from core.clock import now
from core.management.commands.setup_roles import (
    append_only_tables,
    close_large_objects,
    grant_runtime,
)

# Clocks of one machine: further apart is a clock that a test has stopped.
APART = timedelta(seconds=30)


def role_name() -> str:
    """Return the name of the runtime role of the tests' database."""
    return f"{connection.settings_dict['NAME']}_runtime"


def drop_role() -> None:
    """Take the runtime role away, where it was made for all tests."""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP OWNED BY "{role_name()}"; DROP ROLE "{role_name()}"')


def make_role() -> str:
    """Make the runtime role of the tests' database and return its name; undone with the test."""
    name = role_name()
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f'CREATE ROLE "{name}"')
        house = connection.settings_dict["NAME"]
        cursor.execute(f'REVOKE TEMPORARY ON DATABASE "{house}" FROM PUBLIC, "{name}"')
        cursor.execute(f'GRANT USAGE ON SCHEMA public TO "{name}"')
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {row[0] for row in cursor.fetchall()}
    with connection.connection.cursor() as bare:
        close_large_objects(bare)
        grant_runtime(bare, name, sorted(tables & {*append_only_tables()}), tables)
    return name


@contextmanager
def _uncounted() -> Iterator[Any]:
    """Return a cursor whose statements no test counts: the product does not ask them."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        yield cursor


def stop_clock() -> None:
    """Let the guards read the clock of the test, where it has stopped its own; undone with it."""
    with _uncounted() as cursor:
        cursor.execute("SELECT pishkhan_now()")
        if abs(cursor.fetchone()[0] - now()) > APART:
            _read_as(now())


def _read_as(moment: datetime) -> None:
    """Replace the two functions by which guards read the clock (core/sql/days.sql)."""
    with _uncounted() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION pishkhan_now() RETURNS timestamptz"
            " LANGUAGE sql STABLE PARALLEL SAFE RETURN %s::timestamptz;"
            " CREATE OR REPLACE FUNCTION pishkhan_today() RETURNS date"
            " LANGUAGE sql STABLE PARALLEL SAFE"
            " RETURN (public.pishkhan_now() AT TIME ZONE 'Asia/Tehran')::date",
            [moment.isoformat()],
        )


@contextmanager
def as_runtime(role: str) -> Iterator[None]:
    """Work as the runtime role inside, at first in nobody's scope."""
    stop_clock()
    with _uncounted() as cursor:
        cursor.execute(f'SET ROLE "{role}"')
        cursor.execute(
            "SELECT set_config('app.' || name, '', false)"
            " FROM unnest(ARRAY['scope', 'agency_ids', 'office_ids', 'county_ids', 'user_id']) name"
        )
    try:
        yield
    finally:
        with _uncounted() as cursor:
            cursor.execute("RESET ROLE")


def settle() -> None:
    """Let the deferred guards look now, as at the end of a transaction of one's own."""
    with _uncounted() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def serve_as(role: str, patch: pytest.MonkeyPatch) -> None:
    """Let the test clients' requests be answered by the runtime role."""
    answer = ClientHandler.get_response

    def get_response(handler: Any, request: Any) -> Any:
        settle()
        with as_runtime(role):
            answered = answer(handler, request)
            settle()
            return answered

    patch.setattr(ClientHandler, "get_response", get_response)

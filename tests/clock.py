"""The moment at which the tests begin: the same on every machine and in every year."""

from datetime import UTC, datetime

import time_machine
from django.db import connection

# 11 Azar 1405, 13:30 in Tehran: a working day, eight days after the factories' own, and later than
# noon, the hour of what the stories do (tests/violations/stories.py).
BEGINS = datetime(2026, 12, 2, 10, 0, tzinfo=UTC)


def start() -> None:
    """Let the clock of this process go on from that moment until the process ends."""
    time_machine.travel(BEGINS).start()


def shift_database() -> None:
    """Let the guards of the database read the same clock (core/sql/days.sql), as it goes on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        behind = cursor.fetchone()[0] - datetime.now(UTC)
        cursor.execute(
            "CREATE OR REPLACE FUNCTION pishkhan_now() RETURNS timestamptz"
            " LANGUAGE sql STABLE PARALLEL SAFE"
            " RETURN statement_timestamp() - %s::interval;"
            " CREATE OR REPLACE FUNCTION pishkhan_today() RETURNS date"
            " LANGUAGE sql STABLE PARALLEL SAFE"
            " RETURN ((now() - %s::interval) AT TIME ZONE 'Asia/Tehran')::date",
            [behind, behind],
        )

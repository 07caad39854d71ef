"""
For whom the database works: settings that the row policies of private tables read.

Without them the policies show nothing (docs/adr/0022-row-policies.md).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

# The house's own work: the clock's jobs, and commands at the server's console.
SYSTEM = "system"


def set_scope(
    *,
    scope: str,
    agency_ids: Iterable[Any] = (),
    office_ids: Iterable[Any] = (),
    county_ids: Iterable[Any] = (),
    user_id: int | None = None,
) -> None:
    """Tell the database for whom this transaction works (SET LOCAL; gone at its end)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.scope', %s, true), set_config('app.agency_ids', %s, true),"
            " set_config('app.office_ids', %s, true), set_config('app.county_ids', %s, true),"
            " set_config('app.user_id', %s, true)",
            [
                scope,
                *(",".join(map(str, ids)) for ids in (agency_ids, office_ids, county_ids)),
                "" if user_id is None else str(user_id),
            ],
        )


@contextmanager
def across_tenants() -> Iterator[None]:
    """
    Let the statements inside see all rows, in the middle of a transaction of a narrower scope.

    For a figure that tells of nobody, such as the middle of all, for a record that its code names,
    and for what follows from an act in the records of others. What fails inside ends the
    transaction, and the scope with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH before AS MATERIALIZED (SELECT current_setting('app.scope', true) AS scope)"
            " SELECT scope, set_config('app.scope', %s, true) FROM before",
            [SYSTEM],
        )
        (before, _now) = cursor.fetchone()
    yield
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', %s, true)", [before or ""])


@contextmanager
def as_house(using: str = "default") -> Iterator[None]:
    """
    Work in the house's own scope, over all transactions inside; for commands and migrations.

    What opens a narrower scope inside, for a transaction, still has it.
    """
    enter_house(using)
    try:
        yield
    finally:
        leave_house(using)


def enter_house(using: str, **_signal: Any) -> None:
    """Begin to work in the house's own scope."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', %s, false)", [SYSTEM])


def leave_house(using: str, **_signal: Any) -> None:
    """End it."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('app.scope', '', false)")

"""
A column of a record changes with the events that Python writes for that very change.

A statement is generated for each column of the watched tables (`audit_watch`) and tried beside an
event about the record that says something else, by the clock and by an auditor, who changes no
record. What goes through leans on any event: it stands in `moved_columns_open.txt` with its reason,
or a guard is missing (`audit_ask_change`).
"""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import Error, connection, transaction

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record
from core.clock import now
from core.scope import SYSTEM, set_scope
from tests.architecture import raw_sql
from tests.architecture.stage import stage
from tests.architecture.test_raw_sql import guard_again
from tests.architecture.world import World
from tests.runtime import as_runtime, make_role, settle

OPEN = Path(__file__).with_name("moved_columns_open.txt")
WATCHED = """
SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger
WHERE tgname = 'watch_update' AND tgfoid = 'audit_guard_event'::regproc
"""
ANYBODYS = "states.compared"  # who holds any role records it, and the clock
NAMED = {
    "violations_case.assignee_id", "violations_case.occurrence",
    "agencies_agency.requires_guarantee", "offices_licenceholder.national_id_index",
    "offices_office.iban", "offices_officestateinterval.document_no", "readiness_course.is_active",
}  # fmt: skip


@pytest.fixture(scope="module")
def role(world: World) -> str:
    """Return the runtime role of a world in which each table has rows and its guards."""
    stage(world)
    guard_again()
    return make_role()


@pytest.fixture(scope="module")
def actors(world: World) -> list[Principal]:
    """Return who leaves the event: the clock and an auditor."""
    return [User.objects.system(), world.people[Role.AUDITOR]]


def watched() -> dict[str, tuple[str, str]]:
    """Return the type of record that an event is about and the path to it, by the table."""
    with connection.cursor() as cursor:
        cursor.execute(WATCHED)
        found = {table: args.split("\\000") for table, args in cursor.fetchall()}
    return {table: (of_type, path) for table, (of_type, path, *_rest) in found.items()}


def record_of(table: str, key: Any, of_type: str, path: str) -> Any:
    """Return the record that the events of a row are about."""
    found = f"accounts_scope_of(to_jsonb(tried), '{path}')" if path else "tried.public_id"
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {found} FROM "{table}" tried WHERE id = %s', [key])
        (public_id,) = cursor.fetchone()
    return apps.get_model(of_type)._base_manager.get(public_id=public_id)


def passes(statement: raw_sql.Statement, key: Any, target: Any, actor: Principal) -> bool:
    """Try a change beside an event that says something else; undo it; return whether it passed."""
    text = statement.text.replace("{row}", f"tried.\"id\" = '{key}'")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            record(actor=actor, verb=ANYBODYS, target=target, at=now())
            cursor.execute(text)
            hit = any(row[0] for row in cursor.fetchall())
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
            return hit
    except Error:
        return False


@pytest.mark.django_db
def test_lean_on_their_own_events(role: str, actors: list[Principal]) -> None:
    known, tables = raw_sql.catalog(), watched()
    nobody = User.objects.create(username="nobody", full_name="کسی بی‌سمت").pk
    rows = {table: raw_sql.rows_of(known, table) for table in tables}
    statements = [one for one in raw_sql.updates(known, nobody) if one.table in tables]
    records = {
        (table, key): record_of(table, key, *tables[table])
        for table, keys in rows.items()
        for key in keys
    }
    through = set()
    with as_runtime(role):
        set_scope(scope=SYSTEM)
        for actor in actors:
            record(actor=actor, verb=ANYBODYS, target=next(iter(records.values())), at=now())
        settle()
        for one in statements:
            tried = (
                passes(one, key, records[one.table, key], actor)
                for key in rows[one.table]
                for actor in actors
            )
            if any(tried):
                through.add(one.name)
    lines = OPEN.read_text(encoding="utf-8").splitlines()
    patterns = [line.split(": ", 1)[0] for line in lines if line and not line.startswith("#")]

    assert {one.name.removeprefix("UPDATE ").partition(" ")[0] for one in statements} >= NAMED
    assert not {f"UPDATE {name}" for name in NAMED} & through
    new = [name for name in sorted(through) if not any(fnmatchcase(name, p) for p in patterns)]
    assert not new, "ask for its event in <app>/sql/movers.sql, or list it with the reason"
    unused = [p for p in patterns if not any(fnmatchcase(name, p) for name in through)]
    assert not unused, "nothing of this goes through any more: take it out of the list"

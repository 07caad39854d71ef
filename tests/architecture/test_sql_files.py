"""The database and the files of SQL hold the same functions, triggers and row policies."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, migrations, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.utils import InternalError

from core import sql_files
from tests.architecture.sources import APPS, ROOT

OURS = """
pronamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""
RELEASED = ROOT / "docs" / "released.md"
SNAPSHOT = f"""
SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid)
    || coalesce(obj_description(oid, 'pg_proc'), '') || coalesce(proacl::text, '')
FROM pg_proc WHERE {OURS}
UNION ALL
SELECT 'trigger', tgname || ' on ' || tgrelid::regclass, concat(pg_get_triggerdef(oid), tgenabled)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'policy', policyname || ' on ' || tablename,
    concat_ws(' ', permissive, roles, cmd, qual, with_check)
FROM pg_policies
UNION ALL
SELECT 'row security', oid::regclass::text, concat(relrowsecurity, relforcerowsecurity)
FROM pg_class WHERE relrowsecurity
UNION ALL
SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'public'
"""
DROPS = """
SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT format('DROP POLICY %I ON %I', policyname, tablename) FROM pg_policies
UNION ALL
SELECT format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY',
    oid::regclass)
FROM pg_class WHERE relrowsecurity
UNION ALL
SELECT format('DROP VIEW %I CASCADE', viewname) FROM pg_views WHERE schemaname = 'public'
"""
Snapshot = dict[tuple[str, str], str]


def snapshot(cursor: CursorWrapper) -> Snapshot:
    """Return the text of each object by its kind and name."""
    cursor.execute(SNAPSHOT)
    return {(kind, name): text for kind, name, text in cursor.fetchall()}


def drop_all(cursor: CursorWrapper) -> None:
    """Drop the triggers, policies, views and functions; keep functions that tables depend on."""
    cursor.execute(DROPS)
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)
    while drop_functions(cursor):
        pass


def drop_functions(cursor: CursorWrapper) -> int:
    """Drop each function on which nothing depends; return how many."""
    dropped = 0
    for name in functions(cursor):
        try:
            with transaction.atomic():
                cursor.execute(f"DROP FUNCTION {name}")
        except InternalError:  # other objects depend on it
            continue
        dropped += 1
    return dropped


def functions(cursor: CursorWrapper) -> list[str]:
    """Return our functions with their arguments."""
    cursor.execute(f"SELECT oid::regprocedure::text FROM pg_proc WHERE {OURS}")
    return [name for (name,) in cursor.fetchall()]


def load_all() -> None:
    """Load all files in their order."""
    with connection.schema_editor() as editor:
        for app, name in sql_files.namings():
            sql_files.execute(editor, app, name)


def differing() -> list[tuple[str, str]]:
    """Return what the database holds otherwise than the files, after building it from these."""
    with connection.cursor() as cursor:
        before = snapshot(cursor)
        drop_all(cursor)
        load_all()
        after = snapshot(cursor)
    return sorted(key for key in before | after if before.get(key) != after.get(key))


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield app, name and text of each file on disk."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob(f"{sql_files.FOLDER}/*.sql")):
            yield app, path.stem, path.read_text(encoding="utf-8")


@pytest.mark.django_db
class TestDatabase:
    @pytest.fixture(autouse=True)
    def _clock_of_the_server(self) -> None:
        """Load the two functions of the clock that the tests have replaced (tests/clock.py)."""
        with connection.schema_editor() as editor:
            sql_files.execute(editor, "core", "days")

    def test_holds_what_the_files_say_and_nothing_else(self) -> None:
        assert not differing(), "edit the file in <app>/sql and add a migration that loads it"

    def test_is_the_same_after_another_load(self) -> None:
        with connection.cursor() as cursor:
            before = snapshot(cursor)
            load_all()
            assert snapshot(cursor) == before

    def test_functions_that_cannot_be_dropped_are_in_a_file_too(self) -> None:
        everything = "".join(text for *_, text in texts())
        with connection.cursor() as cursor:
            drop_all(cursor)
            left = functions(cursor)

        assert left, "the default of each column `turn` calls audit_turn()"
        for name in left:
            assert f"CREATE OR REPLACE FUNCTION {name.partition('(')[0]}(" in everything

    def test_is_caught_with_a_trigger_made_by_hand(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TRIGGER by_hand BEFORE DELETE ON offices_office"
                " FOR EACH ROW EXECUTE FUNCTION violations_keep()"
            )

        assert differing() == [("trigger", "by_hand on offices_office")]

    def test_is_caught_with_a_trigger_that_a_session_can_switch_off(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE violations_case ENABLE TRIGGER violations_case_flow")

        assert differing() == [("trigger", "violations_case_flow on violations_case")]

    def test_is_caught_behind_an_edited_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        original = sql_files.path
        text = original("violations", "cases").read_text(encoding="utf-8")
        assert "('final', 'closed')" in text
        edited = tmp_path / "cases.sql"
        edited.write_text(text.replace("('final', 'closed')", "('final', 'opened')", 1))
        monkeypatch.setattr(
            sql_files,
            "path",
            lambda app, name: edited if name == "cases" else original(app, name),
        )

        assert differing() == [("function", "violations_guard_case()")]


class TestFiles:
    def test_are_all_loaded_by_a_migration(self) -> None:
        assert {(app, name) for app, name, _ in texts()} == set(sql_files.namings())

    def test_are_loaded_by_their_own_app(self) -> None:
        loader = MigrationLoader(None, ignore_no_migrations=True)

        for (app, _name), migration in loader.disk_migrations.items():
            for operation in migration.operations:
                if isinstance(operation, sql_files.LoadSQL):
                    assert operation.app == app

    def test_say_what_they_are_about(self) -> None:
        silent = [f"{app}/{name}" for app, name, text in texts() if not text.startswith("-- ")]

        assert not silent

    def test_have_short_lines(self) -> None:
        long = [
            f"{app}/{name}:{number}"
            for app, name, text in texts()
            for number, line in enumerate(text.splitlines(), start=1)
            if len(line) > 100
        ]

        assert not long


class TestMigrations:
    def test_carry_no_sql_of_their_own(self) -> None:
        loader = MigrationLoader(None, ignore_no_migrations=True)
        ours = {config.label for config in apps.get_app_configs() if config.name in APPS}

        found = [
            f"{app}.{name}"
            for (app, name), migration in loader.disk_migrations.items()
            if app in ours
            and any(isinstance(operation, migrations.RunSQL) for operation in migration.operations)
        ]

        assert not found, "put the SQL into a file of <app>/sql and load it with LoadSQL"

    def test_of_a_released_version_stay_as_they_are(self) -> None:
        listed = re.findall(r"^([0-9a-f]{64})  (\S+)$", RELEASED.read_text("utf-8"), re.MULTILINE)
        changed = [
            path
            for digest, path in listed
            if not (ROOT / path).exists()
            or hashlib.sha256((ROOT / path).read_bytes()).hexdigest() != digest
        ]

        assert len(listed) >= len(APPS) - 1
        assert not changed, "a released migration is never edited: add one that goes forward"

    def test_squashed_ones_lead_to_the_state_of_those_that_they_replace(self) -> None:
        short = MigrationLoader(None, ignore_no_migrations=True).project_state()
        loader = MigrationLoader(None, replace_migrations=False)
        leaves = loader.graph.leaf_nodes()
        whole = [leaf for leaf in leaves if not loader.disk_migrations[leaf].replaces]
        long = loader.project_state(whole)
        for state in (short, long):  # the labels of choices are words alone
            for model in state.models.values():
                for field in model.fields.values():
                    field.choices = None
        assert MigrationAutodetector(short, long).changes(graph=MigrationLoader(None).graph) == {}

"""
Functions, triggers and row policies stand in `<app>/sql/<name>.sql`; a migration loads them.

A file holds the whole current text of its objects and can be loaded any number of times. To change
a guard, edit its file and add a migration that names it (docs/operation.md, "Released schemas"):

    operations = [LoadSQL("violations", "cases")]

All migrations read the file of today. An earlier one may therefore meet a text that speaks of
columns which a later migration adds. So a file that several migrations name is loaded as follows:

- The last migration that names it loads it. Its text must fit.
- The first one tries, because other files and apps may need the objects. Where the text does not
  fit yet, nothing of it is loaded.
- The ones in between skip it: an older database works with its older guard until the last one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.utils import ProgrammingError

FOLDER = "sql"


class GuardOperation(Operation):
    """A change of functions, triggers and policies, which models do not know; irreversible."""

    reduces_to_sql = True
    reversible = False

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing: models do not know these objects."""

    def database_backwards(self, *_: Any) -> None:
        """Refuse: the text from before is not on disk any more."""
        raise NotImplementedError("SQL files are only loaded forwards.")


class LoadSQL(GuardOperation):
    """Load SQL files of an app, in the given order; there is no way back."""

    def __init__(self, app: str, *names: str) -> None:
        self.app = app
        self.names = names

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Load each file, or leave it to a later migration."""
        for name in self.names:
            naming = namings(schema_editor.connection.alias)[self.app, name]
            if naming.last is self:
                execute(schema_editor, self.app, name)
            elif naming.first is self:
                attempt(schema_editor, self.app, name)

    def describe(self) -> str:
        """Return the operation in words, for `migrate --plan`."""
        return f"Load SQL of {self.app}: {', '.join(self.names)}"


class DropTrigger(GuardOperation):
    """Drop a trigger whose rows the migration changes; a LoadSQL after it makes it anew."""

    def __init__(self, table: str, name: str) -> None:
        self.table = table
        self.name = name

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Drop it after what waits for it."""
        quote = schema_editor.quote_name
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {quote(self.name)} ON {quote(self.table)}")

    def describe(self) -> str:
        """Return the operation in words, for `migrate --plan`."""
        return f"Drop the trigger {self.name} of {self.table}"


@dataclass
class Naming:
    """The first and the last operation that names a file."""

    first: LoadSQL
    last: LoadSQL


def path(app: str, name: str) -> Path:
    """Return where a file stands."""
    return Path(apps.get_app_config(app).path) / FOLDER / f"{name}.sql"


def execute(editor: BaseDatabaseSchemaEditor, app: str, name: str) -> None:
    """Load a file."""
    editor.execute(path(app, name).read_text(encoding="utf-8"), params=None)


def attempt(editor: BaseDatabaseSchemaEditor, app: str, name: str) -> None:
    """Load a file as a whole, or nothing of it where something that it names is missing yet."""
    try:
        with transaction.atomic(editor.connection.alias):
            execute(editor, app, name)
    except ProgrammingError:
        return


def collect(operations: Iterable[Operation]) -> dict[tuple[str, str], Naming]:
    """Return who names each file, in the order of the first namings; keys are app and name."""
    found: dict[tuple[str, str], Naming] = {}
    for operation in operations:
        if isinstance(operation, LoadSQL):
            for name in operation.names:
                key = operation.app, name
                found.setdefault(key, Naming(operation, operation)).last = operation
    return found


@cache
def namings(alias: str | None = None) -> dict[tuple[str, str], Naming]:
    """
    Return who names each file; in this order files can be loaded.

    A database that has some of the migrations that a squashed one replaces goes by these, every
    other one by the squashed one. `alias` names the database; None stands for an empty one.
    """
    connection = None if alias is None else connections[alias]
    graph = MigrationLoader(connection, ignore_no_migrations=True).graph
    plan: dict[tuple[str, str], None] = {}
    for leaf in sorted(graph.leaf_nodes()):
        plan.update(dict.fromkeys(graph.forwards_plan(leaf)))
    return collect(operation for key in plan for operation in graph.nodes[key].operations)

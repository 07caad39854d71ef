"""
Raw SQL of the web process's own role: one statement for each column, deletion and insertion.

Everything comes from the catalog of the database: a new table or column is tried without a word
here. What a statement writes is another value of the column's type: an earlier day, another row of
the table that a key names, another choice, a person who holds no role.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import Error, connection, transaction
from django.db.backends.utils import CursorWrapper

# A row of each state or kind of a table is tried, but no more than these.
MOST_ROWS = 6
COLUMNS = """
SELECT owner.relname, attribute.attname, format_type(attribute.atttypid, NULL),
    attribute.attnotnull, coalesce(target.relname, '')
FROM pg_class owner
JOIN pg_attribute attribute ON attribute.attrelid = owner.oid
    AND attribute.attnum > 0 AND NOT attribute.attisdropped AND attribute.attgenerated = ''
LEFT JOIN pg_constraint link ON link.conrelid = owner.oid AND link.contype = 'f'
    AND link.conkey = ARRAY[attribute.attnum]
LEFT JOIN pg_class target ON target.oid = link.confrelid
WHERE owner.relkind = 'r' AND owner.relnamespace = 'public'::regnamespace
ORDER BY owner.relname, attribute.attnum
"""
UNIQUE = """
SELECT owner.relname, array_agg(DISTINCT attribute.attname::text)
FROM pg_index held JOIN pg_class owner ON owner.oid = held.indrelid
JOIN pg_attribute attribute ON attribute.attrelid = owner.oid
    AND attribute.attnum = ANY(held.indkey)
WHERE held.indisunique AND NOT held.indisprimary
GROUP BY owner.relname
"""
PRIMARY = """
SELECT owner.relname, attribute.attname
FROM pg_index held JOIN pg_class owner ON owner.oid = held.indrelid
JOIN pg_attribute attribute ON attribute.attrelid = owner.oid AND attribute.attnum = held.indkey[0]
WHERE held.indisprimary AND owner.relnamespace = 'public'::regnamespace
"""
OTHER_VALUES = {
    "date": ["(%s - 400)", "(%s + 3)"],
    "timestamp with time zone": ["(%s - interval '400 days')"],
    "boolean": ["(NOT %s)"],
    "smallint": ["(%s + 1)"],
    "integer": ["(%s + 1)", "(%s + 2)"],
    "bigint": ["(%s + 1)"],
    "numeric": ["(%s + 1)"],
    "double precision": ["(%s + 1)"],
    "uuid": ["gen_random_uuid()"],
    "bytea": ["'\\x00'::bytea"],
    "jsonb": ["""'{"forged": true}'::jsonb"""],
    "interval": ["(%s + interval '9 days')"],
    "inet": ["'192.0.2.9'::inet"],
    "time without time zone": ["(%s + interval '1 hour')"],
}
FRESH_VALUES = {
    "date": ["pishkhan_today() - 3"],
    "timestamp with time zone": ["(now() - interval '3 days')"],
    "smallint": ["1"],
    "integer": ["1"],
    "bigint": ["1"],
    "numeric": ["1"],
    "uuid": ["gen_random_uuid()"],
    "boolean": ["true"],
}


@dataclass(frozen=True)
class Column:
    """A column as the catalog knows it."""

    table: str
    name: str
    kind: str
    is_required: bool
    target: str
    choices: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether the column names who did something."""
        return self.kind == "bigint" and self.name.endswith(("_by", "_by_id"))


@dataclass(frozen=True)
class Statement:
    """What is tried, under the name by which a list may allow it."""

    name: str
    table: str
    text: str


@dataclass
class Catalog:
    """All tables with their columns."""

    columns: dict[str, list[Column]]
    keys: dict[str, str]
    unique: dict[str, list[str]]


def catalog() -> Catalog:
    """Read the tables, columns, keys and choices."""
    choices = {
        (model._meta.db_table, field.column): tuple(str(value) for value, _ in field.flatchoices)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.choices
    }
    columns: dict[str, list[Column]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        for table, name, *rest in cursor.fetchall():
            kind, is_required, target = rest
            found = choices.get((table, name), ())
            columns[table].append(Column(table, name, kind, is_required, target, found))
        cursor.execute(PRIMARY)
        keys = dict(cursor.fetchall())
        cursor.execute(UNIQUE)
        unique = dict(cursor.fetchall())
    return Catalog(dict(columns), keys, unique)


def other_values(column: Column, nobody: int) -> Iterator[tuple[str, str]]:
    """Yield what else a column could hold, with the end of the statement's name."""
    name = f'"{column.name}"'
    if column.choices and column.kind.startswith(("character", "text")):
        for value in column.choices:
            yield f" = {value}", f"'{value}'"
        return
    if column.is_person:
        yield "", str(nobody)
    elif column.target:
        yield (
            "",
            (
                f'(SELECT other.id FROM "{column.target}" other'
                f" WHERE other.id IS DISTINCT FROM tried.{name} ORDER BY id LIMIT 1)"
            ),
        )
    elif column.kind in OTHER_VALUES:
        for text in OTHER_VALUES[column.kind]:
            yield "", text.replace("%s", name)
        for text in () if column.is_required else FRESH_VALUES.get(column.kind, ()):
            yield "", text
    elif column.kind.endswith("[]"):
        yield "", "'{}'"
    else:
        yield "", f"overlay({name} placing 'x' from 1 for 1)"
        yield "", f"left(md5({name}::text), greatest(length({name}), 1))"
    if not column.is_required:
        yield "", "NULL"


def updates(known: Catalog, nobody: int) -> Iterator[Statement]:
    """Yield a change of each column."""
    for table, columns in known.columns.items():
        for column in columns:
            key = known.keys[table]
            if column.name == key:
                continue
            for suffix, value in other_values(column, nobody):
                yield Statement(
                    f"UPDATE {table}.{column.name}{suffix}",
                    table,
                    f'UPDATE "{table}" tried SET "{column.name}" = {value} WHERE {{row}}'
                    f' AND "{column.name}" IS DISTINCT FROM {value}'
                    f' RETURNING tried."{column.name}" IS DISTINCT FROM (SELECT old."{column.name}"'
                    f' FROM "{table}" old WHERE old."{key}" = tried."{key}")',
                )


def deletions(known: Catalog) -> Iterator[Statement]:
    """Yield the deletion of a row of each table."""
    for table in known.columns:
        yield Statement(f"DELETE {table}", table, f'DELETE FROM "{table}" tried WHERE {{row}}')


def insertions(known: Catalog, nobody: int) -> Iterator[Statement]:
    """Yield a copy of a row: as it stands, and done by somebody who holds no role."""
    for table, columns in known.columns.items():
        own = known.keys.get(table)
        unique = known.unique.get(table, [])
        fresh = {column.name: fresh_value(column) for column in columns if column.name in unique}
        names = [column for column in columns if column.name != own or column.kind == "uuid"]
        persons = [column.name for column in names if column.is_person]
        for person in ("", *persons):
            values = ", ".join(
                str(nobody) if column.name == person else fresh.get(column.name, f'"{column.name}"')
                for column in names
            )
            listed = ", ".join(f'"{column.name}"' for column in names)
            yield Statement(
                f"INSERT {table}" + (f".{person}" if person else ""),
                table,
                f'INSERT INTO "{table}" ({listed})'
                f' SELECT {values} FROM "{table}" tried WHERE {{row}}',
            )


def fresh_value(column: Column) -> str:
    """Return a value that no other row has, where one can be made."""
    name = f'"{column.name}"'
    if column.target:
        return name
    if column.kind == "uuid":
        return "gen_random_uuid()"
    if column.kind.startswith(("character", "text")) and not column.choices:
        return f"left(md5(random()::text), greatest(length({name}), 3))"
    if column.kind in ("smallint", "integer", "bigint"):
        return f"({name} + 1)"
    return name


def rows_of(known: Catalog, table: str) -> list[Any]:
    """Return the keys of rows to try: the newest of each state and kind."""
    key = known.keys[table]
    kinds = [
        f'"{column.name}"'
        for column in known.columns[table]
        if column.choices and column.name in ("state", "kind", "step", "forum", "window", "role")
    ]
    apart = f"DISTINCT ON ({', '.join(kinds)})" if kinds else ""
    order = ", ".join([*kinds, f'"{key}" DESC'])
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {apart} "{key}" FROM "{table}" ORDER BY {order} LIMIT {MOST_ROWS}')
        return [row[0] for row in cursor.fetchall()]


class Wrong(Exception):
    """A statement that the database cannot read: the generator's own mistake."""


def passes(cursor: CursorWrapper, text: str) -> bool:
    """Try a statement and its deferred guards, undo it, and return whether it changed a row."""
    try:
        with transaction.atomic():
            cursor.execute(text)
            hit: bool = cursor.rowcount > 0
            if cursor.description:
                hit = any(row[0] for row in cursor.fetchall())
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
            return hit
    except Error as error:
        code = getattr(error.__cause__, "pgcode", "") or ""
        # A refusal is a violation, an exception of a guard, or a right that the role has not.
        if not code.startswith(("23", "P0")) and code != "42501":
            raise Wrong(f"{text}: {error}") from error
        return False


def try_text(text: str) -> bool:
    """Return whether one statement goes through; it is undone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(text)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
            return True
    except Error:
        return False


def try_all(statements: list[Statement], rows: dict[str, list[Any]], known: Catalog) -> set[str]:
    """Return the names of the statements that went through for a row of their table."""
    through: set[str] = set()
    with connection.cursor() as cursor:
        for statement in statements:
            key = known.keys[statement.table]
            for row in rows[statement.table]:
                if statement.name in through:
                    break
                text = statement.text.replace("{row}", f"tried.\"{key}\" = '{row}'")
                if passes(cursor, text):
                    through.add(statement.name)
    return through

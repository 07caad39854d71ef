"""
New records of several tables, written by one prepared statement (docs/adr/0029-kept-writes.md).

What it says hangs on the tables alone: it is put together once for a list of parts and prepared
once in each connection. The records of a part are one value, JSON, so that one and a thousand are
the same statement.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection, models
from django.db.models import Field, JSONField, Model

from core.shapes import Statement, fixed
from core.statements import run

# What fields of these classes do to values of these types, before they are written: nothing.
_KINDS: dict[type[Any], type] = {
    models.CharField: str, models.TextField: str, models.BooleanField: bool,
    models.IntegerField: int, models.BigIntegerField: int, models.UUIDField: UUID,
    models.DateField: date, models.DateTimeField: datetime,
}  # fmt: skip


@dataclass(frozen=True)
class New:
    """
    New records of one table; they get their keys, unless some might be left out.

    `unique` names the fields by which one that exists is found: the fields of `rewritten` are then
    written over it, and with none it is left as it is. `*` finds it by whatever is unique.
    """

    records: Sequence[Model]
    unique: tuple[str, ...] = ()
    rewritten: tuple[str, ...] = ()

    @property
    def shape(self) -> Hashable:
        """Return all that its text hangs on."""
        return type(self.records[0]), self.unique, self.rewritten

    @property
    def values(self) -> tuple[Any, ...]:
        """Return what its marks are given."""
        columns = _columns(type(self.records[0]))
        return (msgspec.json.encode([_row(record, columns) for record in self.records]).decode(),)

    def text(self, before: str) -> str:
        """Return its SQL."""
        model = type(self.records[0])
        columns = _columns(model)
        names = ", ".join(f'"{one.name}"' for one in columns)
        typed = ", ".join(f'"{one.name}" {one.field.db_type(connection)}' for one in columns)
        return (
            f'INSERT INTO "{model._meta.db_table}" ({names})'  # noqa: S608 # names of our own
            f" SELECT {names} FROM json_to_recordset(%s) AS given ({typed})"
            f'{self._otherwise()} RETURNING "{_key(model)}" AS key'
        )

    def _otherwise(self) -> str:
        """Return what is done where a record exists."""
        if not self.unique:
            return ""
        model = type(self.records[0])
        found = ", ".join(f'"{_column(model, name)}"' for name in self.unique if name != "*")
        where = f" ({found})" if found else ""
        if not self.rewritten:
            return f" ON CONFLICT{where} DO NOTHING"
        columns = [_column(model, name) for name in self.rewritten]
        rewritten = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in columns)
        return f" ON CONFLICT{where} DO UPDATE SET {rewritten}"

    def written(self, keys: Sequence[Any]) -> None:
        """Take the keys of the records."""
        if self.unique and not self.rewritten:
            return
        for record, key in zip(self.records, keys, strict=True):
            record.pk = key
            record._state.adding, record._state.db = False, connection.alias


@dataclass(frozen=True)
class Also:
    """
    What else is written: a statement that ends in RETURNING a `key`, and its values.

    `{before}` in it names the keys of the part before; it is all written when they are counted.
    The values are asked for when those of the parts before are known, and their records whole.
    """

    sql: str
    told: Callable[[], tuple[Any, ...]]

    @property
    def shape(self) -> Hashable:
        """Return all that its text hangs on."""
        return self.sql

    @property
    def values(self) -> tuple[Any, ...]:
        """Return what its marks are given."""
        return self.told()

    def text(self, before: str) -> str:
        """Return its SQL."""
        return self.sql.replace("{before}", before)

    def written(self, keys: Sequence[Any]) -> None:
        """Take the keys of what was written: they are known."""


Part = New | Also
# From a record that is about to be written, to what is written along with it.
Along = Callable[[Any], Sequence[Part]]


def nothing(_record: Any) -> Sequence[Part]:
    """Write nothing along with a record."""
    return ()


def write(*parts: Part) -> None:
    """
    Write all parts by one statement, in an order of the server's own.

    A part of no records is left out. Guards and defaults of the tables hold as ever.
    """
    wanted = [part for part in parts if isinstance(part, Also) or part.records]
    if not wanted:
        return
    shape = tuple(part.shape for part in wanted)
    statement = _statements.get(shape)
    if statement is None:
        statement = _statements[shape] = _composed(wanted)
    (found,) = run(statement, [value for part in wanted for value in part.values])
    for part, keys in zip(wanted, found.values(), strict=True):
        part.written(keys or ())


_statements: dict[Hashable, Statement] = {}


def _composed(parts: Sequence[Part]) -> Statement:
    names = [f"part_{place}" for place in range(len(parts))]
    texts = [
        f"{name} AS ({part.text(before)})"
        for name, before, part in zip(names, ["", *names], parts, strict=False)
    ]
    keys = [
        f"(SELECT array_agg(key) FROM {name}) AS {name}"  # noqa: S608 # names of our own
        for name in names
    ]
    return fixed(f"WITH {', '.join(texts)} SELECT {', '.join(keys)}", *names)


@dataclass(frozen=True)
class _Column:
    """
    A column that is given: its field, and what makes of a record the value that is written.

    A value of the type `kind` is written as it is.
    """

    name: str
    field: "Field[Any, Any]"
    kind: type | None
    is_own: bool  # the attribute itself, not what the field makes of it on saving
    is_json: bool

    def of(self, record: Model) -> Any:
        """Return its value of a record, of which JSON can be made."""
        field = self.field
        value = getattr(record, field.attname) if self.is_own else field.pre_save(record, True)
        if value is None or self.is_json or (type(value) is self.kind and not _is_naive(value)):
            return value
        return field.get_prep_value(value)


def _is_own(field: "Field[Any, Any]") -> bool:
    """Tell whether saving a record writes the attribute of a field as it stands."""
    if type(field) in {models.DateField, models.DateTimeField}:
        return not (field.auto_now or field.auto_now_add)  # type: ignore[attr-defined] # theirs
    return type(field).pre_save is Field.pre_save


def _is_naive(value: Any) -> bool:
    """Tell whether a value is a moment of no time zone, which its field refuses."""
    return type(value) is datetime and value.tzinfo is None


@cache
def _columns(model: type[Model]) -> list[_Column]:
    """Return the columns that are given."""
    fields = [field for field in model._meta.local_concrete_fields if not field.primary_key]
    wrong = [field.name for field in fields if field.has_db_default() or field.generated]
    if wrong or len(fields) + 1 != len(model._meta.concrete_fields):
        raise TypeError(f"{model.__name__} leaves columns to the database: {', '.join(wrong)}")
    return [
        _Column(
            str(field.column),
            field,
            _KINDS.get(type(field)),
            _is_own(field),
            isinstance(field, JSONField),
        )
        for field in fields
    ]


def _row(record: Model, columns: Sequence[_Column]) -> dict[str, Any]:
    return {column.name: column.of(record) for column in columns}


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr] # a column of ours


def _key(model: type[Model]) -> str:
    return str(model._meta.pk.column)

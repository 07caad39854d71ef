"""
Statements of hot reads: compiled once for each shape, prepared once in each connection.

A shape is what changes a statement's text; the values of a call are taken anew with each call
(docs/adr/0026-kept-statements.md).
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from threading import Lock
from typing import Any, NoReturn
from uuid import UUID
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import DatabaseError, connection
from django.db.models import QuerySet

# What a call may hand over; anything else that changes the text belongs into the key.
Value = int | str | UUID | date | datetime
Row = dict[str, Any]
Build = Callable[..., QuerySet[Any, Any]]

MOST_KEPT = 1000  # shapes in a process
MOST_PREPARED = 100  # statements in a connection: each holds a plan in the server's memory
TYPES: dict[type, str] = {
    int: "bigint", str: "unknown", UUID: "uuid", date: "date", datetime: "timestamptz",
}  # fmt: skip
_MARK = re.compile(r"%s|%%")
# The server knows no such statement; or a migration has changed what it returns.
_GONE = {"26000", "0A000"}
_names = count(1)


@dataclass(frozen=True)
class Given:
    """A place in a statement that takes a value of the call: which one."""

    place: int


@dataclass(frozen=True, eq=False)
class Statement:
    """
    One compiled statement.

    `parameters` are its marks in order: a constant, or which value of the call is given there.
    `types` are the SQL types of the values that it takes, by their places; `names` are the
    columns'; `converters` turn what the driver returns into what fields hold, by column.
    """

    sql: str
    parameters: tuple[Any, ...]
    types: dict[int, str]
    names: tuple[str, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]

    def rows(self, values: Sequence[Value]) -> list[Row]:
        """Return its rows for the values of a call."""
        with connection.cursor() as cursor:
            if settings.PREPARE_STATEMENTS:
                self._execute(cursor, values)
            else:
                cursor.execute(self.sql, list(self._filled(values)))
            found = cursor.fetchall()
        if self.converters:
            found = [self._converted(list(row)) for row in found]
        return [dict(zip(self.names, row, strict=True)) for row in found]

    def _filled(self, values: Sequence[Value]) -> Iterator[Any]:
        for one in self.parameters:
            yield values[one.place] if isinstance(one, Given) else one

    def _converted(self, row: list[Any]) -> list[Any]:
        for column, converters, expression in self.converters:
            for convert in converters:
                row[column] = convert(row[column], expression, connection)
        return row

    def _execute(self, cursor: Any, values: Sequence[Value]) -> None:
        prepared = _prepared.setdefault(connection.connection, OrderedDict())
        name = prepared.get(self) or _prepare(self, prepared)
        prepared.move_to_end(self)
        taken = [values[place] for place in self.types]
        marks = f" ({', '.join(['%s'] * len(taken))})" if taken else ""
        try:
            cursor.execute(f"EXECUTE {name}{marks}", taken)
        except DatabaseError as error:
            if getattr(error.__cause__, "pgcode", None) in _GONE:
                del prepared[self]
            raise

    def numbered(self, quoted: Callable[[Any], str]) -> str:
        """Return its text with the values numbered and the constants written out."""
        parameters, places = iter(self.parameters), [*self.types]

        def placed(mark: re.Match[str]) -> str:
            if mark.group() == "%%":
                return "%"
            one = next(parameters)
            return f"${places.index(one.place) + 1}" if isinstance(one, Given) else quoted(one)

        return _MARK.sub(placed, self.sql)


# By the driver's connection: what is prepared ends with it.
_prepared: WeakKeyDictionary[Any, OrderedDict[Statement, str]] = WeakKeyDictionary()


def _prepare(statement: Statement, prepared: OrderedDict[Statement, str]) -> str:
    """Prepare a statement in this connection, beside the log of queries; return its name."""
    name = f"kept_{next(_names)}"
    with connection.wrap_database_errors, connection.connection.cursor() as bare:
        if len(prepared) >= MOST_PREPARED:
            _oldest, old = prepared.popitem(last=False)
            bare.execute(f"DEALLOCATE {old}")
        text = statement.numbered(lambda value: bare.mogrify("%s", [value]).decode())
        types = f" ({', '.join(statement.types.values())})" if statement.types else ""
        bare.execute(f"PREPARE {name}{types} AS {text}")
    prepared[statement] = name
    return name


class _Shapes:
    """The statements of this process by shape; None for a shape that cannot be kept."""

    def __init__(self) -> None:
        self.known: OrderedDict[Hashable, Statement | None] = OrderedDict()
        self.seen: OrderedDict[Hashable, None] = OrderedDict()
        self.lock = Lock()

    def of(
        self, shape: Hashable, build: Build, values: Sequence[Value], loose: int
    ) -> Statement | None:
        """Return the statement of a shape, which is compiled when it is asked for again."""
        with self.lock:
            if shape in self.known:
                self.known.move_to_end(shape)
                return self.known[shape]
            if shape not in self.seen:
                _put(self.seen, shape, None)
                return None
        statement = compiled(build, values, loose)
        with self.lock:
            _put(self.known, shape, statement)
        return statement

    def forget(self) -> None:
        """Begin anew."""
        with self.lock:
            self.known.clear()
            self.seen.clear()


def _put(kept: OrderedDict[Hashable, Any], key: Hashable, value: Any) -> None:
    kept[key] = value
    if len(kept) > MOST_KEPT:
        kept.popitem(last=False)


shapes = _Shapes()


def read(key: Hashable, build: Build, *values: Value, loose: int = 0) -> list[Row]:
    """
    Return the rows of `build(*values)`, a queryset of `.values(…)`, by a statement that is kept.

    `key` names all that changes the text of the statement; `build` reads nothing else but its
    arguments, and no clock. The first `loose` values may go unused.
    """
    shape = (key, *map(type, values))
    statement = shapes.of(shape, build, values, loose)
    return list(build(*values)) if statement is None else statement.rows(values)


@dataclass(frozen=True)
class Reading:
    """
    Rows to be read: `build(*values)`, under a key, as `read` takes them.

    Without a key they are read as they are: what is asked for is no shape.
    """

    key: Hashable | None
    build: Build
    values: tuple[Value, ...] = ()
    model: Any = None  # whose rows they are
    loose: int = 0  # how many of the first values the statement may leave unused

    @property
    def queryset(self) -> QuerySet[Any, Any]:
        """Return the rows as a queryset."""
        return self.build(*self.values)

    def then(self, key: Hashable | None, refine: Build, *values: Value) -> "Reading":
        """Return what `refine` makes of these rows and of more values, under a key of its own."""
        own, build = len(self.values), self.build
        whole = None if self.key is None or key is None else (self.key, key)
        return Reading(
            whole,
            lambda *given: refine(build(*given[:own]), *given[own:]),
            (*self.values, *values),
            self.model,
            self.loose,
        )

    def rows(self) -> list[Row]:
        """Return the rows."""
        if self.key is None:
            return list(self.queryset)
        return read(self.key, self.build, *self.values, loose=self.loose)


class _NotKept(Exception):
    """The shape is no shape: its text hangs on the values, or on something that is not given."""


def compiled(build: Build, values: Sequence[Value], loose: int = 0) -> Statement | None:
    """
    Return the statement of a shape, or None where it cannot be kept.

    It is built twice, of stand-ins for the values: where the two texts differ, or a parameter is
    made of a value, or a value is used nowhere, or the database is asked, or a day comes from
    nowhere, or a stand-in is not of the form that is read out of the value, nothing is kept.
    """
    try:
        first, second = (_Compiled(build, _stand_ins(values, turn)) for turn in (1, 2))
        if first.sql != second.sql or len(first.parameters) != len(second.parameters):
            return None
        pairs = [*zip(first.stand_ins, second.stand_ins, strict=True)]
        parameters = tuple(
            _placed(one, other, pairs)
            for one, other in zip(first.parameters, second.parameters, strict=True)
        )
        taken = {one.place for one in parameters if isinstance(one, Given)}
        if not taken >= {*range(loose, len(values))}:
            return None
        return Statement(
            first.sql,
            parameters,
            {place: TYPES[type(values[place])] for place in sorted(taken)},
            first.names,
            first.converters,
        )
    except (_NotKept, EmptyResultSet, ValueError, ValidationError):
        return None


class _Compiled:
    """One compilation, of stand-ins."""

    def __init__(self, build: Build, stand_ins: Sequence[Value]) -> None:
        self.stand_ins = stand_ins
        with connection.execute_wrapper(_refuse):
            query = build(*stand_ins).query
            compiler = query.get_compiler(connection=connection)
            self.sql, self.parameters = compiler.as_sql()
        if compiler.has_extra_select or query.select_for_update:
            raise _NotKept
        selected = query.selected or [*query.values_select, *query.annotation_select]
        self.names = tuple(selected)
        fields = [column[0] for column in compiler.select[: compiler.col_count]]
        self.converters = tuple(
            (column, converters, expression)
            for column, (converters, expression) in compiler.get_converters(fields).items()
        )


def _refuse(*_statement: Any) -> NoReturn:
    """Refuse to ask the database while a statement is built: its answer would be kept."""
    raise _NotKept


def _stand_ins(values: Sequence[Value], turn: int) -> list[Value]:
    return [_stand_in(type(value), place * 2 + turn) for place, value in enumerate(values)]


def _stand_in(kind: type, number: int) -> Value:
    """Return one of the values of a type; what it is says nothing, and fits into any column."""
    if kind is int:
        return 1000 + number
    if kind is str:
        return f"\ue000{number}\ue000"
    if kind is UUID:
        return UUID(int=2**127 + number)
    if kind is datetime:
        return datetime(9990, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    if kind is date:
        return date(9990, 1, 1) + timedelta(days=number)
    raise TypeError(f"A value of a kept statement cannot be of {kind.__name__}.")


def _placed(one: Any, other: Any, pairs: Sequence[tuple[Value, Value]]) -> Any:
    """Return which value is given at a mark, or the constant that stands there."""
    for place, (this, that) in enumerate(pairs):
        if type(one) is type(this) and (one, other) == (this, that):
            return Given(place)
    if type(one) is not type(other) or one != other or not _is_constant(one):
        raise _NotKept
    return one


def _is_constant(value: Any) -> bool:
    """Tell whether a parameter is the same tomorrow: a day that nobody gave is the clock's."""
    if isinstance(value, list | tuple):
        return all(map(_is_constant, value))
    return value is None or isinstance(value, bool | int | str | UUID | Decimal | float)

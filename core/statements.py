"""
Statements of hot reads: compiled once for each shape, prepared once in each connection.

A shape is what changes a statement's text; the values of a call are taken anew with each call
(docs/adr/0026-kept-statements.md).
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import QuerySet

from core.shapes import Build, Row, Statement, Value, compiled, counting

MOST_KEPT = 1000  # shapes in a process
# In a connection each statement holds a plan in the server's memory, the longer the greater: some
# 150 bytes for each character.
MOST_PREPARED = 100
MOST_TEXT = 400_000  # characters of all prepared statements
# The server knows no such statement; or a migration has changed what it returns.
_GONE = {"26000", "0A000"}
_names = count(1)

# By the driver's connection: what is prepared ends with it.
_prepared: WeakKeyDictionary[Any, OrderedDict[Statement, str]] = WeakKeyDictionary()


def run(statement: Statement, values: Sequence[Any]) -> list[Row]:
    """Return the rows of a statement for the values of a call."""
    here = connections[DEFAULT_DB_ALIAS]
    with here.cursor() as cursor:
        if settings.PREPARE_STATEMENTS:
            _execute(here, cursor, statement, statement.given(values))
        else:
            cursor.execute(statement.sql, statement.filled(values))
        return statement.rows(cursor.fetchall())


def _execute(here: Any, cursor: Any, statement: Statement, given: list[Any]) -> None:
    prepared = _prepared.setdefault(here.connection, OrderedDict())
    name = prepared.get(statement) or _prepare(here, statement, prepared)
    prepared.move_to_end(statement)
    marks = f" ({', '.join(['%s'] * len(given))})" if given else ""
    try:
        cursor.execute(f"EXECUTE {name}{marks}", given)
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", None) in _GONE:
            del prepared[statement]
        raise


def _prepare(here: Any, statement: Statement, prepared: OrderedDict[Statement, str]) -> str:
    """Prepare a statement in this connection, beside the log of queries; return its name."""
    name = f"kept_{next(_names)}"
    with here.wrap_database_errors, here.connection.cursor() as bare:
        left = MOST_TEXT - len(statement.sql)
        while prepared and (
            len(prepared) >= MOST_PREPARED or sum(len(one.sql) for one in prepared) > left
        ):
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
        self, shape: Hashable, make: Callable[[], Statement | None], *, at_once: bool = False
    ) -> Statement | None:
        """Return the statement of a shape: made when it is asked for again, or at once."""
        with self.lock:
            if shape in self.known:
                self.known.move_to_end(shape)
                return self.known[shape]
            if shape not in self.seen and not at_once:
                _put(self.seen, shape, None)
                return None
        statement = make()
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


kept = _Shapes()


def read(
    key: Hashable, build: Build, *values: Value, loose: int = 0, hidden: Collection[int] = ()
) -> list[Row]:
    """
    Return the rows of `build(*values)`, a queryset of `.values(…)`, by a statement that is kept.

    `key` names all that changes the text of the statement; `build` reads nothing else but its
    arguments, and no clock. The first `loose` values may go unused; the server plans without
    knowing those at the `hidden` places.
    """
    shape = (key, *map(type, values))
    statement = kept.of(shape, partial(compiled, build, values, loose, hidden))
    return list(build(*values)) if statement is None else run(statement, values)


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
    hidden: frozenset[int] = frozenset()  # the places of values that no plan may hang on

    @property
    def queryset(self) -> QuerySet[Any, Any]:
        """Return the rows as a queryset."""
        return self.build(*self.values)

    def then(
        self, key: Hashable | None, refine: Build, *values: Value, is_hidden: bool = False
    ) -> "Reading":
        """Return what `refine` makes of these rows and of more values, under a key of its own."""
        own, build = len(self.values), self.build
        whole = None if self.key is None or key is None else (self.key, key)
        return Reading(
            whole,
            lambda *given: refine(build(*given[:own]), *given[own:]),
            (*self.values, *values),
            self.model,
            self.loose,
            self.hidden | {*(range(own, own + len(values)) if is_hidden else ())},
        )

    def rows(self) -> list[Row]:
        """Return the rows."""
        if self.key is None:
            return list(self.queryset)
        return read(self.key, self.build, *self.values, loose=self.loose, hidden=self.hidden)


@dataclass(frozen=True)
class Around:
    """What is made of rows by the database: a text with one place for their statement; names."""

    text: str
    names: tuple[str, ...]


def read_around(
    around: Around, key: Hashable, build: Build, *values: Value, loose: int = 0
) -> list[Row]:
    """Return what the database makes of the rows that `read` would return, by one statement."""
    shape = (around, key, *map(type, values))

    def make() -> Statement | None:
        inner = compiled(build, values, loose)
        return inner and replace(
            inner, sql=around.text.format(inner.sql), names=around.names, converters=()
        )

    statement = kept.of(shape, make)
    if statement is not None:
        return run(statement, values)
    try:
        sql, parameters = build(*values).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(around.text.format(sql), parameters)
        return [dict(zip(around.names, row, strict=True)) for row in cursor.fetchall()]


def count_up_to(most: int, readings: Sequence[Reading]) -> list[int] | None:
    """
    Return how many rows each reading has, at most `most`, by one statement that is kept.

    None where one of them cannot be kept. All of them are of the same values.
    """
    values = readings[0].values
    if any(one.key is None or one.values != values for one in readings):
        return None
    shape = ("count", most, tuple(one.key for one in readings), *map(type, values))
    statement = kept.of(shape, partial(_counting, most, readings))
    if statement is None:
        return None
    (row,) = run(statement, values)
    return [*row.values()]


def _counting(most: int, readings: Sequence[Reading]) -> Statement | None:
    return counting(
        [
            compiled(partial(_some, most, one.build), one.values, one.loose, one.hidden)
            for one in readings
        ]
    )


def _some(most: int, build: Build, *values: Value) -> QuerySet[Any, Any]:
    """Return at most so many keys of some rows: a count of them has an end."""
    return build(*values).values("pk")[:most]

"""
The shape of a statement: its text with places for values, found by compiling it twice.

What is no shape is not kept (docs/adr/0026-kept-statements.md).
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, NoReturn
from uuid import UUID

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import QuerySet

# What a call may hand over; anything else that changes the text belongs into the key.
Value = int | str | UUID | date | datetime
Row = dict[str, Any]
Build = Callable[..., QuerySet[Any, Any]]

TYPES: dict[type, str] = {
    int: "bigint", str: "unknown", UUID: "uuid", date: "date", datetime: "timestamptz",
}  # fmt: skip
_MARK = re.compile(r"%s|%%")
_COUNT = "(SELECT count(*) FROM ({}) AS part)"


@dataclass(frozen=True)
class Given:
    """A place in a statement that takes a value of the call: which one, days by how much later."""

    place: int
    later: timedelta | None = None

    def of(self, values: Sequence[Any]) -> Any:
        """Return what is given there."""
        value = values[self.place]
        return value if self.later is None else value + self.later


@dataclass(frozen=True, eq=False)
class Statement:
    """
    One compiled statement.

    `parameters` are its marks in order: a constant, or which value of the call is given there.
    `types` are the SQL types of what it is given; `names` are the columns'; `converters` turn
    what the driver returns into what fields hold, by column. What is given at the `hidden` places
    is not told to the planner, so that one plan serves for all. It `takes` so many values.
    """

    sql: str
    parameters: tuple[Any, ...]
    types: dict[Given, str]
    names: tuple[str, ...]
    converters: tuple[tuple[int, Sequence[Callable[..., Any]], Any], ...]
    hidden: frozenset[int] = frozenset()
    takes: int = 0

    def given(self, values: Sequence[Any]) -> list[Any]:
        """Return what the numbered text is given, of the values of a call."""
        return [one.of(values) for one in self.types]

    def filled(self, values: Sequence[Any]) -> list[Any]:
        """Return the parameters of the whole text, of the values of a call."""
        return [one.of(values) if isinstance(one, Given) else one for one in self.parameters]

    def numbered(self, quoted: Callable[[Any], str]) -> str:
        """Return its text with the values numbered and the constants written out."""
        parameters, places = iter(self.parameters), [*self.types]

        def placed(mark: re.Match[str]) -> str:
            if mark.group() == "%%":
                return "%"
            one = next(parameters)
            if not isinstance(one, Given):
                return quoted(one)
            given = f"${places.index(one) + 1}"
            is_hidden = one.place in self.hidden and self.types[one] != TYPES[str]
            return f"(SELECT {given})" if is_hidden else given

        return _MARK.sub(placed, self.sql)

    def rows(self, found: Sequence[Sequence[Any]]) -> list[Row]:
        """Return what the driver found as plain rows."""
        if self.converters:
            found = [self._converted(list(row)) for row in found]
        return [dict(zip(self.names, row, strict=True)) for row in found]

    def _converted(self, row: list[Any]) -> list[Any]:
        for column, converters, expression in self.converters:
            for convert in converters:
                row[column] = convert(row[column], expression, connection)
        return row


def fixed(sql: str, *names: str, kinds: Sequence[str] = ()) -> Statement:
    """
    Return the statement of a text with marks, each of which takes one value of the call, in order.

    `names` are its columns; `kinds` the SQL types of the marks, which follow from the text where
    none are told.
    """
    marks = [mark for mark in _MARK.findall(sql) if mark == "%s"]
    given = tuple(map(Given, range(len(marks))))
    types = dict(zip(given, kinds or [TYPES[str]] * len(given), strict=True))
    return Statement(sql, given, types, names, ())


def counting(parts: Sequence["Statement | None"]) -> "Statement | None":
    """Return the statement that counts the rows of others, of the same values; None without one."""
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    return Statement(
        sql=f"SELECT {', '.join(_COUNT.format(part.sql) for part in found)}",
        parameters=tuple(one for part in found for one in part.parameters),
        types={given: kind for part in found for given, kind in part.types.items()},
        names=tuple(map(str, range(len(found)))),
        converters=(),
    )


class _NotKept(Exception):
    """The shape is no shape: its text hangs on the values, or on something that is not given."""


def compiled(
    build: Build, values: Sequence[Value], loose: int = 0, hidden: Collection[int] = ()
) -> Statement | None:
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
        taken = dict.fromkeys(one for one in parameters if isinstance(one, Given))
        if not {one.place for one in taken} >= {*range(loose, len(values))}:
            return None
        return Statement(
            first.sql,
            parameters,
            {one: TYPES[type(values[one.place])] for one in taken},
            first.names,
            first.converters,
            frozenset(hidden),
            len(values),
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
    return [_stand_in(type(value), place, turn) for place, value in enumerate(values)]


def _stand_in(kind: type, place: int, turn: int) -> Value:
    """
    Return a value of a type that fits into any column.

    Those of the two turns have nothing in common, so that what is made of a value, be it coarse
    (a length, a year, a weekday), is not taken for a constant.
    """
    is_first = turn == 1
    if kind is int:
        return 1000 + place if is_first else 20_001 + 2 * place
    if kind is str:
        return chr(0xE000 + place) if is_first else f"{place} Stand-in, LONG and {place} more"
    if kind is UUID:
        return UUID(int=(1 << 126) + place if is_first else (1 << 128) - 1 - place)
    if kind is datetime:
        first, second = datetime(1960, 2, 20, 3, tzinfo=UTC), datetime(2042, 8, 31, 16, tzinfo=UTC)
        return (first if is_first else second) + timedelta(minutes=place)
    if kind is date:
        # A month and a year later is not as many days later in both.
        return (date(1960, 2, 20) if is_first else date(2042, 8, 31)) + timedelta(days=place)
    raise TypeError(f"A value of a kept statement cannot be of {kind.__name__}.")


def _placed(one: Any, other: Any, pairs: Sequence[tuple[Any, Any]]) -> Any:
    """Return which value is given at a mark, or the constant that stands there."""
    if type(one) is not type(other):
        raise _NotKept
    own = [
        (place, this, that) for place, (this, that) in enumerate(pairs) if type(this) is type(one)
    ]
    for place, this, that in own:
        if (one, other) == (this, that):
            return Given(place)
    for place, this, that in own:
        if isinstance(one, date) and one - this == other - that:
            return Given(place, one - this)
    if one != other or not _is_constant(one):
        raise _NotKept
    return one


def _is_constant(value: Any) -> bool:
    """Tell whether a parameter is the same tomorrow: a day that nobody gave is the clock's."""
    if isinstance(value, list | tuple):
        return all(map(_is_constant, value))
    return value is None or isinstance(value, bool | int | str | UUID | Decimal | float)

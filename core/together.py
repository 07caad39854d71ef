"""Several kept reads by one statement: each is a column of JSON, decoded into rows of one type."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from typing import Any

import msgspec

from core.shapes import Build, Given, Statement, Value, compiled
from core.statements import MOST_KEPT, kept, run

MOST_MADE = 64


@dataclass(frozen=True)
class Asked:
    """
    One of the reads: `build(*values)`, as `core.statements.read` takes it, under its key.

    `kind` is a dataclass whose fields are called as the columns; JSON within them is decoded, too.
    What `make` makes of the rows is returned in their place. It is made once, as long as the rows
    are as they were, and shared: so for tables that seldom change.
    """

    key: Hashable
    build: Build
    values: tuple[Value, ...]
    kind: Any  # a dataclass
    loose: int = 0
    hidden: Collection[int] = ()
    make: Callable[[list[Any]], Any] | None = None


def read_together(*asked: Asked) -> list[Any]:
    """Return the rows of each read, in order; one query where all of them are shapes."""
    statements = [_statement(one) for one in asked]
    known = tuple(one for one in statements if one is not None)
    if len(known) < len(asked):
        return [_converted(one) for one in asked]
    (found,) = run(_joined(known), [value for one in asked for value in one.values])
    return [
        _decoder(one.kind).decode(text) if one.make is None else _made(one.make, one.kind, text)
        for text, one in zip(found.values(), asked, strict=True)
    ]


def _converted(one: Asked) -> Any:
    rows = [msgspec.convert(row, one.kind) for row in one.build(*one.values)]
    return rows if one.make is None else one.make(rows)


@lru_cache(maxsize=MOST_MADE)
def _made(make: Callable[[list[Any]], Any], kind: Hashable, text: str) -> Any:
    return make(_decoder(kind).decode(text))


def _statement(one: Asked) -> Statement | None:
    """Return its statement; it is compiled when it is first asked for, since such reads recur."""
    shape = (one.key, *map(type, one.values))
    return kept.of(
        shape, partial(compiled, one.build, one.values, one.loose, one.hidden), at_once=True
    )


@cache
def _decoder(kind: Hashable) -> "msgspec.json.Decoder[Any]":
    rows: Any = list[kind]  # type: ignore[valid-type] # the caller's
    return msgspec.json.Decoder(rows)


_known: dict[tuple[Statement, ...], Statement] = {}


def _joined(parts: tuple[Statement, ...]) -> Statement:
    if parts not in _known:
        if len(_known) >= MOST_KEPT:
            _known.clear()
        _known[parts] = _join(parts)
    return _known[parts]


def _join(parts: Sequence[Statement]) -> Statement:
    """Return the statement of several, whose values follow each other."""
    names = [f"part_{place}" for place in range(len(parts))]
    texts = [
        f"(SELECT coalesce(json_agg(part), '[]') FROM ({part.sql}) part)::text AS {name}"  # noqa: S608 # compiled
        for name, part in zip(names, parts, strict=True)
    ]
    parameters: list[Any] = []
    types: dict[Given, str] = {}
    hidden: set[int] = set()
    first = 0
    for part in parts:
        parameters += [
            replace(one, place=one.place + first) if isinstance(one, Given) else one
            for one in part.parameters
        ]
        types |= {replace(one, place=one.place + first): kind for one, kind in part.types.items()}
        hidden |= {place + first for place in part.hidden}
        first += part.takes
    sql = f"SELECT {', '.join(texts)}"
    return Statement(sql, tuple(parameters), types, tuple(names), (), frozenset(hidden), first)

"""
Places on a record's page that higher floors fill (docs/adr/0004-panels.md).

A page of a low floor cannot import what lies above it. It declares a `Register` in its facts; an
app above adds its part in `AppConfig.ready()`; the page asks each part for what it has to show.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString


class Named(Protocol):
    """What a register keeps: a name, unique in the register, and a place in its order."""

    @property
    def name(self) -> str: ...

    @property
    def order(self) -> int: ...


P = TypeVar("P", bound=Named)
# From a record, the principal and the day to a template's context; None leaves the part out.
Read = Callable[[Any, Any, date], Mapping[str, Any] | None]
# From primary keys, the principal and the day to ready strings; at most one query for a page.
ReadMany = Callable[[Sequence[int], Any, date], Mapping[int, Any]]


class Register(Generic[P]):
    """The parts that were added to one place, in order, each under its own name."""

    def __init__(self) -> None:
        self._parts: dict[str, P] = {}

    def add(self, part: P) -> P:
        """
        Keep a part in its place and return it.

        Raises:
            ValueError: another part has the name.
        """
        if self._parts.get(part.name, part) != part:
            raise ValueError(f"another part is named {part.name!r}")
        parts = {**self._parts, part.name: part}.values()
        by_order = sorted(parts, key=lambda one: (one.order, one.name))
        self._parts = {one.name: one for one in by_order}
        return part

    def remove(self, name: str) -> None:
        """Forget a part; tests use it."""
        self._parts.pop(name, None)

    def get(self, name: str) -> P | None:
        """Return the part of this name, or None."""
        return self._parts.get(name)

    def __iter__(self) -> Iterator[P]:
        return iter([*self._parts.values()])


@dataclass(frozen=True)
class Panel:
    """
    A block on a record's page.

    `place` is `banner` (above all), `main` or `aside`. `read(record, actor, on)` returns the
    context of `template`, which also gets `object`, `actor` and `on`; None shows nothing.
    """

    name: str
    template: str
    read: Read
    place: str = "main"
    order: int = 100


@dataclass(frozen=True)
class Tab:
    """
    A page under a record, at `<record's address>/<name>`, with a badge.

    `count(record, actor, on)` returns the badge's number, None for no badge. `sees(record, actor)`
    says whether a person has the page at all.
    """

    name: str
    title: str | Promise
    template: str
    read: Read
    count: Callable[[Any, Any, date], int | None] = lambda record, actor, on: None
    order: int = 100
    sees: Callable[[Any, Any], bool] = lambda record, actor: True


@dataclass(frozen=True)
class Way:
    """
    A tab that leads from a record to the list of what belongs to it.

    `url(record, actor)` returns the list's address, "" to leave the tab out; `count(record, actor,
    on)` how many rows the person finds there. `<record's address>/<name>` leads there too.
    """

    name: str
    title: str | Promise
    url: Callable[[Any, Any], str]
    count: Callable[[Any, Any, date], int]
    order: int = 100


@dataclass(frozen=True)
class Button:
    """
    A link in a record's letterhead; `url(record, actor)` returns its address, "" to leave it out.

    `kind` is `primary`, `secondary` or `destructive`.
    """

    name: str
    title: str | Promise
    url: Callable[[Any, Any], str]
    icon: str = ""
    kind: str = "secondary"
    order: int = 100


@dataclass(frozen=True)
class Pill:
    """A state in the letterhead that another floor knows: `read` gives tone, text, kind, icon."""

    name: str
    read: Read
    order: int = 100


@dataclass(frozen=True)
class Column:
    """
    A column of a list: `read(keys, actor, on)` returns ready cells by primary key.

    `title` heads the column; `head(actor, on)`, if given, draws the heading instead. `plain` gives
    the cells as text for a file, where a cell is drawn rather than written. `sees(actor)` says
    whether a person has the column at all. `sort(actor, on)`, if given, returns an expression over
    a row of the list, never null, by which the list is sorted, the greatest first.
    """

    name: str
    title: str | Promise
    read: ReadMany
    head: Callable[[Any, date], SafeString] | None = None
    css: str = ""
    order: int = 100
    plain: ReadMany | None = None
    sees: Callable[[Any], bool] = lambda actor: True
    sort: Callable[[Any, date], Any] | None = None


@dataclass(frozen=True)
class Beside:
    """
    A column in a record's own table, whose rows are other records.

    `read(record, actor, on)` returns ready cells by the primary key of a row; None leaves the
    column out.
    """

    name: str
    title: str | Promise
    read: Callable[[Any, Any, date], Mapping[int, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class View:
    """
    A preset of a list, shown as a tab: `narrow(rows, actor, on)` returns fewer rows.

    `sees(actor)` says whether a person has the tab at all.
    """

    name: str
    title: str | Promise
    narrow: Callable[[QuerySet[Any], Any, date], QuerySet[Any]]
    order: int = 100
    sees: Callable[[Any], bool] = lambda actor: True


@dataclass(frozen=True)
class Note:
    """
    What another floor says of a row in a type-ahead.

    `read(keys, actor, on)` returns, by primary key, a dict of `tone`, `text` and perhaps
    `blocked` (true: listed, not chosen) and `reason`.
    """

    name: str
    read: ReadMany
    order: int = 100


@dataclass(frozen=True)
class Measured:
    """One measure in words: this record's value, the middle of all, what is asked, the verdict."""

    label: str
    value: str
    middle: str
    asked: str
    tone: str
    verdict: str


@dataclass(frozen=True)
class Measure:
    """What another floor measures of a record: `read(record, actor, on)`; None leaves it out."""

    name: str
    read: Callable[[Any, Any, date], Measured | None]
    order: int = 100


@dataclass(frozen=True)
class Guard:
    """
    A reason why a move is not possible, known only to a floor above.

    `move` is the name that the action asks for; `reasons(record, on)` returns sentences for
    people, an empty sequence when nothing stands in the way. Called inside the transaction.
    """

    name: str
    move: str
    reasons: Callable[[Any, date], Sequence[str]]
    order: int = 100


def drawn(
    panels: Register[Panel], place: str, record: Model | None, actor: Any, on: date
) -> list[SafeString]:
    """Return the panels of a place as ready HTML, in order."""
    blocks = []
    for panel in panels:
        if panel.place != place:
            continue
        context = panel.read(record, actor, on)
        if context is not None:
            frame = {"object": record, "actor": actor, "on": on}
            blocks.append(SafeString(render_to_string(panel.template, frame | dict(context))))
    return blocks


def blocked(guards: Register[Guard], move: str, record: Any, on: date) -> list[str]:
    """Return every reason against a move, in order."""
    return [
        str(reason)
        for guard in guards
        if guard.move == move
        for reason in guard.reasons(record, on)
    ]

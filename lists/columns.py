"""What a list is made of, as data: its columns, tabs and acts. No query, no request."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise

from accounts.principal import Principal
from accounts.roles import Permission
from lists.sorting import By

Row = dict[str, Any]
# The kinds of files into which a list is written.
FORMATS = ("xlsx", "csv")
Words = str | Promise


def everybody(_actor: Principal) -> bool:
    """Show a column to every role that has the list."""
    return True


@dataclass(frozen=True)
class Column:
    """
    A column of a list, on the page and in a file.

    `cell(row)` returns what the page shows, ready; `text(row)` what a file says: text, a number
    or a date. `order` names the ascending order of the list that sorts by this column, `by` says
    what such an order compares where the list has none of this name, and `sorts` for whom;
    `greatest_first` begins with the descending one. A locked column is always there and always
    first; one that is not `is_shown` waits in the chooser.
    `css` may say where a phone puts the cell, which shows a row in two lines: `cell-main` (the
    row's name) and `cell-end` in the first; in the second `cell-bare` without its title,
    `cell-wide` as far as there is room; `cell-off` leaves it to the record's page. A column without
    a text is not written to files. One that `may_be_missing` is left out of a page on which it
    would be empty in every row. `day` is the path of the day by which rows are narrowed from this
    column, where `by` does not name it.
    """

    name: str
    title: Words
    cell: Callable[[Row], Any]
    text: Callable[[Row], Any] | None = None
    order: str = ""
    greatest_first: bool = False
    is_locked: bool = False
    is_shown: bool = True
    css: str = ""
    sees: Callable[[Principal], bool] = everybody
    head: Callable[[Principal, date], Any] | None = None
    may_be_missing: bool = False
    by: By | None = None
    sorts: Callable[[Principal], bool] = everybody
    day: Any = None

    @property
    def days(self) -> Any:
        """Return the path or expression of the day that the column shows, None for no day."""
        return self.day or (self.by and self.by.day)

    def is_compared_by(self, actor: Principal) -> bool:
        """Tell whether a person may sort and narrow by this column."""
        return self.sees(actor) and self.sorts(actor)

    @property
    def order_name(self) -> str:
        """Return the name of the ascending order by this column; empty where there is none."""
        return self.order or (self.name if self.by else "")


class Way(NamedTuple):
    """A way from a row: its words, and the address to which it leads."""

    label: Words
    url: str


@dataclass(frozen=True)
class Tab:
    """
    A view that everybody has: `narrow(rows)` returns fewer rows.

    `parameters` are filters that the tab sets beside its name; a tab that is not counted shows
    no number.
    """

    name: str
    label: Words
    narrow: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows
    parameters: Mapping[str, str | Sequence[str]] = field(default_factory=dict)
    is_counted: bool = True
    empty: Words = ""


@dataclass(frozen=True)
class Request:
    """What an act is asked to do to some rows: by whom, when, with which answers of its form."""

    keys: Sequence[int]
    data: Mapping[str, Any]
    actor: Principal
    on: date
    at: datetime


# From rows of a list to what became of each: "" for done, else why not. A row that is missing in
# the answer was not in the actor's scope.
Perform = Callable[[Request], Mapping[int, str]]


@dataclass(frozen=True)
class Act:
    """
    Something that is done to chosen rows, after a preview, with an outcome for each.

    `perform` is one action on a set; `against(keys, actor, on)` returns, for the preview, the
    rows to which it would not be done, and why. `form_class` takes the actor and asks for what
    is the same for all rows. `done` says of a row what happened to it. Legal acts are never of
    this kind: each needs its own reasons.
    """

    name: str
    title: Words
    icon: str
    permissions: tuple[Permission, ...]
    perform: Perform
    against: Callable[[Sequence[int], Principal, date], Mapping[int, str]]
    form_class: type[forms.Form] | None = None
    help: Words = ""
    done: Words = ""

    def is_open_to(self, actor: Principal) -> bool:
        """Tell whether the role may do this at all."""
        return any(actor.has(permission) for permission in self.permissions)


def without_empty(columns: Iterable[Column], rows: Sequence[Row]) -> list[Column]:
    """
    Return the columns without those that may be missing and say nothing in any of the rows.

    What may be missing is drawn here, and once: the column that is returned takes it from the row.
    """
    found = []
    for column in columns:
        if not column.may_be_missing:
            found.append(column)
            continue
        key = f"cell {column.name}"
        for row in rows:
            row[key] = column.cell(row)
        if any(row[key] for row in rows):
            found.append(replace(column, cell=itemgetter(key)))
    return found


def arranged(columns: Iterable[Column], chosen: Sequence[str]) -> list[Column]:
    """
    Return the columns that are shown, in their order: locked ones first, then the chosen ones.

    Nothing chosen means the list's own choice. Names that are not known (any more) are passed by.
    """
    every = list(columns)
    locked = [column for column in every if column.is_locked]
    free = {column.name: column for column in every if not column.is_locked}
    if not chosen:
        return locked + [column for column in free.values() if column.is_shown]
    return locked + [free[name] for name in dict.fromkeys(chosen) if name in free]

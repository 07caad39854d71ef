"""What kinds of rows can be imported; an app above adds its own kind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from core.panels import Register
from offices.rules.headers import Field
from offices.rules.tables import Table


@dataclass(frozen=True)
class Derived:
    """A staged column that is computed: its name, SQL type and a value for each row."""

    name: str
    sql: str
    values: Sequence[Any]


OF_OFFICES = gettext_lazy("See the offices")


@dataclass(frozen=True)
class Content:
    """
    A kind of rows.

    `derive(table, today)` adds computed columns and may append problems to the table.
    `check(batch)` sets `act` (insert, update, same, skip) and `pk` of the staged rows and flags
    what only the register knows. `apply(batch)` writes the rows whose act is insert or update and
    records the events; both are set-based (see offices.actions.batches.Batch). `page` names the
    page that shows what was brought, and `way` says so on its button. With `needs_letter` the file
    is the paper of what it changes: it comes with number, day and issuer of the letter that brought
    it, and one of an earlier day has a second person.
    """

    name: str
    title: str | Promise
    permission: Permission
    fields: tuple[Field, ...]
    derive: Callable[[Table, date], Sequence[Derived]]
    check: Callable[[Any], None]
    apply: Callable[[Any], None]
    note: str | Promise = ""
    page: str = "offices:list"
    way: str | Promise = OF_OFFICES
    needs_letter: bool = False
    order: int = 100


CONTENTS: Register[Content] = Register()

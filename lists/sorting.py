"""The order of a list by one of its columns, its own or one that a floor above adds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, LPad
from django.utils.translation import gettext as _

from core.persian import SortKey

DIGITS = 12
FIRST, LAST = "0001-01-01", "9999-12-31"


@dataclass(frozen=True)
class By:
    """
    What rows are sorted by in one of the columns: `up` and `down`, both of them never null.

    Each is a path of the table, or an expression that returns text: a keyset compares it so. `day`
    is a path or an expression that returns a date.
    """

    up: Any
    down: Any
    day: Any = None  # the day that is compared, where it is one

    @property
    def is_path(self) -> bool:
        """Tell whether it is a column of the table as it stands."""
        return isinstance(self.up, str)


def path(name: str) -> By:
    """Sort by a column that is never empty, as the database compares it."""
    return By(name, name)


def dated(name: str) -> By:
    """Sort by a column that is a day and never empty."""
    return By(name, name, name)


def words(name: str) -> By:
    """Sort by the Persian alphabet; what is empty comes first."""
    key = SortKey(Coalesce(name, Value(""), output_field=CharField()))
    return By(key, key)


def days(name: str | Combinable) -> By:
    """Sort by a day, a column or an expression; rows without one come last, whichever way."""
    day = Cast(F(name) if isinstance(name, str) else name, CharField())
    return By(Coalesce(day, Value(LAST)), Coalesce(day, Value(FIRST)), name)


def numbers(name: str) -> By:
    """Sort by a number that is not negative; rows without one count as none."""
    key = LPad(Cast(Coalesce(name, 0), CharField()), DIGITS, Value("0"))
    return By(key, key)


def ranks(name: str, values: Iterable[str | bool]) -> By:
    """Sort by the order in which a choice has its values, such as the states of a procedure."""
    whens = [When(**{name: value}, then=Value(f"{n:02}")) for n, value in enumerate(values)]
    key = Case(*whens, default=Value("99"), output_field=CharField())
    return By(key, key)


def text(expression: Combinable) -> By:
    """Sort by an expression that returns text and is never null."""
    return By(expression, expression)


def number_of(rows: QuerySet[Any], by: str) -> Coalesce:
    """Return how many of some rows belong to each row of a list; `by` is their column for it."""
    total = rows.order_by().values(by).annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total), 0)


def sort_key(column: Any) -> str:
    """Return the name under which a row carries the value of a column it is sorted by."""
    return f"by_{column.name}"


def by_column(column: Any) -> str:
    """Return the order by a column in words."""
    return _("By: {column}").format(column=column.title)

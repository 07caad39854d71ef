"""Two filters for each column of a list that is a day: from a day on, and until a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.requests import known
from lists.chips import DayFilter
from lists.columns import Column

ENDS = (
    ("from", "gte", GreaterThanOrEqual, _("{column} from the day")),
    ("until", "lte", LessThanOrEqual, _("{column} until the day")),
)


class ColumnDayFilter(DayFilter):
    """
    Rows from a day on, or until it, by a column; rows without the day are left out.

    Nobody finds by a column what they do not see in it.
    """

    def __init__(self, column: Column, lookup: str, compare: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.column, self.lookup, self.compare = column, lookup, compare

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Return the rows that match."""
        if value is None:
            return qs
        request = self.parent.request  # type: ignore[attr-defined] # the filter set of this one
        if not self.column.is_compared_by(known(request).principal):
            return qs.none()
        day = self.column.days
        if isinstance(day, str):
            return qs.filter(**{f"{day}__{self.lookup}": value})
        return qs.filter(self.compare(day, value))


def names_of(column: Column) -> tuple[str, ...]:
    """Return the names of the two filters of a column that is a day; none of another one."""
    return tuple(f"{column.name}_{end}" for end, *_rest in ENDS) if column.days else ()


def with_days(filterset_class: Any, columns: Iterable[Column]) -> Any:
    """Return the filters with two more for each column that is a day."""
    filters = {
        f"{column.name}_{end}": ColumnDayFilter(
            column, lookup, compare, label=format_lazy(label, column=column.title)
        )
        for column in columns
        if column.days
        for end, lookup, compare, label in ENDS
    }
    return type(filterset_class)(filterset_class.__name__, (filterset_class,), filters)


def offered(columns: Sequence[Column]) -> list[str]:
    """Return the filters by days of the columns that a page shows."""
    return [name for column in columns for name in names_of(column)]

"""Two filters for each column of a list that is a day: from a day on, and until a day."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.requests import known
from lists.chips import DayFilter
from lists.columns import Column

ENDS = {
    "from": (GreaterThanOrEqual, _("{column} from the day")),
    "until": (LessThanOrEqual, _("{column} until the day")),
}


class ColumnDayFilter(DayFilter):
    """
    Rows from a day on, or until it, by a column; rows without the day are left out.

    Nobody finds by a column what they do not see in it.
    """

    def __init__(self, column: Column, end: str) -> None:
        self.column = column
        self.compare, label = ENDS[end]
        super().__init__(label=format_lazy(label, column=column.title))

    def filter(self, qs: QuerySet[Any], value: date | None) -> QuerySet[Any]:
        """Return the rows that match."""
        if value is None:
            return qs
        request = self.parent.request  # type: ignore[attr-defined] # the filter set of this one
        if not self.column.is_compared_by(known(request).principal):
            return qs.none()
        day = self.column.days
        return qs.filter(self.compare(F(day) if isinstance(day, str) else day, value))


def filters_of(columns: Iterable[Column]) -> dict[str, ColumnDayFilter]:
    """Return the two filters of each column that is a day, by name."""
    return {
        f"{column.name}_{end}": ColumnDayFilter(column, end)
        for column in columns
        if column.days
        for end in ENDS
    }


def with_days(filterset_class: Any, columns: Iterable[Column]) -> Any:
    """Return the filters with two more for each column that is a day."""
    return type(filterset_class)(filterset_class.__name__, (filterset_class,), filters_of(columns))

"""
What one person asks of a list: the rows in scope, narrowed by tab and filters, in their order.

Whatever is asked is asked in the actor's scope: `base()` begins there, and a saved view or an
export is nothing but a query string that is judged anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.filtering import named
from lists.columns import Tab

SIZES = (25, 50, 100)
# Parameters that say where one stands in a list, not what it holds.
PLACES = ("cursor", "size", "saved")


@dataclass(frozen=True)
class Asker:
    """Who asks, in the shape in which filter sets expect a request."""

    principal: Principal


class Asked:
    """
    One query of a list, by one person, on one day.

    `orders` are the orders by name, each ended by a unique column, the first one the default.
    """

    route: ClassVar[str] = ""
    tab_key: ClassVar[str] = "view"
    queryset: ClassVar[Any] = None
    filterset_class: ClassVar[type[django_filters.FilterSet]]
    orders: ClassVar[Mapping[str, Sequence[str]]] = {}

    def __init__(self, *, actor: Principal, query: QueryDict, on: date) -> None:
        self.actor, self.query, self.on = actor, without_blanks(query), on

    def tabs(self) -> Sequence[Tab]:
        """Return the views that everybody of the role has, the first one to open with."""
        return (Tab("all", gettext_lazy("All")),)

    def get_orders(self) -> Mapping[str, Sequence[str]]:
        """Return the orders by name."""
        return self.orders

    # The rows.

    def base(self) -> Any:
        """Return the rows in the actor's scope, before any tab and filter."""
        return self.queryset.all().visible_to(self.actor)

    def base_of(self, tab: Tab) -> Any:
        """Return the rows in scope among which a tab chooses; not `base` where tabs mix kinds."""
        return self.base()

    @cached_property
    def tab(self) -> Tab:
        """Return the chosen tab; the first one when the address names none that is known."""
        tabs = self.tabs()
        asked = self.query.get(self.tab_key, "")
        return next((tab for tab in tabs if tab.name == asked), tabs[0])

    def named(self, name: str) -> Tab:
        """Return the tab of a name, which is one of the list's own."""
        return next(tab for tab in self.tabs() if tab.name == name)

    def scoped(self) -> Any:
        """Return the rows of the chosen tab."""
        return self.tab.narrow(self.base_of(self.tab))

    def behind(self, tab: Tab) -> Any:
        """Return the rows behind a tab that everybody has: in scope, with the tab's own filters."""
        rows = tab.narrow(self.base_of(tab))
        if not tab.parameters:
            return rows
        query = QueryDict(mutable=True)
        for name, value in tab.parameters.items():
            query.setlist(name, [value] if isinstance(value, str) else list(value))
        return self.filtered(rows, query).qs

    def again(self, query: str) -> "Asked":
        """Return the same list for the same person with another query."""
        return type(self)(actor=self.actor, query=QueryDict(query), on=self.on)

    @cached_property
    def filterset(self) -> Any:
        """Return the filters, as they were set."""
        return self.filtered(self.scoped(), self.query)

    def filtered(self, rows: Any, query: QueryDict) -> Any:
        """Return the filter set over some rows."""
        asker: Any = Asker(self.actor)
        return named(self.filterset_class, query)(query, queryset=rows, request=asker)

    def found(self) -> Any:
        """Return the rows that match; none when a filter cannot be read."""
        return self.filterset.qs if self.filterset.is_valid() else self.scoped().none()

    def is_filtered(self) -> bool:
        """Tell whether a filter or a search is set."""
        return any(self.query.get(name) for name in self.filterset_class.base_filters)

    @cached_property
    def order_name(self) -> str:
        """Return the chosen order's name; the first one when unknown."""
        orders = self.get_orders()
        asked = self.query.get("sort", "")
        return asked if asked in orders else next(iter(orders))

    @property
    def order(self) -> Sequence[str]:
        """Return the columns of the chosen order."""
        return self.get_orders()[self.order_name]

    # The way around.

    @property
    def url(self) -> str:
        """Return the address of the list."""
        return reverse(self.route)

    def here(self, query: str) -> str:
        """
        Return the address of another query of this list.

        An empty one asks for the first tab by its name: without any query the list may open with
        a view of the person's own choice.
        """
        return f"?{query or urlencode({self.tab_key: self.tabs()[0].name})}"

    def query_without(self, *names: str) -> str:
        """Return the query string without some parameters; empty ones go too."""
        kept = [
            (name, value)
            for name, values in self.query.lists()
            for value in values
            if name not in names and value
        ]
        return urlencode(kept)

    def query_with(self, **values: Any) -> str:
        """Return the query string with some parameters set, back on the first page."""
        kept = self.query_without("cursor", *values)
        more = urlencode([(name, value) for name, value in values.items() if value], doseq=True)
        return "&".join(filter(None, (kept, more)))

    def parameters(self) -> list[tuple[str, str]]:
        """Return what a saved view keeps: tab, known filters and order, as pairs."""
        known = {self.tab_key, "sort", *self.filterset_class.base_filters}
        return [
            (name, value)
            for name, values in self.query.lists()
            for value in values
            if name in known and value
        ]

    @cached_property
    def asked(self) -> str:
        """The query that finds this list again: its tab, filters and order, no place."""
        kept = [pair for pair in self.parameters() if pair[0] != self.tab_key]
        return urlencode([(self.tab_key, self.tab.name), *kept])

    def clear_url(self) -> str:
        """Return the address without any filter and search, in the same tab."""
        names = (*self.filterset_class.base_filters, *PLACES)
        return self.here(self.query_without(*names))


def without_blanks(query: QueryDict) -> QueryDict:
    """Return a query without the parameters that a form sent empty."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        said = [value for value in values if value.strip()]
        if said:
            kept.setlist(name, said)
    return kept


def rows_in(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """Return at most so many primary keys of some rows, for a count with an end."""
    return rows.order_by().values("pk")[:most]

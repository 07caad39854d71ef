"""
A list as one person asks for it: what the page, the export and the acts on many rows share.

A list of the product is a subclass with its columns, filters and tabs; it is found by name in
`lists.facts.LISTS`. Whatever is asked is asked in the actor's scope: `base()` begins there, and a
saved view or an export is nothing but a query string that is judged anew.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.filtering import named
from core.panels import Column as Above
from core.web import Page
from core.web.keyset import read_page
from lists.chips import MOST_IN_LINE, Chip, ChipLines, chips_of, lines_of
from lists.columns import Act, Column, Row, Tab, Way, Words, arranged
from lists.quick import Quick, quick_of
from lists.reading import matching

SIZES = (25, 50, 100)
# Parameters that say where one stands in a list, not what it holds.
PLACES = ("cursor", "size", "saved")


@dataclass(frozen=True)
class Asker:
    """Who asks, in the shape in which filter sets expect a request."""

    principal: Principal


@dataclass(frozen=True)
class Problem:
    """A filter whose value says nothing here: which, what was asked, why, and the way out."""

    label: str
    value: str
    reason: str
    without_url: str


class Listed:
    """
    One list for one person, on one day, with one query.

    `key` is the unique column by which rows are chosen, `values` the columns that are read,
    `orders` the orders by name, each ended by a unique column, the first one the default.
    """

    name: ClassVar[str] = ""
    family: ClassVar[str] = ""  # saved views are kept by it; the name, where it is empty
    route: ClassVar[str] = ""
    title: ClassVar[Words] = ""
    search_label: ClassVar[Words] = ""
    none_found: ClassVar[Words] = gettext_lazy("Nothing matches these filters")
    key: ClassVar[str] = "number"
    tab_key: ClassVar[str] = "view"
    queryset: ClassVar[Any] = None
    filterset_class: ClassVar[type[django_filters.FilterSet]]
    columns: ClassVar[Sequence[Column]] = ()
    values: ClassVar[Sequence[str]] = ()
    orders: ClassVar[Mapping[str, Sequence[str]]] = {}
    order_titles: ClassVar[Mapping[str, Words]] = {}
    chip_names: ClassVar[Sequence[str]] = ()
    # What «mine», «unassigned» and «overdue» set here, where they say something (`lists.quick`).
    quick_sets: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    quick_labels: ClassVar[Mapping[str, Any]] = {}  # where a list has its own word for one of them
    chip_labels: ClassVar[Mapping[str, str]] = {}  # filter over rows -> the column that names one
    # Filters whose choices are rows that everybody knows -> the tables from which they come.
    choice_models: ClassVar[Mapping[str, tuple[type[Model], ...]]] = {}
    is_shared: ClassVar[bool] = True  # whether it has saved views
    # Parts of what matches that the page counts too, each with an end: name -> filter.
    shares: ClassVar[Mapping[str, Q]] = {}
    acts: ClassVar[Sequence[Act]] = ()
    has_menus: ClassVar[bool] = False  # whether a row ends in a menu of `ways`

    def __init__(self, *, actor: Principal, query: QueryDict, on: date) -> None:
        self.actor, self.query, self.on = actor, without_blanks(query), on

    # What a list says of itself.

    def is_open(self) -> bool:
        """Tell whether the role has this list at all."""
        return True

    def tabs(self) -> Sequence[Tab]:
        """Return the views that everybody of the role has, the first one to open with."""
        return (Tab("all", gettext_lazy("All")),)

    def counted(self, number: str) -> str:
        """Return how many rows there are, in words; `number` is ready."""
        raise NotImplementedError

    def tell(self, rows: Sequence[Row]) -> None:
        """Add to plain rows what the columns say; a fixed number of queries for all of them."""

    def ways(self, row: Row) -> Sequence[Way]:
        """Return where a row's menu leads; asks the database nothing."""
        return ()

    def upper(self) -> Iterable[Above]:
        """Return the columns of the floors above."""
        return ()

    def chips_shown(self) -> Sequence[str]:
        """Return the filters that this person is offered, in order."""
        return self.chip_names

    def quicks_shown(self) -> Mapping[str, Mapping[str, str]]:
        """Return the quick filters that this person is offered, with what they set."""
        return self.quick_sets

    def choices(self, name: str) -> Sequence[tuple[Any, Any]] | None:
        """Return the choices of a filter that does not know them itself; None where it does."""
        return None

    def value_in_words(self, name: str, value: str) -> str:
        """Return a typed value of a filter in words."""
        return value

    def get_orders(self) -> Mapping[str, Sequence[str]]:
        """Return the orders by name."""
        return self.orders

    # What is asked.

    def base(self) -> Any:
        """Return the rows in the actor's scope, before any tab and filter."""
        return self.queryset.all().visible_to(self.actor)

    @cached_property
    def tab(self) -> Tab:
        """Return the chosen tab; the first one when the address names none that is known."""
        tabs = self.tabs()
        asked = self.query.get(self.tab_key, "")
        return next((tab for tab in tabs if tab.name == asked), tabs[0])

    def base_of(self, tab: Tab) -> Any:
        """Return the rows in scope among which a tab chooses; not `base` where tabs mix kinds."""
        return self.base()

    def named(self, name: str) -> Tab:
        """Return the tab of a name, which is one of the list's own."""
        return next(tab for tab in self.tabs() if tab.name == name)

    def behind(self, tab: Tab) -> Any:
        """Return the rows behind a tab that everybody has: in scope, with the tab's own filters."""
        rows = tab.narrow(self.base_of(tab))
        if not tab.parameters:
            return rows
        query = QueryDict(mutable=True)
        for name, value in tab.parameters.items():
            query.setlist(name, [value] if isinstance(value, str) else list(value))
        return self.filtered(rows, query).qs

    def again(self, query: str) -> "Listed":
        """Return the same list for the same person with another query."""
        return type(self)(actor=self.actor, query=QueryDict(query), on=self.on)

    def scoped(self) -> Any:
        """Return the rows of the chosen tab."""
        return self.tab.narrow(self.base_of(self.tab))

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

    def page(self, cursor: str, size: int) -> Page:
        """
        Return one page of plain rows, told.

        Raises:
            BadCursor: the cursor was not given out by this list.
        """
        page = read_page(matching(self), self.order, cursor, size, self.read_values())
        self.tell(page.rows)
        return page

    def rows_of(self, keys: Collection[int]) -> list[Row]:
        """Return the rows with these primary keys that are in scope, told, in the keys' order."""
        rows = {
            row["pk"]: row
            for row in self.selected().filter(pk__in=keys).values(*self.read_values())
        }
        found = [rows[key] for key in keys if key in rows]
        self.tell(found)
        return found

    def selected(self) -> Any:
        """Return the rows from which a choice of rows is read again: all in scope, annotated."""
        return self.base()

    def address_of(self, row: Row) -> str:
        """Return the page of a row's record, which remembers the list it was opened from."""
        raise NotImplementedError

    @cached_property
    def asked(self) -> str:
        """The query that finds this list again: its tab, filters and order, no place."""
        kept = [pair for pair in self.parameters() if pair[0] != self.tab_key]
        return urlencode([(self.tab_key, self.tab.name), *kept])

    def read_values(self) -> list[str]:
        """Return the columns to read: the list's own, its key and the primary key."""
        return list(dict.fromkeys(["pk", self.key, *self.values]))

    def placed(self) -> Any:
        """Return the rows in scope in which a record that left the tab still has its place."""
        return self.selected()

    def may_act(self) -> list[Act]:
        """Return the acts that the role is offered."""
        return [act for act in self.acts if act.is_open_to(self.actor)]

    # Columns.

    def all_columns(self) -> list[Column]:
        """Return every column that this person may have, those of the floors above last."""
        own = [column for column in self.columns if column.sees(self.actor)]
        return own + [from_above(column) for column in self.upper() if column.sees(self.actor)]

    def shown(self, chosen: Sequence[str]) -> list[Column]:
        """Return the columns that are shown."""
        return arranged(self.all_columns(), chosen)

    def fill(self, rows: Sequence[Row], columns: Sequence[Column], *, plain: bool = False) -> None:
        """Ask the shown columns of the floors above for their cells; `plain` for a file."""
        keys, wanted = [row["pk"] for row in rows], {column.name for column in columns}
        for column in self.upper():
            if column.name not in wanted:
                continue
            read = column.plain if plain and column.plain else column.read
            cells = read(keys, self.actor, self.on)
            for row in rows:
                row[f"above {column.name}"] = cells.get(row["pk"], "–")

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

    # Filters in words.

    @cached_property
    def chips(self) -> list[Chip]:
        """Return a chip for each filter that is offered or set."""
        return chips_of(self)

    @cached_property
    def chip_lines(self) -> ChipLines:
        """Return the chips that stand in the line of filters, and those behind «more»."""
        return lines_of(self.chips, MOST_IN_LINE - len(self.quicks))

    @cached_property
    def quicks(self) -> tuple[Quick, ...]:
        """Return the quick filters that are offered."""
        return tuple(quick_of(self, name, wanted) for name, wanted in self.quicks_shown().items())

    @property
    def last_set(self) -> Chip | None:
        """Return the last filter that is set."""
        return next((chip for chip in reversed(self.chips) if chip.value), None)

    def problems(self) -> list[Problem]:
        """Return the filters whose values say nothing here."""
        errors = self.filterset.errors if self.is_filtered() else {}
        found = [
            Problem(
                label=chip.label,
                value=chip.value,
                reason=_("This is none of the choices of this filter."),
                without_url=self.here(self.query_without(chip.name, *PLACES)),
            )
            for chip in self.chips
            if chip.is_unknown and chip.name not in errors
        ]
        for name, reasons in errors.items():
            filter_ = self.filterset_class.base_filters.get(name)
            found.append(
                Problem(
                    label=str(getattr(filter_, "label", None) or name),
                    value="، ".join(self.query.getlist(name)),
                    reason=reason_of(filter_, reasons),
                    without_url=self.here(self.query_without(name, *PLACES)),
                )
            )
        return found

    def clear_url(self) -> str:
        """Return the address without any filter and search, in the same tab."""
        names = (*self.filterset_class.base_filters, *PLACES)
        return self.here(self.query_without(*names))

    def is_filtered(self) -> bool:
        """Tell whether a filter or a search is set."""
        return any(self.query.get(name) for name in self.filterset_class.base_filters)

    def in_words(self) -> list[str]:
        """Return what was asked, line by line, for the head of a file."""
        view, search = _("view"), _("search")  # not within the texts: extraction passes these by
        lines = [f"{view}: {self.tab.label}"]
        lines += [f"{chip.label}: {chip.value}" for chip in self.chips if chip.value]
        if self.query.get("q"):
            lines.append(f"{search}: {self.query['q']}")
        return lines


def reason_of(filter_: Any, reasons: Sequence[Any]) -> str:
    """Return why a value says nothing, in people's words."""
    chosen = (
        django_filters.ChoiceFilter,
        django_filters.MultipleChoiceFilter,
        django_filters.BooleanFilter,
    )
    if isinstance(filter_, chosen):
        return _("This is none of the choices of this filter.")
    return " ".join(str(reason) for reason in reasons)


def without_blanks(query: QueryDict) -> QueryDict:
    """Return a query without the parameters that a form sent empty."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        said = [value for value in values if value.strip()]
        if said:
            kept.setlist(name, said)
    return kept


def from_above(column: Above) -> Column:
    """Return a column of a floor above as a column of the list."""
    key = f"above {column.name}"
    return Column(
        name=column.name,
        title=column.title,
        cell=lambda row: row[key],
        text=lambda row: strip_tags(str(row[key])).strip(),
        css=column.css,
        head=column.head,
    )


def rows_in(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """Return at most so many primary keys of some rows, for a count with an end."""
    return rows.order_by().values("pk")[:most]

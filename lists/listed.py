"""
A list as one person asks for it: what the page, the export and the acts on many rows share.

A list of the product is a subclass with its columns, filters and tabs; it is found by name in
`lists.facts.LISTS`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import Model, Q
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Role
from core.panels import Column as Above
from core.persian import isolated, latin_digits
from core.web import Page
from core.web.keyset import read_page
from lists.asked import PLACES, Asked
from lists.chips import MOST_IN_LINE, Chip, ChipLines, chips_of, lines_of
from lists.columns import Act, Column, Row, Way, Words, arranged
from lists.days import filters_of, with_days
from lists.quick import Quick, quick_of
from lists.reading import matching
from lists.sorting import by_column, sort_key


@dataclass(frozen=True)
class Problem:
    """A filter whose value says nothing here: which, what was asked, why, and the way out."""

    label: str
    value: str
    reason: str
    without_url: str


def amount_of(number: str) -> int:
    """Return what decides between singular and plural of a number in words: one, or more."""
    return 1 if latin_digits(number) == "1" else 2


class Listed(Asked):
    """
    One list for one person, on one day, with one query.

    `key` is the unique column by which rows are chosen, `values` the columns that are read.
    """

    name: ClassVar[str] = ""
    family: ClassVar[str] = ""  # saved views are kept by it; the name, where it is empty
    title: ClassVar[Words] = ""
    search_label: ClassVar[Words] = ""
    none_found: ClassVar[Words] = gettext_lazy("Nothing matches these filters")
    key: ClassVar[str] = "number"
    columns: ClassVar[Sequence[Column]] = ()
    values: ClassVar[Sequence[str]] = ()
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
    has_decisions: ClassVar[bool] = False  # whether its records are decided: R leads there
    has_menus: ClassVar[bool] = False  # whether a row ends in a menu of `ways`
    day_chips: Sequence[str] = ()  # of the columns that the page shows

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Add two filters for each column that is a day."""
        super().__init_subclass__(**kwargs)
        if cls.columns:
            cls.filterset_class = with_days(cls.filterset_class, cls.columns)

    # What a list says of itself.

    def is_open(self) -> bool:
        """Tell whether the role has this list at all."""
        return True

    def counted(self, number: str) -> str:
        """Return how many rows there are, in words; `number` is ready."""
        raise NotImplementedError

    def tell(self, rows: Sequence[Row]) -> None:
        """Add to plain rows what the columns say; a fixed number of queries for all of them."""

    def called(self, row: Row) -> str:
        """Return what a row is called where it is spoken of: its key, as people write it."""
        return isolated(row[self.key])

    def ways(self, row: Row) -> Sequence[Way]:
        """Return where a row's menu leads; asks the database nothing."""
        return ()

    def upper(self) -> Iterable[Above]:
        """Return the columns of the floors above."""
        return ()

    def base(self) -> Any:
        """Return the rows in the actor's scope, with the value that they are sorted by."""
        column = self.sorted_by
        rows = super().base()
        if column is None or column.sort is None:
            return rows
        return rows.annotate(**{sort_key(column): column.sort(self.actor, self.on)})

    def sortable(self) -> list[Above]:
        """Return the columns of the floors above by which this person may sort."""
        return [column for column in self.upper() if column.sort and column.sees(self.actor)]

    @cached_property
    def sorted_by(self) -> Above | None:
        """The column of a floor above by which the rows are sorted, if it is one."""
        asked = self.query.get("sort", "").removeprefix("-")
        return next((column for column in self.sortable() if column.name == asked), None)

    def own_sortable(self) -> dict[str, Column]:
        """Return the columns of the list itself by which this person may sort, by name."""
        return {
            column.name: column
            for column in self.columns
            if column.by and column.is_compared_by(self.actor)
        }

    def own_orders(self) -> dict[str, Sequence[str]]:
        """Return the orders by columns of the list itself; those of equal value by their key."""
        found: dict[str, Sequence[str]] = {}
        for name, column in self.own_sortable().items():
            key = column.by.up if column.by and column.by.is_path else sort_key(column)
            found[name], found[f"-{name}"] = (key, "id"), (f"-{key}", "-id")
        return found

    def with_sort_key(self, rows: Any) -> Any:
        """Return some rows with the value that they are sorted by, where it is computed."""
        column = self.own_sortable().get(self.order_name.removeprefix("-"))
        if column is None or column.by is None or column.by.is_path:
            return rows
        is_down = self.order_name.startswith("-")
        return rows.annotate(**{sort_key(column): column.by.down if is_down else column.by.up})

    def found(self) -> Any:
        """Return the rows that match, with the value that they are sorted by."""
        return self.with_sort_key(super().found())

    def get_orders(self) -> Mapping[str, Sequence[str]]:
        """Return the list's own orders, by name and by column, then those of the floors above."""
        above = self.own_orders()
        for column in self.sortable():
            above[f"-{column.name}"] = (f"-{sort_key(column)}", self.key)
            above[column.name] = (sort_key(column), self.key)
        return {**self.orders, **above, **self.orders}

    def titles_of_orders(self) -> Mapping[str, Words]:
        """Return the orders of the menu that phones need, in words."""
        own = {name: by_column(column) for name, column in self.own_sortable().items()}
        above = {f"-{column.name}": by_column(column) for column in self.sortable()}
        return {**own, **above, **self.order_titles}

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

    def address_of(self, row: Row) -> str:
        """Return the page of a row's record, which remembers the list it was opened from."""
        raise NotImplementedError

    def may_act(self) -> list[Act]:
        """Return the acts that the role is offered."""
        return [act for act in self.acts if act.is_open_to(self.actor)]

    # The rows, told.

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

    def placed(self) -> Any:
        """Return the rows in scope in which a record that left the tab still has its place."""
        return self.selected()

    def read_values(self) -> list[str]:
        """Return the columns to read: the list's own, its key and the primary key."""
        return list(dict.fromkeys(["pk", self.key, *self.values]))

    # Columns.

    def all_columns(self) -> list[Column]:
        """Return every column that this person may have, those of the floors above last."""
        own = [column for column in self.columns if column.sees(self.actor)]
        return own + [from_above(column) for column in self.upper() if column.sees(self.actor)]

    def shown(self, chosen: Sequence[str]) -> list[Column]:
        """Return the columns that are shown."""
        return arranged(self.all_columns(), chosen)

    def offer_days(self, columns: Sequence[Column]) -> None:
        """Offer filters by the days of the shown columns; not to an office, which has few rows."""
        if self.actor.role is not Role.OPERATOR:
            own = [one for one in columns if one.is_compared_by(self.actor)]
            self.day_chips = tuple(filters_of(own))

    def fill(self, rows: Sequence[Row], columns: Sequence[Column], *, plain: bool = False) -> None:
        """Ask the shown columns of the floors above for their cells; `plain` for a file."""
        keys, wanted = [row["pk"] for row in rows], {column.name for column in columns}
        for column in self.upper():
            if column.name not in wanted:
                continue
            read = column.plain if plain and column.plain else column.read
            cells = read(keys, self.actor, self.on)
            for row in rows:
                row[f"above {column.name}"] = cells.get(row["pk"], "" if plain else "–")

    # Filters in words.

    @cached_property
    def chips(self) -> list[Chip]:
        """Return a chip for each filter that is offered or set."""
        return chips_of(self)

    @cached_property
    def chip_lines(self) -> ChipLines:
        """Return the chips that stand in the line of filters, and those behind «more»."""
        return lines_of(self.chips, MOST_IN_LINE - len(self.quicks), self.day_chips)

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
                    value=_(", ").join(self.query.getlist(name)),
                    reason=reason_of(filter_, reasons),
                    without_url=self.here(self.query_without(name, *PLACES)),
                )
            )
        return found

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


def _written(cell: Any) -> Any:
    """Return a cell of a floor above for a file: a number as it is, all else as text."""
    return cell if isinstance(cell, int) else strip_tags(str(cell)).strip()


def from_above(column: Above) -> Column:
    """Return a column of a floor above as a column of the list."""
    key = f"above {column.name}"
    return Column(
        name=column.name,
        title=column.title,
        cell=lambda row: row[key],
        text=lambda row: _written(row[key]),
        css=column.css,
        head=column.head,
        order=column.name if column.sort else "",
        greatest_first=True,
    )

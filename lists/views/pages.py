"""The page of a list: tabs, chips, columns, rows, and the way to the other pages."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.clock import today
from core.persian import group
from core.web import BadCursor, Page, Scoped
from lists.columns import Column, Row, Tab, offered
from lists.facts import (
    MOST_COUNTED,
    Saved,
    capped_counts,
    choice_of,
    rows_of_tab,
    rows_of_view,
    saved_views,
)
from lists.listed import SIZES, Listed

# Classes, what a phone writes before it, and what draws it from a row.
Cell = tuple[str, str, Callable[[Row], Any]]
CELL = '<td class="{}" data-label="{}">{}</td>'
UNLABELLED = {"cell-end", "cell-bare", "cell-wide"}
CHECK = (
    '<td class="cell-check"><input type="checkbox" name="row" value="{}" form="bulk"'
    ' aria-label="{}"></td>'
)


def in_words(count: int) -> str:
    """Return a count for a sentence: exact, or «more than a thousand»."""
    if count <= MOST_COUNTED:
        return group(count)
    return _("more than {number}").format(number=group(MOST_COUNTED))


def capped(count: int) -> str:
    """Return a count for a tab: exact, or with a plus."""
    return f"{group(MOST_COUNTED)}+" if count > MOST_COUNTED else group(count)


class ListPage(Scoped, TemplateView):
    """A list page: a subclass names its `Listed` and a template that extends `lists/list.html`."""

    listed_class: type[Listed] = Listed
    template_name = "lists/list.html"
    page_size = 25

    def get_listed(self) -> Listed:
        """Return the list as the person asks for it."""
        return self.listed_class(actor=self.actor, query=self.request.GET, on=today())

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list; a foreign cursor is a 400 with the cure."""
        self.listed = self.get_listed()
        if not self.listed.is_open():
            raise Http404
        try:
            return self.render_to_response(self.get_context_data(**kwargs))
        except BadCursor as error:
            return render(request, "400.html", {"message": error.message}, status=400)

    def get_size(self) -> int:
        """Return how many rows a page has."""
        size = self.request.GET.get("size", "")
        return int(size) if size in {str(known) for known in SIZES} else self.page_size

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page; its number of queries does not depend on its rows."""
        listed = self.listed
        chosen, is_compact = choice_of(listed.name, self.actor)
        columns = listed.shown(chosen)
        page = listed.page(self.request.GET.get("cursor", ""), self.get_size())
        listed.fill(page.rows, columns)
        can_choose = bool(page.rows)
        cells = [(css_of(column), str(label_of(column)), column.cell) for column in columns]
        for row in page.rows:
            row["drawn"] = drawn(row, cells, listed.key if can_choose else "")
        views = saved_views(listed) if listed.is_shared else []
        tabs = listed.tabs()
        total, *counts = self.counts(tabs, views)
        return super().get_context_data(
            listed=listed,
            page=page,
            rows=page.rows,
            can_choose=can_choose,
            heads=self.heads(columns),
            columns=offered(listed.all_columns(), chosen),
            shown={column.name for column in columns},
            shown_columns=[column.name for column in columns],
            is_compact=is_compact,
            tabs=self.tabs(tabs, views, counts),
            view=next((view for view in views if str(view.public_id) == self.saved()), None),
            is_changed=self.is_changed(views),
            total=(min(total, MOST_COUNTED), total <= MOST_COUNTED),
            counted=listed.counted(in_words(total)),
            sorts=self.sorts(),
            size=self.get_size(),
            sizes=self.sizes(),
            acts=listed.may_act(),
            query=self.request.GET.urlencode(),
            kept=self.kept(),
            q=self.request.GET.get("q", ""),
            **self.around(page),
            **kwargs,
        )

    def counts(self, tabs: Sequence[Tab], views: Sequence[Saved]) -> list[int]:
        """Return how many rows match, and stand behind each tab and view; one query."""
        listed = self.listed
        behind = [
            rows_of_tab(listed, tab) if tab.is_counted else listed.scoped().none() for tab in tabs
        ]
        behind += [rows_of_view(listed, view.query) for view in views]
        return capped_counts([listed.found(), *behind])

    def saved(self) -> str:
        """Return the saved view that the address names."""
        return self.request.GET.get("saved", "")

    def is_changed(self, views: Sequence[Saved]) -> bool:
        """Tell whether what is asked differs from the tab or view from which it came."""
        listed, asked = self.listed, sorted(self.listed.parameters())
        view = next((view for view in views if str(view.public_id) == self.saved()), None)
        if view is not None:
            return asked != sorted(listed.again(view.query).parameters())
        mine = [(name, value) for name, value in asked if name != listed.tab_key]
        preset = [
            (name, value)
            for name, values in listed.tab.parameters.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        return mine != sorted(preset)

    def tabs(
        self, tabs: Sequence[Tab], views: Sequence[Saved], counts: Sequence[int]
    ) -> list[dict[str, Any]]:
        """Return the tabs that everybody has, then the saved views."""
        listed, used = self.listed, self.saved()
        found: list[dict[str, Any]] = []
        is_view = any(str(view.public_id) == used for view in views)
        for tab, count in zip(tabs, counts, strict=False):
            query = tab_query(listed.tab_key, tab)
            found.append(
                {
                    "label": tab.label,
                    "url": f"{listed.url}?{query}",
                    "current": not is_view and tab.name == listed.tab.name,
                    "count": capped(count) if tab.is_counted else "",
                }
            )
        for view, count in zip(views, counts[len(tabs) :], strict=True):
            found.append(
                {
                    "label": view.title,
                    "icon": "users" if view.is_shared else "user",
                    "note": "" if view.is_own else view.owner,
                    "url": f"{listed.url}?{view.query}&saved={view.public_id}",
                    "current": str(view.public_id) == used,
                    "count": capped(count),
                }
            )
        return found

    def heads(self, columns: Sequence[Column]) -> list[dict[str, Any]]:
        """Return the headings: with an order to change to, where there is one."""
        listed, orders = self.listed, self.listed.get_orders()
        found = []
        for column in columns:
            down = f"-{column.order}"
            is_up, is_down = listed.order_name == column.order, listed.order_name == down
            other = (
                down if (is_up or column.order not in orders) and down in orders else column.order
            )
            found.append(
                {
                    "title": column.title,
                    "css": column.css,
                    "drawn": column.head(self.actor, listed.on) if column.head else "",
                    "sort": "ascending" if is_up else "descending" if is_down else "",
                    "url": f"?{listed.query_with(sort=other)}" if column.order else "",
                }
            )
        return found

    def sorts(self) -> list[dict[str, Any]]:
        """Return the orders by name, for the menu that phones need."""
        listed = self.listed
        return [
            {
                "url": f"?{listed.query_with(sort=name)}",
                "label": listed.order_titles[name],
                "current": name == listed.order_name,
            }
            for name in listed.get_orders()
            if name in listed.order_titles
        ]

    def sizes(self) -> list[dict[str, Any]]:
        """Return the lengths of a page."""
        return [
            {
                "url": f"?{self.listed.query_with(size=number)}",
                "label": group(number),
                "current": number == self.get_size(),
            }
            for number in SIZES
        ]

    def kept(self) -> list[tuple[str, str]]:
        """Return what the form of search and filters sends on: what it does not ask itself."""
        listed = self.listed
        asked = {"q", "cursor", "saved"}
        asked |= {chip.name for chip in listed.chips if chip.kind != "one"}
        return [
            (name, value)
            for name, values in self.request.GET.lists()
            for value in values
            if name not in asked and value
        ]

    def around(self, page: Page) -> dict[str, str]:
        """Return the queries of the pages before and after."""
        listed = self.listed
        return {
            "next_query": listed.query_with(cursor=page.next) if page.next else "",
            "previous_query": listed.query_with(cursor=page.previous) if page.previous else "",
        }


def tab_query(key: str, tab: Tab) -> str:
    """Return the query of a tab: its name, and the filters that it sets."""
    parts = [f"{key}={tab.name}"]
    for name, value in tab.parameters.items():
        parts += [f"{name}={one}" for one in ([value] if isinstance(value, str) else value)]
    return "&".join(parts)


def label_of(column: Column) -> Any:
    """Return what a phone writes before a cell; what names the row or itself needs no label."""
    says_itself = column.is_locked or UNLABELLED & set(column.css.split())
    return "" if says_itself else column.title


def css_of(column: Column) -> str:
    """Return the classes of a cell; what names the row leads it on a phone."""
    return f"cell-lead {column.css}".strip() if column.is_locked else column.css


def drawn(row: Row, cells: Sequence[Cell], key: str) -> SafeString:
    """Return the cells of a row as ready HTML; with a box to choose it where it has a key."""
    ready = format_html_join("", CELL, ((css, label, cell(row)) for css, label, cell in cells))
    if not key:
        return ready
    said = _("choose {name}").format(name=row[key])
    return format_html("{}{}", format_html(CHECK, row[key], said), ready)

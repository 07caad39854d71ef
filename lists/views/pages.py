"""The page of a list: tabs, chips, columns, rows, and the way to the other pages."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.clock import now, today
from core.persian import group, in_one_language
from core.statements import Reading
from core.web import BadCursor, Page, Scoped
from lists.asked import PLACES, SIZES
from lists.columns import Column, Tab, without_empty
from lists.drawing import body, cell_of, offers, title_of
from lists.facts import MOST_COUNTED, Saved, capped, choice_of, saved_views
from lists.listed import Listed
from lists.reading import all_matching, behind, behind_query, share
from lists.tabs import TabShown, elsewhere, tab_query


def in_words(count: int) -> str:
    """Return a count for a sentence: exact, or «more than a thousand»."""
    if count <= MOST_COUNTED:
        return group(count)
    return _("more than {number}").format(number=group(MOST_COUNTED))


def in_short(count: int) -> str:
    """Return a count for a tab: exact, or with a plus."""
    return f"{group(MOST_COUNTED)}+" if count > MOST_COUNTED else group(count)


class Head(NamedTuple):
    """The heading of a column; `url` changes the order."""

    title: str
    css: str
    drawn: Any
    sort: str
    url: str


class Choice(NamedTuple):
    """One of some links, of which one is current."""

    url: str
    label: str
    current: bool


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
        if not request.META["QUERY_STRING"] and (chosen := self.default()):
            return redirect(f"{self.listed.url}?{chosen.asked}")
        try:
            return self.render_to_response(self.get_context_data(**kwargs))
        except BadCursor as error:
            return render(request, "400.html", {"message": error.message}, status=400)

    @cached_property
    def views(self) -> list[Saved]:
        """Return the saved views that the person may use; one query."""
        return saved_views(self.listed) if self.listed.is_shared else []

    def default(self) -> Saved | None:
        """Return the view with which the person wants the list to open."""
        return next((view for view in self.views if view.is_default), None)

    def get_size(self) -> int:
        """Return how many rows a page has."""
        size = self.request.GET.get("size", "")
        return int(size) if size in {str(known) for known in SIZES} else self.page_size

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page; its number of queries does not depend on its rows."""
        listed = self.listed
        chosen, is_compact = choice_of(listed.name, self.actor)
        columns = listed.shown(chosen)
        listed.offer_days(columns)
        with in_one_language():
            page = listed.page(self.request.GET.get("cursor", ""), self.get_size())
            listed.fill(page.rows, columns)
            columns = without_empty(columns, page.rows)
            can_choose = bool(page.rows)
            cells = [cell_of(column, listed) for column in columns]
            drawn_rows = body(page.rows, cells, listed.key if can_choose else "", listed)
        views = self.views
        tabs = listed.tabs()
        total, *counts = self.counts(tabs, views)
        cut = len(tabs) + len(views)
        shown_tabs = self.tabs(tabs, views, counts[:cut])
        return super().get_context_data(
            listed=listed,
            page=page,
            rows=page.rows,
            body=drawn_rows,
            can_choose=can_choose,
            heads=self.heads(columns),
            columns=offers(listed, chosen),
            shown_columns=[column.name for column in columns],
            is_compact=is_compact,
            tabs=shown_tabs,
            elsewhere=None if page.rows else elsewhere(shown_tabs),
            shares=dict(zip(listed.shares, counts[cut:], strict=True)),
            view=next((view for view in views if str(view.public_id) == self.saved()), None),
            is_changed=self.is_changed(views),
            total=(min(total, MOST_COUNTED), total <= MOST_COUNTED),
            total_words=in_words(total),
            counted=listed.counted(in_words(total)),
            without_last=self.without_last(page),
            sorts=self.sorts(),
            size=self.get_size(),
            sizes=self.sizes(),
            acts=listed.may_act(),
            query=self.request.GET.urlencode(),
            kept=self.kept(),
            q=self.request.GET.get("q", ""),
            made=now(),
            **self.around(page),
            **kwargs,
        )

    def counts(self, tabs: Sequence[Tab], views: Sequence[Saved]) -> list[int]:
        """Return how many rows match, stand behind each tab and view, and in each share."""
        listed = self.listed
        parts: list[Reading | None] = [all_matching(listed)]
        parts += [behind(listed, tab) if tab.is_counted else None for tab in tabs]
        parts += [behind_query(listed, view.query) for view in views]
        parts += [share(listed, name) for name in listed.shares]
        found = iter(capped([part for part in parts if part]))
        return [next(found) if part else 0 for part in parts]

    def without_last(self, page: Page) -> str:
        """Return how many rows there are without the last filter, where none are with it."""
        last = self.listed.last_set
        if page.rows or last is None:
            return ""
        query = self.listed.query_without(last.name, *PLACES)
        (found,) = capped([behind_query(self.listed, query)])
        return self.listed.counted(in_words(found)) if found else ""

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
    ) -> tuple[TabShown, ...]:
        """Return the tabs that everybody has, then the saved views."""
        listed, used = self.listed, self.saved()
        is_view = any(str(view.public_id) == used for view in views)
        own = [
            TabShown(
                label=str(tab.label),
                url=f"{listed.url}?{tab_query(listed.tab_key, tab)}",
                current=not is_view and tab.name == listed.tab.name,
                count=in_short(count) if tab.is_counted else "",
            )
            for tab, count in zip(tabs, counts, strict=False)
        ]
        saved = [
            TabShown(
                label=view.title,
                url=f"{listed.url}?{view.asked}",
                current=str(view.public_id) == used,
                count=in_short(count),
                icon="users" if view.is_shared else "user",
                note="" if view.is_own else view.owner,
            )
            for view, count in zip(views, counts[len(tabs) :], strict=True)
        ]
        return (*own, *saved)

    def heads(self, columns: Sequence[Column]) -> tuple[Head, ...]:
        """Return the headings: with an order to change to, where there is one."""
        listed, orders = self.listed, self.listed.get_orders()
        found = []
        for column in columns:
            up, down = column.order_name, f"-{column.order_name}"
            is_up, is_down = listed.order_name == up, listed.order_name == down
            is_down_first = column.greatest_first or up not in orders
            first, second = (down, up) if is_down_first else (up, down)
            other = second if listed.order_name == first and second in orders else first
            found.append(
                Head(
                    title=title_of(listed, column),
                    css=column.css,
                    drawn=column.head(self.actor, listed.on) if column.head else "",
                    sort="ascending" if is_up else "descending" if is_down else "",
                    url=f"?{listed.query_with(sort=other)}" if other in orders else "",
                )
            )
        return tuple(found)

    def sorts(self) -> tuple[Choice, ...]:
        """Return the orders by name, for the menu that phones need."""
        listed, titles = self.listed, self.listed.titles_of_orders()
        return tuple(
            Choice(
                url=f"?{listed.query_with(sort=name)}",
                label=str(titles[name]),
                current=name == listed.order_name,
            )
            for name in listed.get_orders()
            if name in titles
        )

    def sizes(self) -> tuple[Choice, ...]:
        """Return the lengths of a page."""
        return tuple(
            Choice(
                url=f"?{self.listed.query_with(size=number)}",
                label=group(number),
                current=number == self.get_size(),
            )
            for number in SIZES
        )

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

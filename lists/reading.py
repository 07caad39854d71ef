"""What a list reads by statements that are kept: the rows that match, and those behind its tabs."""

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from core.statements import Reading
from lists.columns import Tab

if TYPE_CHECKING:
    from lists.listed import Listed

Rows = Callable[["Listed"], Any]


def matching(listed: "Listed") -> Reading:
    """Return the rows that match; the query as it was asked is part of the statement's key."""
    return _of(listed, ("found", listed.query.urlencode()), listed.query, lambda one: one.found())


def all_matching(listed: "Listed") -> Reading:
    """
    Return the same to be counted.

    Of everything in scope the newest are looked at: an index has them in this order, where the
    planner, who does not know how many there are, would first gather all.
    """

    def rows(one: "Listed") -> Any:
        is_all = not one.tab.is_counted and not one.is_filtered()
        return one.found().order_by(*(one.order if is_all else ()))

    return _of(listed, ("total", listed.query.urlencode()), listed.query, rows)


def share(listed: "Listed", name: str) -> Reading:
    """Return the part of the matching rows that the list counts under a name."""

    def rows(one: "Listed") -> Any:
        return one.found().filter(one.shares[name]).order_by()

    return _of(listed, ("share", name, listed.query.urlencode()), listed.query, rows)


def behind(listed: "Listed", tab: Tab) -> Reading:
    """Return the rows behind a tab that everybody has."""

    def rows(one: "Listed") -> Any:
        return one.behind(one.named(tab.name)).order_by()

    return _of(listed, ("tab", tab.name), QueryDict(), rows)


def behind_query(listed: "Listed", query: str) -> Reading:
    """Return the rows behind a saved query, in the reader's own scope, filters judged anew."""

    def rows(one: "Listed") -> Any:
        return one.again(query).found().order_by()

    return _of(listed, ("query", query), QueryDict(), rows)


def _of(listed: "Listed", part: Hashable, query: QueryDict, rows: Rows) -> Reading:
    """Return rows of the list that anybody like its actor asks for, on any day."""
    kind, actor = type(listed), listed.actor
    given = (*actor.parts, listed.on)

    def build(*values: Any) -> Any:
        *parts, on = values
        return rows(kind(actor=actor.of(parts), query=query, on=on))

    return Reading((kind, part, actor.kind), build, given, listed.queryset.model, len(given))

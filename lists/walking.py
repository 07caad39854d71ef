"""From record to record through the list that one was opened from (design: UI 8.1, J and K)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.persian import group
from core.web import beyond, turned
from lists.facts import MOST_COUNTED, capped_counts
from lists.listed import Listed


@dataclass(frozen=True)
class Walk:
    """
    Where a record stands in a list: addresses of those beside it (or empty), and words for it.

    `list_url` leads back to the list as it was asked for, `query` goes with the acts on the record.
    """

    previous: str
    next: str
    position: str
    list_label: str
    list_url: str
    query: str


def walk(listed: Listed, key: int) -> Walk:
    """
    Return what lies beside a record in a list, in its tab, filters and order; at most five queries.

    A record that has left the list (because it was decided, say) keeps its place in the order, so
    that the next one is still the next. Where it has no place any more the list starts again.
    """
    rows, order = listed.found(), listed.order
    names = [name.lstrip("-") for name in order]
    place = rows.filter(pk=key).values_list(*names).first()
    is_there = place is not None
    if place is None:
        place = listed.with_sort_key(listed.placed()).filter(pk=key).values_list(*names).first()
    if place is None or None in place:
        return _at_its_start(listed, rows.exclude(pk=key))
    before, after = (rows.filter(beyond(order, place, back)) for back in (True, False))
    return Walk(
        previous=_first(listed, before, turned(order)),
        next=_first(listed, after, order),
        position=_position(*capped_counts([before, rows]), is_there=is_there),
        **_way_back(listed),
    )


def _at_its_start(listed: Listed, rows: Any) -> Walk:
    return Walk(
        previous="",
        next=_first(listed, rows, listed.order),
        position=_position(0, *capped_counts([rows]), is_there=False),
        **_way_back(listed),
    )


def _first(listed: Listed, rows: Any, order: Sequence[str]) -> str:
    row = rows.order_by(*order).values(listed.key).first()
    return listed.address_of(row) if row else ""


def _position(before: int, total: int, *, is_there: bool) -> str:
    """Return «3 of 17»; nothing where the count has no end."""
    if total > MOST_COUNTED:
        return ""
    if not is_there:
        return _("{total} left in the list").format(total=group(total))
    return _("{n} of {total}").format(n=group(before + 1), total=group(total))


def _way_back(listed: Listed) -> dict[str, str]:
    asked = listed.asked
    return {
        "list_label": str(listed.tab.label),
        "list_url": f"{listed.url}?{asked}",
        "query": asked,
    }

"""A queue of a desk, opened in its place: the first rows of its list, as the list draws them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.safestring import SafeString

from accounts.principal import Principal
from core.persian import in_one_language
from dashboard.facts.own import UNCOUNTED
from lists.columns import without_empty
from lists.drawing import body, cell_of, title_of
from lists.facts import choice_of, list_named
from violations.views.queues import queues_of

MOST_SHOWN = 10


@dataclass(frozen=True)
class OpenQueue:
    """The head and the rows of a queue, the address of all of it, and what an empty one says."""

    name: str
    label: str
    heads: tuple[tuple[str, str], ...]
    body: SafeString
    shown: int
    url: str
    empty: Any


def open_queue(principal: Principal, name: str, on: date) -> OpenQueue | None:
    """
    Return a queue of the role by its name; None for one that the desk does not have.

    The columns are those that the person has chosen for the list; nothing is chosen here. The
    number of queries does not depend on the rows.
    """
    queue = next((queue for queue in queues_of(principal) if queue.name == name), None)
    if queue is None or name in UNCOUNTED:
        return None
    query = urlencode({"queue": name})
    kind = "reports" if queue.is_report else "cases"
    listed = list_named(kind, actor=principal, query=query, on=on)
    if listed is None:
        return None
    chosen, _is_compact = choice_of(listed.name, principal)
    columns = listed.shown(chosen)
    with in_one_language():
        rows = listed.page("", MOST_SHOWN).rows
        listed.fill(rows, columns)
        columns = without_empty(columns, rows)
        drawn = body(rows, [cell_of(column, listed) for column in columns], "", listed)
    return OpenQueue(
        name=name,
        label=str(queue.label),
        heads=tuple((title_of(listed, column), column.css) for column in columns),
        body=drawn,
        shown=len(rows),
        url=f"{listed.url}?{query}",
        empty=listed.tab.empty,
    )

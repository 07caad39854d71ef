"""
What is made of tables that seldom change: made once in a process, as long as they are as they were.

A print of the tables is read each time: how many rows they have, and which transactions wrote
them. Whatever is changed in a row, by whom and however, changes it
(docs/adr/0028-pages-of-lists.md).
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

from django.db.models import Model

from core.shapes import Statement
from core.statements import run

Made = TypeVar("Made")
MOST_MADE = 256
_made: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = Lock()

# A row that is written gets the number of its transaction, and of its command within it.
_PRINT = (
    'SELECT count(*) AS n, sum(xmin::text::bigint) AS x, sum(cmin::text::bigint) AS c FROM "{}"'
)


@lru_cache(maxsize=64)
def _statement(tables: tuple[str, ...]) -> Statement:
    parts = ", ".join(f"({_PRINT.format(table)}) AS part_{table}" for table in tables)
    names = [f"{table}.{one}" for table in tables for one in ("n", "x", "c")]
    return Statement(f"SELECT * FROM {parts}", (), {}, tuple(names), ())  # noqa: S608 # own names


def kept(key: Hashable, models: tuple[type[Model], ...], make: Callable[[], Made]) -> Made:
    """
    Return what `make` makes of the rows of some models, made anew when one of them was changed.

    `key` names all else on which it hangs; `make` reads no other table. One query when it is
    known already. What is returned is shared: nobody may change it.
    """
    tables = tuple(model._meta.db_table for model in models)
    (row,) = run(_statement(tables), ())
    now = tuple(row.values())
    with _lock:
        known = _made.get(key)
        if known is not None and known[0] == now:
            _made.move_to_end(key)
            made: Made = known[1]
            return made
    made = make()
    with _lock:
        _made[key] = (now, made)
        if len(_made) > MOST_MADE:
            _made.popitem(last=False)
    return made

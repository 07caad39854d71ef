"""A nightly step over a set of records in which one that fails does not stop the others."""

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction

LOG = logging.getLogger(__name__)


class Keyed(Protocol):
    """A row with a primary key."""

    pk: Any


Row = TypeVar("Row", bound=Keyed)


class Moved(list[int]):
    """The keys of the records that moved; `failed` has the numbers of those that failed."""

    def __init__(self, keys: Iterable[int] = (), failed: Iterable[str] = ()) -> None:
        super().__init__(keys)
        self.failed = list(failed)


def move_apart(
    rows: Sequence[Row],
    store: Callable[[Sequence[Row]], Any],
    *,
    name: Callable[[Row], str] = lambda row: str(getattr(row, "number", row)),
) -> Moved:
    """
    Store all rows at once; where that fails, store them one by one, each in its own savepoint.

    A row that fails stays as it is and is logged as an error with its number. `store` may run
    twice for a row, so it changes no row that it reads again.
    """
    if not rows:
        return Moved()
    if _try(rows, store) is None:
        return Moved(row.pk for row in rows)
    LOG.warning("%d records are moved one by one: one of them failed.", len(rows))
    moved = Moved()
    for row in rows:
        error = _try([row], store)
        if error is None:
            moved.append(row.pk)
            continue
        LOG.error("The nightly step failed for %s.", name(row), exc_info=error)
        moved.failed.append(name(row))
    return moved


def counts(**moved: Moved) -> dict[str, int]:
    """Return how many records moved, by step, and how many failed in all steps."""
    return {step: len(keys) for step, keys in moved.items()} | {
        "failed": sum(len(keys.failed) for keys in moved.values())
    }


def _try(rows: Sequence[Row], store: Callable[[Sequence[Row]], Any]) -> Exception | None:
    """Store rows inside a savepoint, deferred constraints included; return the error, if any."""
    try:
        with transaction.atomic():
            store(rows)
            connection.check_constraints()
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 - one record does not stop the others
        return error
    return None

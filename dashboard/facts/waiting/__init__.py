"""What waits for whom: every row of the table of permissions that asks somebody to act."""

from collections.abc import Iterator
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from accounts.principal import Principal
from dashboard.facts.waiting import approvals, contracts, files, oversight, register
from dashboard.facts.waiting.shapes import MOST, Kind, Section, Waiting

__all__ = ["KINDS", "MOST", "Kind", "Section", "Waiting", "rows_waiting", "waiting_for"]

KINDS: dict[str, Kind] = (
    files.KINDS | oversight.KINDS | contracts.KINDS | register.KINDS | approvals.KINDS
)


def waiting_for(principal: Principal, on: date) -> Iterator[Waiting]:
    """Yield each kind of work that the principal's role may have, with the rows that wait."""
    yield from files.waits(principal, on)
    yield from oversight.waits(principal, on)
    yield from contracts.waits(principal, on)
    yield from register.waits(principal, on)
    yield from approvals.waits(principal)


def rows_waiting(rows: Any, principal: Principal, on: date) -> Any:
    """Return those of some records on which an act waits for the principal."""
    found = [
        Q(pk__in=keys)
        for waiting in waiting_for(principal, on)
        if KINDS[waiting.kind].is_task
        for keys in [waiting.of_model(rows.model)]
        if keys is not None
    ]
    return rows.filter(reduce(or_, found)) if found else rows.none()

"""What waits for whom: every row of the table of permissions that asks somebody to act."""

from collections.abc import Iterator
from datetime import date

from accounts.principal import Principal
from dashboard.facts.waiting import approvals, contracts, files, oversight, register
from dashboard.facts.waiting.shapes import MOST, Kind, Section, Waiting

__all__ = ["KINDS", "MOST", "Kind", "Section", "Waiting", "waiting_for"]

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

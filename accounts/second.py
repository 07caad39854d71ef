"""
How this floor asks for a second person, whose floor of pending acts lies above.

`approvals` hands its way over when it is ready; without one every proposal here fails closed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import models

from accounts.principal import Principal


class Proposer(Protocol):
    """Stores an act for a second person; `approvals.actions.propose_act` does it."""

    def __call__(
        self,
        *,
        act: str,
        target: models.Model,
        arguments: Mapping[str, Any],
        title: str,
        summary: str,
        expires_on: date,
        actor: Principal,
        on: date,
        at: datetime,
    ) -> Any:
        """Store it, or refuse a second proposal of one act on one record."""


_proposers: list[Proposer] = []


def use_proposer(proposer: Proposer) -> None:
    """Take the way to propose an act; called once, by `approvals`."""
    _proposers[:] = [proposer]


def proposer() -> Proposer:
    """Return the way to propose an act, or fail when it is not there."""
    (found,) = _proposers
    return found

"""
How this floor asks for a second person, whose floor of pending acts lies above.

`approvals` hands its way over when it is ready; without one every proposal here fails closed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import DECIDING_ROLES, Role
from core.panels import Register


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


@dataclass(frozen=True)
class SecondReason:
    """
    Why a role that does not decide needs a second admin, too.

    `why(role, scope_id, on)` returns the sentence, or "".
    """

    name: str
    why: Callable[[Role, UUID | None, date], str]
    order: int = 100


# What higher floors know of it.
SECOND_REASONS: Register[SecondReason] = Register()


def why_second(role: Role, scope_id: UUID | None, on: date) -> str:
    """Return why a role for a body is proposed by one admin and confirmed by another, or ""."""
    if role in DECIDING_ROLES:
        return _("This role decides: one admin proposes it and another confirms it.")
    return next((why for part in SECOND_REASONS if (why := part.why(role, scope_id, on))), "")

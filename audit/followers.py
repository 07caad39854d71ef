"""Who above the history writes something of each event, in the statement that adds the event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db.models import Model

from accounts.principal import Principal
from audit.models import AuditEvent
from core.panels import Register
from core.writes import Part


@dataclass(frozen=True)
class Follower:
    """
    Something that goes along with events: `follow` gets those of one call of `record_many`.

    It returns what is to be written with them, and must not change what the act has written.
    """

    name: str
    follow: Callable[[Sequence[AuditEvent]], Iterable[Part]]
    order: int = 100


class Perform(Protocol):
    """What a sequel does with the records of an event."""

    def __call__(self, *, targets: Sequence[Model], actor: Principal, at: datetime) -> None: ...


@dataclass(frozen=True)
class Sequel:
    """
    What an event makes of other records: `perform` gets the targets of one call of `record_many`.

    It comes after the events are written, in their transaction, and may record events of its own.
    """

    name: str
    perform: Perform
    order: int = 100


FOLLOWERS: Register[Follower] = Register()
SEQUELS: Register[Sequel] = Register()

"""Who above the history writes something of each event, in the statement that adds the event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

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


@dataclass(frozen=True)
class Sequel:
    """
    What an event makes of other records: `perform` gets the targets of one call of `record_many`.

    It comes after the events are written, in their transaction, and may record events of its own.
    """

    name: str
    perform: Callable[[Sequence[Model], Principal, datetime], None]
    order: int = 100


FOLLOWERS: Register[Follower] = Register()
SEQUELS: Register[Sequel] = Register()

"""Who above the history writes something of each event, in the transaction of the act itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.models import AuditEvent
from core.panels import Register


@dataclass(frozen=True)
class Follower:
    """
    Something that goes along with events: `follow` gets those of one call of `record_many`.

    It may add rows, at most one statement, and must not change what the act has written.
    """

    name: str
    follow: Callable[[Sequence[AuditEvent]], None]
    order: int = 100


FOLLOWERS: Register[Follower] = Register()

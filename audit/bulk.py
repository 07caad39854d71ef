"""REST: what is made many at once leaves its dry runs in the history."""

from typing import ClassVar

from audit.actions import note_bulk
from core.clock import now
from core.rest import Bulk


class NotedBulk(Bulk):
    """A resource of which many can be made at once; `what` they are called in the history."""

    what: ClassVar[str]

    def tried(self, count: int) -> None:
        """Leave in the history that so many were tried and none was kept."""
        note_bulk(actor=self.actor, what=self.what, count=count, at=now())

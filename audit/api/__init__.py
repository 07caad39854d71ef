"""REST of the history: its events, and what changed since a place in time."""

from typing import Any

from audit.api.changes import ChangesViewSet
from audit.api.events import EventViewSet

routes: list[tuple[str, Any]] = [
    ("audit-events", EventViewSet),
    ("changes", ChangesViewSet),
]

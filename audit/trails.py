"""An event of a record's history as pages tell it; what the system did is told apart, folded."""

from typing import Any

from accounts.roles import Role
from audit.models import AuditEvent
from audit.verbs import dated_sentence


def is_automatic(actor_role: str, tone: str = "") -> bool:
    """Tell whether the system did something by itself that does not stand out by its tone."""
    return actor_role == Role.SYSTEM and not tone


def told(event: AuditEvent, *, is_named: bool) -> dict[str, Any]:
    """Return an event for a time line: who did it, and why, only for those who read the inside."""
    return {
        "title": dated_sentence(event.verb, event.actor_role, event.changes, event.at),
        "who": event.actor_name if is_named else "",
        "at": event.at,
        "note": event.note if is_named else "",
        "is_automatic": is_automatic(event.actor_role),
    }

"""What of a list waits for its reader: a tab, filled by the floor that knows everybody's work."""

from datetime import date
from typing import Any

from accounts.principal import Principal
from core.panels import Register, View

NAME = "waiting"
# `narrow(rows, actor, on)` returns the rows on which an act waits for the actor.
WAITING: Register[View] = Register()


def waiting(rows: Any, actor: Principal, on: date) -> Any:
    """Return the rows that wait for an act of the actor."""
    for view in WAITING:
        rows = view.narrow(rows, actor, on)
    return rows

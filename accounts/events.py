"""
How this floor leaves events in the history, which lies one floor above.

`audit` hands its recorder over when it is ready; without one every action here fails closed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import models

from accounts.principal import Principal


class Recorder(Protocol):
    """Adds one event; `audit.actions.record` is the only one."""

    def __call__(
        self,
        *,
        actor: Principal,
        verb: str,
        target: models.Model,
        changes: Mapping[str, Any] | None = None,
        note: str = "",
        at: datetime | None = None,
    ) -> Any:
        """Record what was done."""


_recorders: list[Recorder] = []


def use_recorder(recorder: Recorder) -> None:
    """Take the history's recorder; called once, by `audit`."""
    _recorders[:] = [recorder]


def record(
    *,
    actor: Principal,
    verb: str,
    target: models.Model,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> None:
    """Leave an event, or fail when the history is not there."""
    (recorder,) = _recorders
    recorder(actor=actor, verb=verb, target=target, changes=changes, note=note, at=at)

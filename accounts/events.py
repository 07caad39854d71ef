"""
How this floor leaves events in the history, which lies one floor above.

`audit` hands its recorder over when it is ready; without one every action here fails closed.
"""

from collections.abc import Iterable, Mapping
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


class Event(Protocol):
    """What this floor reads of an event: when, who did it, why, and what changed."""

    at: datetime
    actor_name: str
    note: str
    changes: Mapping[str, Any]


class Reader(Protocol):
    """Reads the events of a record; `audit.facts.events_of` is the only one."""

    def __call__(self, target: models.Model, verbs: Iterable[str]) -> Iterable[Event]:
        """Return the events of these verbs."""


_recorders: list[Recorder] = []
_readers: list[Reader] = []


def use_recorder(recorder: Recorder) -> None:
    """Take the history's recorder; called once, by `audit`."""
    _recorders[:] = [recorder]


def use_reader(reader: Reader) -> None:
    """Take the way to read the history; called once, by `audit`."""
    _readers[:] = [reader]


def events_of(target: models.Model, verbs: Iterable[str]) -> Iterable[Event]:
    """Return the events of these verbs of a record, or fail when the history is not there."""
    (reader,) = _readers
    return reader(target, verbs)


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

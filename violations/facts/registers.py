"""Places on the pages of cases that the floors above fill (docs/adr/0004-panels.md)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from core.panels import Panel, Register


@dataclass(frozen=True)
class Threshold:
    """
    From how many points an office is due for review, known only to a floor above.

    `read(as_of)` returns `flag`, and perhaps `watch`, `policy` and `sentence`.
    """

    name: str
    read: Callable[[date], Mapping[str, Any] | None]
    order: int = 100


@dataclass(frozen=True)
class Trail:
    """Which events of other records stand in the trail of a case: `of(case, actor)` finds them."""

    name: str
    of: Callable[[Any, Any], Q]
    order: int = 100


# Filled by the floors above in their AppConfig.ready() (docs/adr/0004-panels.md).
PANELS: Register[Panel] = Register()
THRESHOLDS: Register[Threshold] = Register()
TRAILS: Register[Trail] = Register()


def threshold_on(as_of: date) -> Mapping[str, Any]:
    """Return what the first floor above says of the threshold; nothing when none knows one."""
    return next((found for part in THRESHOLDS if (found := part.read(as_of)) is not None), {})

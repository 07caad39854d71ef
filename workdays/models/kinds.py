"""
The kinds of clocks: higher floors say which of their columns are deadlines (docs/adr/0001).

An app above adds its kinds in `AppConfig.ready()`; what is written here knows none of them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from core.panels import Register
from workdays.rules import Unit

# From a principal to the records among which his are.
Of = Callable[[Any], QuerySet[Any]]


@dataclass(frozen=True)
class ClockKind:
    """
    A kind of deadline: a day in a column of a table above.

    `seen` are the records whose clock a principal may read, `movable` those whose clock he may
    suspend or extend: nobody's own. `running` are the records on which it runs now, `touch` the
    columns that are counted up or stamped when it moves. `order` puts a clock that starts at
    another's end behind it. `barred` are the records whose clock the principal never moves,
    whatever the role: a part of theirs is in it. `binds` are those whose clock is the time of the
    principal's own side: it does not move along with an act of that side. `owed` are those whose
    step the principal's own body owes: who keeps the calendar gives it no time alone. `unit` is
    what it counts where no receipt says it. `follows` is the kind of the other side's clock that
    nobody moves to the day of their own or past it: that clock is over before this one.
    """

    name: str
    label: Any
    model: type[Model]
    column: str
    seen: Of
    movable: Of
    running: Callable[[], QuerySet[Any]]
    order: int = 100
    has_version: bool = False
    barred: Of | None = None
    binds: Of | None = None
    owed: Of | None = None
    unit: Unit = Unit.WORKING_DAY
    follows: str = ""


CLOCKS: Register[ClockKind] = Register()
# Why a person moves no deadline of a record, as apps above say: model, record, person, today.
MOVER_BARS: list[Callable[[type[Model], UUID, Any, date], str]] = []
# What apps above do when a day of the calendar changes: entry, days, actor, today, moment.
DAY_CHANGES: list[Callable[..., None]] = []


@dataclass(frozen=True)
class Touched:
    """
    What a change of the calendar reaches beside deadlines, such as a session called for the day.

    `sort` is what such records are called, `said` what becomes of this one. It is only counted for
    a reader who may not see it: `label` and `url` are empty then.
    """

    sort: Any
    place: str
    at: datetime
    said: Any
    label: str = ""
    url: str = ""


# What apps above have on the days of a calendar that is changed to see what moves: called before
# the change, each returns what is asked after it, for a reader.
DAY_WATCHES: list[Callable[[], Callable[[Any], Sequence[Touched]]]] = []
# What kinds of bodies there are, as the floor that has them says: value to label.
BODIES: dict[str, Any] = {}


def unit_of(clock: str) -> Unit:
    """Return what a clock counts where no receipt says it."""
    return next((kind.unit for kind in CLOCKS if kind.name == clock), Unit.WORKING_DAY)

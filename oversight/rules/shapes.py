"""What a rule is told and what it answers; plain values that JSON keeps without loss."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

import msgspec

from core import jalali

Tree = dict[str, Any]
Parameters = dict[str, Any]


class Level(StrEnum):
    """How a rule answered for a subject."""

    FLAG = "flag"
    WATCH = "watch"
    NONE = "none"
    INSUFFICIENT = "insufficient"


@dataclass(frozen=True)
class Subject:
    """
    Whom a rule weighs: a contract, an office, a licence or an agency.

    `key` names it for good (`contract:12`), `label` for people. `starts_on` is the first day on
    which the contract was in force, or the first day of the licence.
    """

    scope: str
    key: str
    label: str
    office: str = ""
    agency: str = ""
    agency_name: str = ""
    starts_on: date | None = None


@dataclass(frozen=True)
class CaseFact:
    """A final, proven case of the office. `agency` is the code of the agency it arose with."""

    id: int
    number: str
    track: str
    agency: str
    type_code: str
    type_title: str
    severity: str
    occurred_on: date
    final_on: date
    is_same_holder: bool = True

    @property
    def key(self) -> str:
        """Return the case's name among the facts of a flag."""
        return f"case:{self.id}"


@dataclass(frozen=True)
class PointFact:
    """The points of a case, alive from `effective_on` to the day before `expires_on`."""

    case_id: int
    number: str
    agency: str
    severity: str
    points: int
    effective_on: date
    expires_on: date
    reversed_on: date | None = None
    is_same_holder: bool = True

    @property
    def key(self) -> str:
        """Return the name among the facts of a flag."""
        return f"case:{self.case_id}"


@dataclass(frozen=True)
class WarningFact:
    """A written warning that the agency gave the office, by a case or by a decided review."""

    key: str
    number: str
    given_on: date


@dataclass(frozen=True)
class LicenceFact:
    """A licence of the office as recorded."""

    id: int
    number: str
    state: str
    issued_on: date
    expires_on: date
    state_since: date | None = None
    suspended_until: date | None = None
    ended_on: date | None = None

    @property
    def last_day(self) -> date:
        """Return the last day on which the licence may let its office work."""
        return self.ended_on or self.expires_on


@dataclass(frozen=True)
class GuaranteeFact:
    """A guarantee of the contract as recorded."""

    id: int
    number: str
    state: str
    expires_on: date


@dataclass(frozen=True)
class CorrectionFact:
    """
    A correction of a final, proven case of the agency that is overdue and not verified.

    `late` is how many working days of the province lie between its last day and today.
    """

    id: int
    number: str
    due_on: date
    late: int
    is_same_holder: bool = True

    @property
    def key(self) -> str:
        """Return the name among the facts of a flag."""
        return f"correction:{self.id}"


@dataclass(frozen=True)
class SettlementFact:
    """
    A settlement of the contract that was remitted after its last day, or is past it.

    `late` is how many working days of the province lie between its last day and today, zero once
    it was remitted.
    """

    id: int
    number: str
    due_on: date
    late: int
    settled_on: date | None = None
    is_same_holder: bool = True

    @property
    def key(self) -> str:
        """Return the name among the facts of a flag."""
        return f"settlement:{self.id}"


@dataclass(frozen=True)
class StateFact:
    """A state of the office from a day to another, or on; `planned_until` is a permit's end."""

    state: str
    starts_on: date
    ends_on: date | None = None
    planned_until: date | None = None


@dataclass(frozen=True)
class SilenceFact:
    """Something that waits for the agency's next step since a day, due on another."""

    key: str
    kind: str
    number: str
    since: date
    due_on: date


@dataclass(frozen=True)
class Inputs:
    """All that one rule needs to judge one subject as of a day; kept with the flag."""

    code: str
    version: int
    as_of: date
    subject: Subject
    cases: tuple[CaseFact, ...] = ()
    points: tuple[PointFact, ...] = ()
    warnings: tuple[WarningFact, ...] = ()
    licences: tuple[LicenceFact, ...] = ()
    guarantees: tuple[GuaranteeFact, ...] = ()
    needs_guarantee: bool = True
    silence: SilenceFact | None = None
    wording: int = 1
    corrections: tuple[CorrectionFact, ...] = ()
    states: tuple[StateFact, ...] = ()
    settlements: tuple[SettlementFact, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """
    What a rule found: the level, the keys of the facts used (sorted), why, and its words.

    `words` fills the sentence; it is empty when the rule did not hold.
    """

    level: Level
    facts: tuple[str, ...]
    tree: Tree
    words: dict[str, Any] = field(default_factory=dict)


def pack(inputs: Inputs) -> dict[str, Any]:
    """Return the inputs as JSON keeps them."""
    packed: dict[str, Any] = msgspec.to_builtins(inputs)
    return packed


def unpack(packed: dict[str, Any]) -> Inputs:
    """Return the inputs that `pack` packed."""
    return msgspec.convert(packed, Inputs)


def window_start(as_of: date, months: int) -> date:
    """Return the first day of the Jalali months that end with `as_of`, both days included."""
    return jalali.add_months(as_of, -months) + timedelta(days=1)


def warning_end(given_on: date, months: int) -> date:
    """Return the last day on which a written warning is in force."""
    return jalali.add_months(given_on, months)


# A case that took longer than this to become final is not weighed against an old warning.
WARNING_REACH = 24


def oldest_warning(as_of: date, months: int) -> date:
    """Return the first day on which a written warning may have been given to matter still."""
    return window_start(as_of, months + WARNING_REACH)

"""What reads across reports, cases and points: measured here, judged in `rules`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from accounts.principal import Principal
from core.panels import Panel, Register
from violations.models import Case


@dataclass(frozen=True)
class Threshold:
    """
    From how many points an office is due for review, known only to a floor above.

    `read(office_id, as_of)` returns `flag`, and perhaps `watch`, `policy` and `sentence`.
    """

    name: str
    read: Callable[[int, date], Mapping[str, Any] | None]
    order: int = 100


# Filled by the floors above in their AppConfig.ready() (docs/adr/0004-panels.md).
PANELS: Register[Panel] = Register()
THRESHOLDS: Register[Threshold] = Register()


@dataclass(frozen=True)
class Proposal:
    """The matrix's sanction for an occurrence; `days` for a suspension, `extra` in words."""

    sanction: str
    days: int | None
    extra: str
    legal_reference: str
    provenance: str


@dataclass(frozen=True)
class LivePoints:
    """Points of one case that count, and the day on which they drop out."""

    case_number: str
    points: int
    effective_on: date
    expires_on: date


@dataclass(frozen=True)
class PointsSummary:
    """The points of an office's present holder on a day, and from what they come."""

    total: int
    entries: tuple[LivePoints, ...]


@dataclass(frozen=True)
class Effect:
    """What a proven case of this type would do, as far as is known on `as_of`."""

    points_before: int
    points_added: int
    points_after: int
    occurrence: int
    proposal: Proposal | None
    severity: str
    type_title: str
    same_agency_majors: int


@dataclass(frozen=True)
class Twin:
    """A report or case that may tell of the same event."""

    number: str
    public_id: UUID
    state: str
    state_label: str
    type_title: str
    occurred_on: date
    has_case: bool


@dataclass(frozen=True)
class Clock:
    """A window of a case: counted from `from_on`, open to the end of `due_on`; `done_on` when used."""

    key: str
    from_on: date
    due_on: date
    done_on: date | None
    is_running: bool


@dataclass(frozen=True)
class Step:
    """A step of the proceedings: `status` is done, now, next or skipped."""

    key: str
    label: str
    status: str
    done_on: date | None
    due_on: date | None
    is_overdue: bool


def occurrence_for(
    *, office_id: int, holder_id: int, type_code: str, occurred_on: date, as_of: date | None = None
) -> int:
    """
    Return the occurrence number of a violation: 1 and the earlier ones that count, as of a day.

    Earlier ones: final and proven, same type, office and holder, inside the look-back window, whose
    notice had been served before `occurred_on`; linked twins are one.

    Source: DOMAIN C4-5, DECISIONS 12.
    """
    raise NotImplementedError


def proposed_sanction(type_id: int, occurrence: int) -> Proposal | None:
    """Return the matrix's cell for the occurrence, the last one for higher numbers; None without a row."""
    raise NotImplementedError


def live_points(*, office_id: int, as_of: date) -> PointsSummary:
    """Return the points of the office's present holder that count on a day."""
    raise NotImplementedError


def effect_of(
    *, office_id: int, contract_id: int | None, type_id: int, occurred_on: date, as_of: date
) -> Effect:
    """Return what a proven case of this type would add, for the preview before filing or deciding."""
    raise NotImplementedError


def duplicates_of(
    *,
    office_id: int,
    type_id: int,
    occurred_on: date,
    actor: Principal,
    exclude_id: int | None = None,
) -> list[Twin]:
    """Return what the actor may see of the same office and type around the day, nearest first; at most 5."""
    raise NotImplementedError


def clocks_of(case: Case, today: date) -> list[Clock]:
    """Return the case's windows in the order of the proceedings: service, defence, decision, appeal."""
    raise NotImplementedError


def stepper_of(case: Case, today: date) -> list[Step]:
    """Return the steps of the proceedings with what is done, now and next."""
    raise NotImplementedError


def waiver_text(case: Case, window: str) -> str:
    """Return the official sentence by which the office ends a window early; shown and kept."""
    raise NotImplementedError


def evidence_of(case: Case, actor: Principal) -> list[dict[str, object]]:
    """Return the evidence rows of a case that the actor may see, its reports' included."""
    raise NotImplementedError

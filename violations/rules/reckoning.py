"""How occurrences, sanctions and points are reckoned: pure functions of what was recorded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from core.jalali import add_months
from violations.states import SanctionKind

# The shortest reasons that a decision, a judgment and a request for restricted files may have, in
# letters. Source: design, UI 08; a termination review asks for more (`oversight.rules`).
LEAST_REASONS = 40
# From the lightest to the gravest; an appeal may only go down this ladder.
LADDER = (
    SanctionKind.NONE,
    SanctionKind.REMINDER,
    SanctionKind.WRITTEN_WARNING,
    SanctionKind.SUSPENSION,
    SanctionKind.TERMINATION_REVIEW,
    SanctionKind.CANCELLATION_REFERRAL,
)


@dataclass(frozen=True)
class Prior:
    """An earlier final proven case; linked twins in two tracks share their `event`."""

    event: int
    served_on: date
    final_on: date


@dataclass(frozen=True)
class Cell:
    """A cell of the sanction matrix; `days` of a suspension, `extra` in words."""

    occurrence: int
    sanction: str
    days: int | None = None
    extra: str = ""
    legal_reference: str = ""
    provenance: str = ""


@dataclass(frozen=True)
class Entry:
    """Points from `effective_on` to the day before `expires_on`; a reversal is negative."""

    points: int
    effective_on: date
    expires_on: date


def counts_against(prior: Prior, occurred_on: date, months: int) -> bool:
    """
    Tell whether an earlier case makes a violation a repeat.

    Its notice was served before the violation occurred, and the violation occurred before the
    look-back window of `months` after the earlier finality ended.

    Source: DOMAIN C4-5, DECISIONS 12.
    """
    return prior.served_on < occurred_on < add_months(prior.final_on, months)


def occurrence(priors: Iterable[Prior], occurred_on: date, months: int) -> int:
    """Return the occurrence number: 1 and the earlier events that count."""
    return 1 + len({p.event for p in priors if counts_against(p, occurred_on, months)})


def proposed(cells: Sequence[Cell], number: int) -> Cell | None:
    """Return the cell of an occurrence, the last one for higher numbers; None without any."""
    reached = [cell for cell in cells if cell.occurrence <= number]
    return max(reached, key=lambda cell: cell.occurrence, default=None)


def is_live(entry: Entry, day: date) -> bool:
    """Tell whether an entry counts on a day."""
    return entry.effective_on <= day < entry.expires_on


def points_on(entries: Iterable[Entry], day: date) -> int:
    """Return the sum of the entries that count on a day; never below zero."""
    return max(0, sum(entry.points for entry in entries if is_live(entry, day)))


def weight(sanction: str, days: int | None) -> tuple[int, int]:
    """Return how grave a sanction is, for comparison: its rung, then its days."""
    return LADDER.index(SanctionKind(sanction)), days or 0


def lighter_than(sanction: str, days: int | None) -> tuple[SanctionKind, ...]:
    """Return the sanctions to which one can be reduced; a suspension also to a shorter one."""
    rung, length = weight(sanction, days)
    shorter = sanction == SanctionKind.SUSPENSION and length > 1
    return LADDER[: rung + 1] if shorter else LADDER[:rung]


def departs(cell: Cell | None, sanction: str, days: int | None) -> bool:
    """Tell whether a chosen sanction is not the matrix's; without a cell none is expected."""
    expected = (cell.sanction, cell.days) if cell else (SanctionKind.NONE.value, None)
    return (sanction, days) != (str(expected[0]), expected[1])

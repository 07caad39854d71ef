"""
The fair comparison of agencies: what was ignored counts as failed, few duties prove little.

The share acted on in time is k of n duties that were due. Its interval is Wilson's score interval,
which holds for small n and shares near 0 and 1. For the rank, the share is pulled to the mean of
all: (k + w * p) / (n + w), the mean of a beta posterior whose prior weighs w duties of the
province's own share p. Nobody is ranked under a least number of duties.

Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal
of the American Statistical Association 22 (1927), 209-212; for the pull B. Efron and C. Morris,
Stein's paradox in statistics, Scientific American 236 (1977), 119-127. The least number, the weight
and the quantile are dated rows of the house (ASSUMED).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt

# Outside one's own scope no smaller count is told (design: SECURITY 5).
LEAST_CELL = 5


@dataclass(frozen=True)
class Measure:
    """The numbers by which agencies are compared."""

    least: int
    weight: int
    z: float


@dataclass(frozen=True)
class Tally:
    """What became of one agency's duties that were due: acted in time, late, not at all."""

    key: str
    in_time: int
    late: int
    ignored: int

    @property
    def due(self) -> int:
        """Return how many duties were due; late and ignored ones are among them."""
        return self.in_time + self.late + self.ignored


@dataclass(frozen=True)
class Compared:
    """One agency among the others; `place` is None under the least number of duties."""

    tally: Tally
    share: float | None
    low: float
    high: float
    pulled: float
    place: int | None


@dataclass(frozen=True)
class Shown:
    """What is told of one agency; what a count under the least cell stands behind is None."""

    in_time: int | None
    late: int | None
    ignored: int | None
    due: int | None
    share: float | None
    low: float | None
    high: float | None
    pulled: float | None
    is_masked: bool = False


def shown(one: Compared, *, is_own: bool) -> Shown:
    """
    Return what a reader is told of an agency; of another than one's own no cell under LEAST_CELL.

    A share tells its counts: it goes with them. Late and ignored ones go together, where only the
    sum of the two is large enough.
    """
    tally = one.tally
    failed = tally.late + tally.ignored
    in_full = Shown(
        tally.in_time, tally.late, tally.ignored, tally.due,
        one.share, one.low, one.high, one.pulled,
    )  # fmt: skip
    if is_own or not any(map(_is_small, (tally.in_time, tally.late, tally.ignored, failed))):
        return in_full
    if not _is_small(tally.in_time) and not _is_small(failed):
        return replace(in_full, late=None, ignored=None, is_masked=True)
    due = None if _is_small(tally.due) else tally.due
    return Shown(None, None, None, due, None, None, None, None, is_masked=True)


def shown_count(count: int, *, is_own: bool) -> int | None:
    """Return a count by itself; of another agency than one's own none under LEAST_CELL."""
    return None if _is_small(count) and not is_own else count


def _is_small(count: int) -> bool:
    return 0 < count < LEAST_CELL


def wilson(hits: int, of: int, z: float) -> tuple[float, float]:
    """Return the interval of a share as (low, high); all is possible when nothing was due."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def compared(tallies: Iterable[Tally], measure: Measure) -> list[Compared]:
    """
    Return the agencies, the best first; those without a rank last, by name of their key.

    Equal pulled shares have the same place, and the place behind them is left out.
    """
    rows = list(tallies)
    due = sum(row.due for row in rows)
    mean = sum(row.in_time for row in rows) / due if due else 0.0
    pulled = {row.key: _pulled(row, mean, measure.weight) for row in rows}
    ranked = [row for row in rows if row.due >= measure.least]
    found = []
    for row in sorted(rows, key=lambda row: (row.due < measure.least, -pulled[row.key], row.key)):
        low, high = wilson(row.in_time, row.due, measure.z)
        better = sum(pulled[other.key] > pulled[row.key] for other in ranked)
        found.append(
            Compared(
                tally=row,
                share=row.in_time / row.due if row.due else None,
                low=low,
                high=high,
                pulled=pulled[row.key],
                place=better + 1 if row.due >= measure.least else None,
            )
        )
    return found


def _pulled(row: Tally, mean: float, weight: int) -> float:
    if row.due + weight == 0:
        return mean
    return (row.in_time + weight * mean) / (row.due + weight)

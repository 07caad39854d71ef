"""The points bar: what counts now, what a proven case would add, and the threshold from above."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from accounts.principal import Principal
from violations import facts


@dataclass(frozen=True)
class PointsBar:
    """An office's points against the threshold of the policy in force; both texts may be empty."""

    current: int
    added: int
    threshold: int
    policy: str
    sentence: str
    next_drop_on: date | None
    next_drop_points: int
    drops: tuple[tuple[date, int], ...] = ()

    @property
    def after(self) -> int:
        """Return the sum if the case is proven."""
        return self.current + self.added

    @property
    def crosses(self) -> bool:
        """Tell whether the added points reach the threshold."""
        return bool(self.threshold) and self.current < self.threshold <= self.after


def points_bar(
    office_id: int, as_of: date, reader: Principal | None = None, *, added: int = 0
) -> PointsBar:
    """
    Return the bar of an office on a day; `added` is what a proven case would add.

    To a `reader`, without the points of a result that he has not been told.
    """
    summary = facts.live_points(office_id=office_id, as_of=as_of, reader=reader)
    said = facts.threshold_on(as_of)
    drops: Counter[date] = Counter()
    for entry in summary.entries:
        drops[entry.expires_on] += entry.points
    nearest = min((entry.expires_on for entry in summary.entries), default=None)
    dropping = sum(entry.points for entry in summary.entries if entry.expires_on == nearest)
    return PointsBar(
        current=summary.total,
        added=added,
        threshold=int(said.get("flag", 0)),
        policy=str(said.get("policy", "")),
        sentence=str(said.get("sentence", "")),
        next_drop_on=nearest,
        next_drop_points=dropping,
        drops=tuple(sorted(drops.items())),
    )

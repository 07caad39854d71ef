"""One line of the table: what was measured, with the bar's floor and goal beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

HEAD = ("bar", "what", "measured", "floor", "goal", "")
WIDTHS = ("<3", "<60", ">10", ">10", ">10", "<0")


@dataclass(frozen=True)
class Row:
    """
    A measured ratio against its bar; without a floor it is told beside the bars only.

    `floor` and `goal` are limits that the figure must not pass; with `is_least` they are what it
    must reach. `measured` is None where it could not be measured, and `note` says why.
    """

    bar: str
    what: str
    measured: float | None
    floor: float | None = None
    goal: float | None = None
    unit: str = ""
    is_least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return how the figure stands to its bar."""
        if self.measured is None:
            return "NOT MEASURED"
        if self.floor is None:
            return ""
        if not self.holds(self.floor):
            return "MISSES THE FLOOR"
        return "reaches the goal" if self.goal is not None and self.holds(self.goal) else "holds"

    def holds(self, limit: float) -> bool:
        """Tell whether the figure is on the right side of a limit."""
        if self.measured is None:
            return False
        return self.measured >= limit if self.is_least else self.measured <= limit

    def cells(self) -> tuple[str, ...]:
        """Return the line's cells as text."""
        sign = ">=" if self.is_least else "<="
        measured = "-" if self.measured is None else f"{figure(self.measured)}{self.unit}"
        floor, goal = (
            "" if limit is None else f"{sign} {figure(limit)}{self.unit}"
            for limit in (self.floor, self.goal)
        )
        said = "; ".join(filter(None, (self.verdict, self.note)))
        return self.bar, self.what, measured, floor, goal, said


def figure(number: float) -> str:
    """Return a number with as many digits as it is worth."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.2f}".rstrip("0").rstrip(".")


def line(cells: Sequence[str]) -> str:
    """Return one line of the table, its cells under those of the others."""
    padded = [f"{cell:{width}}" for cell, width in zip(cells, WIDTHS, strict=True)]
    return "  ".join(padded).rstrip()

"""What charts are drawn from: plain data, the oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Drawn:
    """A chart as the template takes it: the picture, its legend and the same data as a table."""

    svg: SafeString
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    legend: Sequence[tuple[str, str]] = ()  # (swatch class, words)


@dataclass(frozen=True)
class Series:
    """A name and one value for each label."""

    name: str
    values: Sequence[float]


@dataclass(frozen=True)
class Trend:
    """At most two lines and one set of bars by month; `marks` are (index, words) on the axis."""

    summary: str
    labels: Sequence[str]
    lines: Sequence[Series]
    bars: Series | None = None
    marks: Sequence[tuple[int, str]] = ()


@dataclass(frozen=True)
class Step:
    """An event that adds points: `total` is the sum after it."""

    on: date
    total: float
    label: str


@dataclass(frozen=True)
class Steps:
    """Points from `start` to `end` (both included) against a threshold."""

    summary: str
    start: date
    end: date
    threshold: float
    steps: Sequence[Step]


@dataclass(frozen=True)
class Stage:
    """Open cases at one stage; `oldest` in days."""

    label: str
    count: int
    oldest: int
    late: bool = False


@dataclass(frozen=True)
class Stages:
    """The stages in the order of the process."""

    summary: str
    stages: Sequence[Stage]


@dataclass(frozen=True)
class Histogram:
    """Counts by bin; bins from index `late_from` on are past the deadline."""

    summary: str
    bins: Sequence[tuple[str, int]]
    late_from: int
    deadline: str


@dataclass(frozen=True)
class Lifeline:
    """A span with events; an event is (date, words above, words below)."""

    summary: str
    start: date
    end: date
    today: date
    events: Sequence[tuple[date, str, str]] = field(default_factory=tuple)

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
    title: str = ""  # the finding, for a chart that stands alone
    has_points: bool = False  # each row of the table has a mark in the picture
    is_tabled: bool = True  # False where the same table stands beside the chart


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
    """
    An event that changes the points: `total` is the sum after it.

    `mark` is what its dot says; its place among the steps if that is None.
    """

    on: date
    total: float
    label: str
    mark: str | None = None


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
    """Counts by bin; from index `late_from` on past the deadline, from `lost_from` never done."""

    summary: str
    bins: Sequence[tuple[str, int]]
    late_from: int
    lost_from: int
    deadline: str
    unit: str = ""


@dataclass(frozen=True)
class Lifeline:
    """A span with events, each (date, words above, words below); `today` None: it has ended."""

    summary: str
    start: date
    end: date
    today: date | None
    events: Sequence[tuple[date, str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Dot:
    """What happened on a day: the size grows with `points`; tone is danger, warn or neutral."""

    on: date
    points: float
    label: str
    tone: str


@dataclass(frozen=True)
class Dots:
    """Events on a time line from `start` to `end`, which is today; both included."""

    summary: str
    start: date
    end: date
    dots: Sequence[Dot]


@dataclass(frozen=True)
class Spark:
    """A small line without axes, the oldest value first."""

    summary: str
    values: Sequence[float]


@dataclass(frozen=True)
class Course:
    """
    Shares in percent, the oldest first.

    `beside` are the shares of what it is compared with, as many; `beside_name` is its name, and
    the last of `head` its column then.
    """

    summary: str
    head: Sequence[str]
    shares: Sequence[tuple[str, int]]
    beside: Sequence[int] = ()
    beside_name: str = ""


@dataclass(frozen=True)
class Area:
    """
    An area of a map: its outline as SVG points ("" where unknown) and the place of its number.

    `value` is what the colour shows, None when nothing can be said; `is_few` hatches it: too few
    to compare. `rest` are the further cells of its row in the table; `words` say why it is hatched,
    if not for that.
    """

    name: str
    points: str
    middle: tuple[float, float]
    value: float | None
    rest: Sequence[str] = ()
    is_few: bool = False
    is_chosen: bool = False
    words: str = ""


@dataclass(frozen=True)
class AreaMap:
    """
    Areas in a picture of `width` × `height` units; `head` names the columns of the table.

    `is_counted` where the values are numbers of things, which have no decimals.
    """

    summary: str
    head: Sequence[str]
    areas: Sequence[Area]
    width: float
    height: float
    is_counted: bool = False


@dataclass(frozen=True)
class Crowd:
    """
    How many (of something, one dot each) have which value; `limits` are (value, words, is new).

    `unit` names the value, `counted` what a dot stands for; `limit` is from where on a dot is in
    danger, None where nothing is.
    """

    summary: str
    counts: Sequence[tuple[int, int]]
    unit: str
    counted: str
    limit: int | None = None
    limits: Sequence[tuple[int, str, bool]] = ()

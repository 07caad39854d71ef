"""The figures of a desk: many counts over many tables, read by one statement."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, DateField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

NOTHING = Value(None)
ZERO = Value(0)
MOST_PARTS = 6


@dataclass(frozen=True)
class Figure:
    """
    One count: of which measure, for which key, since which day, and parts of it.

    `label` is the key in words; what `parts` mean is the measure's own.
    """

    measure: str
    key: str
    label: str
    day: date | None
    count: int
    parts: tuple[int, ...]

    @property
    def part(self) -> int:
        """Return the first part: of most measures, what is late."""
        return self.parts[0]


def counted(
    measure: str,
    records: QuerySet[Any],
    *,
    key: Any = NOTHING,
    label: Any = NOTHING,
    day: Any = NOTHING,
    oldest: Any = None,
    count: Any = None,
    parts: tuple[Any, ...] = (),
) -> QuerySet[Any]:
    """
    Return a measure's rows, one for each key and day, ready to be joined with others.

    `oldest` is an aggregate that gives the day instead; `count` and `parts` are aggregates, or a
    column of the key, at most `MOST_PARTS` parts.
    """
    padded = [*parts, *[ZERO] * (MOST_PARTS - len(parts))]
    names = [f"part_{index}" for index in range(MOST_PARTS)]
    grouped = records.order_by().values(
        figure_measure=Value(measure),
        figure_key=Cast(key, CharField()),
        figure_label=Cast(label, CharField()),
        **({} if oldest is not None else {"figure_day": Cast(day, DateField())}),
    )
    measured = {"figure_count": count or Count("pk"), **dict(zip(names, padded, strict=True))}
    if oldest is not None:
        measured["figure_day"] = Cast(oldest, DateField())
    measured |= {name: Cast(part, IntegerField()) for name, part in zip(names, padded, strict=True)}
    rows: QuerySet[Any] = grouped.annotate(**measured).values_list(
        "figure_measure", "figure_key", "figure_label", "figure_day", "figure_count", *names
    )
    return rows


def read(parts: list[QuerySet[Any]]) -> list[Figure]:
    """Return the figures of all parts; one query."""
    first, *others = parts
    rows = first.union(*others, all=True) if others else first
    return [
        Figure(measure, key or "", label or "", day, count, tuple(numbers))
        for measure, key, label, day, count, *numbers in rows
    ]


def total(figures: list[Figure], measure: str) -> Figure:
    """Return a measure that has one row; nothing counted when it has none."""
    empty = Figure(measure, "", "", None, 0, (0,) * MOST_PARTS)
    return next((figure for figure in figures if figure.measure == measure), empty)


def of(figures: list[Figure], measure: str) -> list[Figure]:
    """Return the rows of a measure."""
    return [figure for figure in figures if figure.measure == measure]

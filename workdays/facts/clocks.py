"""A kept deadline as it was computed, day by day, from what was kept with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from workdays.facts.deadlines import Deadline, rule_in_force
from workdays.models import DeadlineInterval, DeadlineMove, IntervalKind, KeptDeadline
from workdays.rules import (
    Calendar,
    DayKind,
    DeadlineKey,
    Late,
    Off,
    Pause,
    Step,
    StepKind,
    Unit,
    steps,
)


@dataclass(frozen=True)
class Kept:
    """
    A deadline of a record, to be kept.

    `clock` is the name of its kind, `county_id` the key of the county whose calendar was asked,
    `body` the kind of body whose days count, `after` the clock at whose end this one starts.
    """

    clock: str
    record: Any
    due: Deadline
    county_id: int | None = None
    body: str = ""
    after: str = ""


def is_kept(clock: str) -> Exists:
    """Tell of each record of a query whether its deadline of this kind was computed, and kept."""
    return Exists(KeptDeadline.objects.filter(clock=clock, subject_id=OuterRef("public_id")))


@dataclass(frozen=True)
class Counting:
    """From which day a deadline counts, that day not included, and what it counts."""

    starts_on: date
    unit: Unit


def counting_of(subjects: Collection[UUID]) -> dict[tuple[str, UUID, date], Counting]:
    """Return how deadlines count, by clock, record and due day; one query."""
    rows = KeptDeadline.objects.filter(subject_id__in=subjects) if subjects else ()
    return {(row.clock, row.subject_id, row.due_on): _counting(row) for row in rows}


def counting_by_label(records: QuerySet[Any]) -> dict[tuple[str, str, date], Counting]:
    """Return the same of some records by what receipts call each; one query."""
    rows = KeptDeadline.objects.filter(subject_id__in=records.order_by().values("public_id"))
    return {(row.clock, row.subject_label, row.due_on): _counting(row) for row in rows}


def _counting(row: KeptDeadline) -> Counting:
    return Counting(row.starts_on, Unit(row.unit))


def days_off_of(taken: Iterable[Step]) -> dict[str, list[Any]]:
    """Return what a computation met on its way: by ISO day the kind, the title, and a detail."""
    found: dict[str, list[Any]] = {}
    for step in taken:
        if step.off is not None:
            found[step.day.isoformat()] = [step.off.kind, step.off.title, step.off.draft]
        elif step.late is not None:
            found[step.day.isoformat()] = ["late", step.late.title, step.late.minutes]
    return found


def calendar_of(kept: KeptDeadline) -> Calendar:
    """Return the part of the calendar by which the deadline was computed."""
    off: dict[date, Off] = {}
    late: dict[date, Late] = {}
    for text, (kind, title, detail) in kept.days_off.items():
        if kind == DayKind.LATE:
            late[date.fromisoformat(text)] = Late(title, detail)
        else:
            off[date.fromisoformat(text)] = Off(kind, title, detail)
    return Calendar(
        version=kept.calendar_version,
        first=kept.starts_on,
        last=kept.due_on,
        weekends=(),
        off=off,
        late=late,
    )


def of_this_run(
    kept: KeptDeadline, intervals: Iterable[DeadlineInterval]
) -> list[DeadlineInterval]:
    """Return the intervals that belong to the clock as it runs now, the oldest first."""
    return [each for each in intervals if each.starts_on == kept.starts_on]


def pauses_of(intervals: Iterable[DeadlineInterval]) -> tuple[Pause, ...]:
    """Return the days on which a deadline stands still."""
    return tuple(
        Pause(each.from_on, each.until_on, each.reason)
        for each in intervals
        if each.from_on and each.until_on and each.from_on <= each.until_on
    )


def longer_by(intervals: Iterable[DeadlineInterval]) -> int:
    """Return by how much a deadline was extended, in its own unit."""
    return sum(each.days or 0 for each in intervals if each.kind == IntervalKind.EXTENSION)


def extension_left(intervals: Iterable[DeadlineInterval], on: date) -> int:
    """Return by how much a deadline may still be extended on a day, in its own unit; one query."""
    return rule_in_force(DeadlineKey.EXTENSION_MAX, on).value - longer_by(intervals)


def pause_left(intervals: Iterable[DeadlineInterval], on: date) -> int:
    """Return for how many days a deadline may still stand still on a day; one query."""
    used = sum((pause.last - pause.first).days + 1 for pause in pauses_of(intervals))
    return rule_in_force(DeadlineKey.PAUSE_MAX, on).value - used


def computation(
    kept: KeptDeadline, intervals: Iterable[DeadlineInterval], calendar: Calendar
) -> tuple[Step, ...]:
    """
    Return the whole computation of a kept deadline by a calendar; its last step is the due day.

    Raises:
        CalendarEnds: the calendar is too short.
    """
    own = of_this_run(kept, intervals)
    amount = kept.amount + longer_by(own)
    return tuple(steps(kept.starts_on, amount, Unit(kept.unit), calendar, pauses_of(own)))


@dataclass(frozen=True)
class Explanation:
    """
    How a deadline was computed: each day by the calendar of then, and what moved it since.

    `is_certain` is False while a draft holiday, whose day may still move, lies on the way.
    """

    kept: KeptDeadline
    steps: tuple[Step, ...]
    intervals: tuple[DeadlineInterval, ...]
    moves: tuple[DeadlineMove, ...]

    @property
    def is_certain(self) -> bool:
        """Tell whether every day off on the way has been confirmed."""
        return not any(step.off and step.off.draft for step in self.steps)

    @property
    def rolled(self) -> tuple[Step, ...]:
        """Return the days over which the end moved because they were not working days."""
        return tuple(step for step in self.steps if step.kind is StepKind.ROLLED)

    @property
    def open_pause(self) -> DeadlineInterval | None:
        """Return the suspension that nobody has ended yet; it ends by itself at its cap."""
        for each in self.intervals:
            if each.kind == IntervalKind.PAUSE and each.resumed_on is None:
                return each
        return None


def explain(kept: KeptDeadline) -> Explanation:
    """Return how a deadline was computed, from what was kept with it; two queries."""
    intervals: Sequence[DeadlineInterval] = of_this_run(kept, kept.intervals.order_by("pk"))
    return Explanation(
        kept=kept,
        steps=computation(kept, intervals, calendar_of(kept)),
        intervals=tuple(intervals),
        moves=tuple(kept.moves.order_by("-pk")),
    )

"""
Moving running deadlines: by a change of the calendar, by a suspension, by an extension.

Each change of a day leaves a receipt; clocks that no longer run stay as they are.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts.principal import Principal
from audit.actions import record_many
from core.scope import across_tenants
from workdays.facts import calendars_of
from workdays.facts.calendars import Place
from workdays.facts.clocks import computation, days_off_of, longer_by, of_this_run
from workdays.models import (
    CLOCKS,
    CalendarDay,
    ClockKind,
    DeadlineInterval,
    DeadlineMove,
    KeptDeadline,
    MoveCause,
)
from workdays.rules import Calendar, Unit

# No run of days off, and no suspension, is longer than that.
_MARGIN = timedelta(days=150)


@dataclass(frozen=True)
class Cause:
    """
    Why deadlines move, who says so, and when.

    `least` is the earliest day to which a deadline may go back, where a wrong day is withdrawn.
    """

    kind: MoveCause
    why: str
    actor: Principal
    on: date
    at: datetime
    day: CalendarDay | None = None
    interval: DeadlineInterval | None = None
    least: date | None = None

    def lets_go_back(self, due_on: date) -> bool:
        """Tell whether a deadline may end earlier than before, on a day."""
        if self.least is not None:
            return due_on >= self.least
        return self.kind is MoveCause.RESUMPTION


@dataclass
class Moved:
    """
    A deadline whose day changes, with the day and the calendar before.

    `carried` are its intervals that go along because the clock before it has moved.
    """

    kept: KeptDeadline
    old_on: date
    old_version: str
    carried: list[DeadlineInterval] = field(default_factory=list)


def around(days: Collection[date], county_id: int | None) -> QuerySet[KeptDeadline]:
    """Return the deadlines that a change of these days in a county (all, if None) may touch."""
    lies = Q(pk__in=[])
    for day in days:
        lies |= Q(starts_on__lt=day, due_on__gte=day)
    found = KeptDeadline.objects.filter(lies)
    return found if county_id is None else found.filter(county=county_id)


def move_deadlines(found: QuerySet[KeptDeadline], cause: Cause) -> list[DeadlineMove]:
    """
    Compute running deadlines anew, and those that start at their end; return the receipts.

    A clock runs on whether the actor sees its record or not. The number of queries does not grow
    with the number of deadlines.
    """
    with across_tenants():
        return _move(found, cause)


def _move(found: QuerySet[KeptDeadline], cause: Cause) -> list[DeadlineMove]:
    """Move the deadlines, in a scope that sees them all."""
    rows = list(found.select_related("county").order_by("pk"))
    if not rows:
        return []
    known = {row.pk for row in rows}
    followers = KeptDeadline.objects.exclude(after="").filter(
        after__in={row.clock for row in rows}, subject_id__in={row.subject_id for row in rows}
    )
    following = [row for row in followers.select_related("county") if row.pk not in known]
    rows += _let_go_of_own(following, cause)
    intervals: dict[int, list[DeadlineInterval]] = defaultdict(list)
    for each in DeadlineInterval.objects.filter(deadline__in=rows).order_by("pk"):
        intervals[each.deadline_id].append(each)
    calendars = _calendars(rows, intervals)
    receipts: list[DeadlineMove] = []
    ends: dict[tuple[str, Any], date] = {}
    for kind in CLOCKS:
        own = [row for row in rows if row.clock == kind.name]
        if own:
            receipts += _move_kind(kind, own, intervals, calendars, ends, cause)
    return receipts


def _let_go_of_own(rows: Sequence[KeptDeadline], cause: Cause) -> list[KeptDeadline]:
    """
    Return the following deadlines that move along with a cause.

    Who extends or suspends a deadline does not give their own side time by that: what binds it
    follows the other clock no more, and keeps its day.
    """
    if cause.interval is None:
        return list(rows)
    kinds = {row.clock: CLOCKS.get(row.clock) for row in rows}
    own = {
        (kind.name, subject)
        for kind in kinds.values()
        if kind is not None and kind.binds is not None
        for subject in kind.binds(cause.actor)
        .filter(public_id__in=[row.subject_id for row in rows])
        .values_list("public_id", flat=True)
    }
    kept = [row.pk for row in rows if (row.clock, row.subject_id) in own]
    if kept:
        KeptDeadline.objects.filter(pk__in=kept).update(after="")
    return [row for row in rows if row.pk not in kept]


def _place(row: KeptDeadline) -> Place:
    return (row.county.public_id if row.county else None, row.body)


def _calendars(
    rows: Sequence[KeptDeadline], intervals: dict[int, list[DeadlineInterval]]
) -> dict[Place, Calendar]:
    first = min(row.starts_on for row in rows)
    longest = max(
        (row.amount + longer_by(intervals[row.pk])) * (1 if row.unit == Unit.DAY else 2)
        for row in rows
    )
    last = max(row.due_on for row in rows) + timedelta(days=longest) + _MARGIN
    return calendars_of({_place(row) for row in rows}, first, last)


def _move_kind(
    kind: ClockKind,
    rows: Sequence[KeptDeadline],
    intervals: dict[int, list[DeadlineInterval]],
    calendars: dict[Place, Calendar],
    ends: dict[tuple[str, Any], date],
    cause: Cause,
) -> list[DeadlineMove]:
    """Move the deadlines of one kind whose clock runs; `ends` gathers the new days."""
    by_record = {row.subject_id: row for row in rows}
    running = kind.running().filter(public_id__in=by_record)
    records = {
        record.public_id: record
        for record in running.select_for_update(of=("self",)).order_by("pk")
    }
    moved: list[Moved] = []
    for subject_id, row in by_record.items():
        if subject_id not in records:
            continue
        change = _compute(row, intervals[row.pk], calendars[_place(row)], ends, cause)
        if change is not None:
            moved.append(change)
            ends[kind.name, subject_id] = row.due_on
    return write_moved(kind, moved, records, cause) if moved else []


def _compute(
    row: KeptDeadline,
    intervals: list[DeadlineInterval],
    calendar: Calendar,
    ends: dict[tuple[str, Any], date],
    cause: Cause,
) -> Moved | None:
    """Give the row its new day, or None: a suspension's end or a withdrawn day gives time back."""
    before = Moved(row, row.due_on, row.calendar_version)
    own = of_this_run(row, intervals)
    starts_on = ends.get((row.after, row.subject_id), row.starts_on)
    if starts_on != row.starts_on:
        row.starts_on, before.carried = starts_on, own
        for each in own:
            each.starts_on = starts_on
    taken = computation(row, own, calendar)
    due_on = taken[-1].day
    goes_back = due_on < before.old_on
    if due_on == before.old_on or (goes_back and not cause.lets_go_back(due_on)):
        return None
    row.due_on, row.calendar_version = due_on, calendar.version
    row.days_off = days_off_of(taken)
    return before


def write_moved(
    kind: ClockKind, moved: Sequence[Moved], records: dict[Any, Any], cause: Cause
) -> list[DeadlineMove]:
    """Write rows, receipts, the days of the records, and an event for each of them."""
    KeptDeadline.objects.bulk_update(
        [each.kept for each in moved],
        ["starts_on", "due_on", "calendar_version", "days_off"],
        batch_size=500,
    )
    carried = [interval for each in moved for interval in each.carried]
    if carried:
        DeadlineInterval.objects.bulk_update(carried, ["starts_on"])
    receipts = DeadlineMove.objects.bulk_create(
        [
            DeadlineMove(
                deadline=each.kept,
                cause=cause.kind,
                old_on=each.old_on,
                new_on=each.kept.due_on,
                old_version=each.old_version,
                new_version=each.kept.calendar_version,
                day=cause.day,
                interval=cause.interval,
                why=cause.why,
                moved_on=cause.on,
                moved_at=cause.at,
            )
            for each in moved
        ],
        batch_size=500,
    )
    # The receipts come first: a trigger lets no window move without one.
    fields = [kind.column, *(["version"] if kind.has_version else [])]
    for each in moved:
        record = records[each.kept.subject_id]
        setattr(record, kind.column, each.kept.due_on)
        if kind.has_version:
            record.version += 1
    kind.running().bulk_update(
        [records[each.kept.subject_id] for each in moved], fields, batch_size=500
    )
    record_many(
        actor=cause.actor,
        verb="deadline.moved",
        targets=[
            (
                records[each.kept.subject_id],
                {
                    kind.column: (each.old_on, each.kept.due_on),
                    "calendar_version": (each.old_version, each.kept.calendar_version),
                    "cause": (None, cause.kind),
                },
            )
            for each in moved
        ],
        note=cause.why,
        at=cause.at,
    )
    return receipts

"""What a person may still do to a running deadline; each fact is read once for each instance."""

from datetime import date
from typing import Any

from core.acts import once_per_record
from workdays.facts.clocks import extension_left, of_this_run, pause_left
from workdays.models import (
    CLOCKS,
    MOVER_BARS,
    CalendarDay,
    DeadlineInterval,
    DeadlineMove,
    IntervalKind,
    KeptDeadline,
)


@once_per_record
def is_running(kept: KeptDeadline) -> bool:
    """Tell whether the clock of the deadline runs on its record."""
    kind = CLOCKS.get(kept.clock)
    return kind is not None and kind.running().filter(public_id=kept.subject_id).exists()


@once_per_record
def is_movable_by(kept: KeptDeadline, actor: Any) -> bool:
    """Tell whether the deadline is one that the actor moves: nobody moves their own."""
    kind = CLOCKS.get(kept.clock)
    return kind is not None and kind.movable(actor).filter(public_id=kept.subject_id).exists()


@once_per_record
def is_barred(kept: KeptDeadline, actor: Any) -> bool:
    """Tell whether the person has a part in the record, and so moves no clock of it."""
    kind = CLOCKS.get(kept.clock)
    if kind is None or kind.barred is None:
        return False
    return kind.barred(actor).filter(public_id=kept.subject_id).exists()


def barred_by(kept: KeptDeadline, actor: Any, on: date) -> str:
    """Return why an app above lets the person move no deadline of this record; "" otherwise."""
    kind = CLOCKS.get(kept.clock)
    if kind is None:
        return ""
    whys = (bar(kind.model, kept.subject_id, actor, on) for bar in MOVER_BARS)
    return next((why for why in whys if why), "")


@once_per_record
def intervals_of(kept: KeptDeadline) -> list[DeadlineInterval]:
    """Return what has moved the deadline in this run of its clock, the oldest first."""
    return of_this_run(kept, kept.intervals.order_by("pk"))


@once_per_record
def room_to_extend(kept: KeptDeadline, on: date) -> int:
    """Return by how much the deadline is still extended, in its own unit."""
    return extension_left(intervals_of(kept), on)


@once_per_record
def room_to_pause(kept: KeptDeadline, on: date) -> int:
    """Return for how many days the deadline still stands still."""
    return pause_left(intervals_of(kept), on)


def pause_on(kept: KeptDeadline, on: date) -> DeadlineInterval | None:
    """Return the suspension that holds on a day, or is about to; None without one."""
    for each in intervals_of(kept):
        if (
            each.kind == IntervalKind.PAUSE
            and each.resumed_on is None
            and each.from_on is not None
            and each.until_on is not None
            and each.until_on >= on
        ):
            return each
    return None


def moved_by(day: CalendarDay) -> int:
    """Return how many deadlines a day of the calendar moved, of records that anybody sees."""
    return DeadlineMove.objects.filter(day=day).count()

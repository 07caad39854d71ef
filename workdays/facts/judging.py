"""What the days of a file would do to the calendar as it is now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import gettext as _

from core import jalali
from core.clock import TEHRAN, day_in_tehran
from core.persian import loose_key
from workdays.facts.imports import Day, Problem
from workdays.facts.words import KIND_WORDS, NO, SAMPLE, TITLES
from workdays.models import BODIES, CalendarDay
from workdays.rules import DayKind

REACH = timedelta(days=3)  # so far the moon may carry a holiday from its estimate, and a day more

Key = tuple[date, int | None, str]


class Effect(StrEnum):
    """What a row does to the calendar."""

    ENTERS = "enters"
    CHANGES = "changes"
    MOVES = "moves"
    NOTHING = "nothing"
    CLASHES = "clashes"


DOING = frozenset({Effect.ENTERS, Effect.CHANGES, Effect.MOVES})


@dataclass(frozen=True)
class Judged:
    """One row with what it does, and the day of the calendar that it is about."""

    day: Day
    effect: Effect
    entry: CalendarDay | None


def judge(days: Sequence[Day]) -> list[Judged]:
    """
    Return what each row does to the calendar as it is now; one query.

    An estimated holiday that stands in the file a few days off, and no more on its own day, moves:
    it does not stay behind as a second holiday.
    """
    if not days:
        return []
    near = (min(day.day for day in days) - REACH, max(day.day for day in days) + REACH)
    known = {
        (entry.date, entry.county_id, entry.kind): entry
        for entry in CalendarDay.objects.in_force()
        .filter(Q(date__in={day.day for day in days}) | Q(draft=True, date__range=near))
        .order_by("date", "pk")
    }
    left = _left_behind(days, known)
    return [_moved(_judged(day, known.get(day.key)), left) for day in days]


def _left_behind(days: Sequence[Day], known: Mapping[Key, CalendarDay]) -> list[CalendarDay]:
    """Return the estimates that the file names on another day near by, and not on their own."""
    holidays = [day for day in days if _is_holiday(day)]
    own = {day.key for day in days}
    return [
        entry
        for key, entry in known.items()
        if entry.draft
        and entry.kind == DayKind.HOLIDAY
        and key not in own
        and any(
            loose_key(day.title) == loose_key(entry.title)
            and day.county_id == entry.county_id
            and abs(day.day - entry.date) <= REACH
            for day in holidays
        )
    ]


def _moved(judged: Judged, left: list[CalendarDay]) -> Judged:
    """Let a row that would enter a holiday take over an estimate that is left behind."""
    day = judged.day
    if judged.effect is not Effect.ENTERS or not _is_holiday(day):
        return judged
    near = [
        entry
        for entry in left
        if entry.county_id == day.county_id and abs(entry.date - day.day) <= REACH
    ]
    if not near:
        return judged
    entry = min(
        near,
        key=lambda one: (loose_key(one.title) != loose_key(day.title), abs(one.date - day.day)),
    )
    left.remove(entry)
    return Judged(day, Effect.MOVES, entry)


def _is_holiday(day: Day) -> bool:
    return day.kind is DayKind.HOLIDAY


def _judged(day: Day, entry: CalendarDay | None) -> Judged:
    if entry is None:
        return Judged(day, Effect.ENTERS, None)
    told = day_in_tehran(entry.announced_at) if entry.announced_at else None
    is_same = (
        entry.title == day.title
        and sorted(entry.exempt) == sorted(day.exempt)
        and entry.late_minutes == day.late_minutes
        and entry.source == day.source
        and told == day.announced_on
    )
    if is_same and (entry.draft == day.draft or not entry.draft):
        return Judged(day, Effect.NOTHING, entry)
    return Judged(day, Effect.CHANGES if entry.draft else Effect.CLASHES, entry)


def clashes(judged: Iterable[Judged]) -> list[Problem]:
    """Return the rows that would change a confirmed day, which no file does."""
    return [
        Problem(
            one.day.row, "date", jalali.short(one.day.day),
            _("This day is confirmed with other words. Take the row out of the file."),
        )
        for one in judged
        if one.effect is Effect.CLASHES
    ]  # fmt: skip


def announced_at(day: Day) -> datetime | None:
    """Return the moment of an announcement of which only the day is known."""
    return datetime.combine(day.announced_on, time(12), TEHRAN) if day.announced_on else None


def template() -> list[list[str]]:
    """Return the header of a file of days, and one row to show how it is filled in."""
    return [
        [str(title) for title in TITLES.values()],
        [
            "1405/10/10", str(KIND_WORDS[DayKind.CLOSED]), SAMPLE, "",
            "، ".join(str(BODIES[body]) for body in ("water", "gas") if body in BODIES), "",
            "1405/10/09", str(NO), "", "اطلاعیهٔ استانداری",
        ],
    ]  # fmt: skip

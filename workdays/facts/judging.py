"""What the days of a file would do to the calendar as it is now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from django.utils.translation import gettext as _

from core import jalali
from core.clock import TEHRAN, day_in_tehran
from workdays.facts.files import COLUMNS
from workdays.facts.imports import Day, Problem
from workdays.models import CalendarDay


class Effect(StrEnum):
    """What a row does to the calendar."""

    ENTERS = "enters"
    CHANGES = "changes"
    NOTHING = "nothing"
    CLASHES = "clashes"


@dataclass(frozen=True)
class Judged:
    """One row with what it does, and the day of the calendar that it is about."""

    day: Day
    effect: Effect
    entry: CalendarDay | None


def judge(days: Sequence[Day]) -> list[Judged]:
    """Return what each row does to the calendar as it is now; one query."""
    known = {
        (entry.date, entry.county_id, entry.kind): entry
        for entry in CalendarDay.objects.filter(date__in={day.day for day in days})
    }
    return [_judged(day, known.get(day.key)) for day in days]


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
        list(COLUMNS),
        ["1405-10-10", "closed", "تعطیلی به سبب برودت هوا", "", "water gas", "", "1405-10-09",
         "no", "", "اطلاعیهٔ استانداری"],
    ]  # fmt: skip

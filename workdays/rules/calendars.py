"""Which days a place works: weekly rules, holidays, closures and exceptions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.jalali import weekday_name, weekday_of


class DayKind(StrEnum):
    """What makes a day differ from the weekly rule."""

    HOLIDAY = "holiday"
    CLOSED = "closed"
    WORKING = "working"
    LATE = "late"


class CalendarEnds(ValueError):
    """A day was asked for outside the days that the calendar was built for."""


@dataclass(frozen=True)
class Weekend:
    """The weekly days off from `valid_from` to `valid_to`, both included; None is open."""

    weekdays: frozenset[int]  # 0 is Saturday, 6 is Friday
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether the rule is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True)
class Off:
    """Why a day is not a working day; `kind` is weekend, holiday or closed."""

    kind: str
    title: str
    draft: bool = False


@dataclass(frozen=True)
class Late:
    """A working day that began late: it counts, and its end stays where it was."""

    title: str
    minutes: int


@dataclass(frozen=True, eq=False)
class Calendar:
    """
    The working days of one place from `first` to `last`, both included; each is only itself.

    Of the weekends, the first that covers a day holds, so that a county's rule stands before the
    province's. `off` are holidays and closures by day, `working` the days on which the place
    works although it would not, `late` those on which work began late. A draft holiday counts as
    one: that favours the one who must act.
    """

    version: str
    first: date
    last: date
    weekends: tuple[Weekend, ...]
    off: Mapping[date, Off] = field(default_factory=dict)
    working: frozenset[date] = frozenset()
    late: Mapping[date, Late] = field(default_factory=dict)

    def why_off(self, day: date) -> Off | None:
        """
        Return why the day is not a working day, or None if it is one.

        Raises:
            CalendarEnds: the day lies outside the calendar.
        """
        if not self.first <= day <= self.last:
            raise CalendarEnds(f"{day} is not between {self.first} and {self.last}")
        if day in self.working:
            return None
        if day in self.off:
            return self.off[day]
        weekend = next((rule for rule in self.weekends if rule.covers(day)), None)
        if weekend is not None and weekday_of(day) in weekend.weekdays:
            return Off("weekend", weekday_name(weekday_of(day)))
        return None

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on the day."""
        return self.why_off(day) is None

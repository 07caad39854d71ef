"""The time of the sample data: a clock that walks from day to day, and what waits for a day."""

import heapq
import itertools
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from accounts.principal import Principal
from core.clock import TEHRAN, now
from core.errors import DomainError
from workdays.facts import calendar_for
from workdays.rules import Calendar

# A script says at which moment it goes on; between two moments it acts.
Script = Generator[datetime, None, None]
OPENS, CLOSES = time(7, 30), time(14, 0)
NIGHT = time(2, 0)
LADDER_DAYS = 60  # from the beginning of a duty to the agenda, with room for days off
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Stage:
    """
    The sample world while it is being made.

    `moment` is the present of the story that is being told; actions get its day and its moment.
    """

    seed: int
    today: date
    begin: date
    is_full: bool
    cast: dict[str, Principal] = field(default_factory=dict)
    moment: datetime = LONG_AGO
    nights: set[date] = field(default_factory=set)
    ladders: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - the same sample every time
        self._calendar: Calendar | None = None

    def branch(self) -> random.Random:
        """Return a generator of its own, so that one part's draws do not move another's."""
        return random.Random(self.rng.random())  # noqa: S311 - the same sample every time

    @property
    def on(self) -> date:
        """Return the present day in Tehran."""
        return self.moment.astimezone(TEHRAN).date()

    @property
    def when(self) -> dict[str, Any]:
        """Return the day and the moment, as actions take them."""
        return {"on": self.on, "at": self.moment}

    def by(self, username: str) -> Principal:
        """Return a person of the cast, with a second factor just given."""
        return self.cast[username].with_fresh_factor()

    def is_working(self, day: date) -> bool:
        """Tell whether offices work on a day."""
        if self._calendar is None:
            first, last = self.begin - timedelta(days=60), self.today + timedelta(days=120)
            self._calendar = calendar_for(None, first, last)
        return self._calendar.is_working(day)

    def workday(self, day: date, later: int = 0) -> date:
        """Return the first working day from `day` on, then so many working days later."""
        while not self.is_working(day):
            day += timedelta(days=1)
        for _step in range(later):
            day += timedelta(days=1)
            while not self.is_working(day):
                day += timedelta(days=1)
        return day

    def workday_back(self, day: date, earlier: int = 0) -> date:
        """Return the last working day up to `day`, then so many working days earlier."""
        while not self.is_working(day):
            day -= timedelta(days=1)
        for _step in range(earlier):
            day -= timedelta(days=1)
            while not self.is_working(day):
                day -= timedelta(days=1)
        return day

    def at(self, day: date, hour: int | None = None) -> datetime:
        """Return a moment in office hours of a day, or in the given hour."""
        if hour is None:
            minutes = self.rng.randrange(OPENS.hour * 60 + OPENS.minute, CLOSES.hour * 60)
        else:
            minutes = hour * 60 + self.rng.randrange(60)
        clock = time(minutes // 60, minutes % 60, self.rng.randrange(60))
        return datetime.combine(day, clock, TEHRAN).astimezone(UTC)

    def after(self, least: int = 1, most: int | None = None) -> datetime:
        """Return a moment on a working day, so many working days after the present one."""
        later = self.rng.randint(least, most if most is not None else least)
        return self.at(self.workday(self.on, later))

    def dawn(self, day: date) -> datetime:
        """Return an early moment of a day in whose night the clock has done its work."""
        self.nights.add(day)
        return self.at(day, 8)

    def climb(self) -> None:
        """Let duties climb on each of the coming days, as a duty that nobody answers does."""
        self.ladders |= {self.on + timedelta(days=days) for days in range(1, LADDER_DAYS + 1)}

    def soon(self, minutes: int = 20) -> datetime:
        """Return a moment some minutes after the present one."""
        return self.moment + timedelta(minutes=minutes, seconds=self.rng.randrange(60))


class Agenda:
    """What waits for a moment: scripts in the order of their next moment, and the nights."""

    def __init__(
        self, stage: Stage, night: Callable[[date], None], ladder: Callable[[date], None]
    ) -> None:
        self._stage = stage
        self._night = night
        self._ladder = ladder
        self._waiting: list[tuple[datetime, int, Script]] = []
        self._serial = itertools.count()
        self.lost: list[str] = []

    def add(self, script: Script) -> None:
        """Take a script on; it begins at the moment that it yields first."""
        self._wait(script)

    def _wait(self, script: Script) -> None:
        try:
            moment = next(script, None)
        except (DomainError, IntegrityError, ObjectDoesNotExist) as error:
            # On some day of the year a story meets a rule that was not thought of: the action has
            # undone itself, this story ends here, all others go on. Tests ask that none is lost.
            name, fields = getattr(script, "__name__", ""), getattr(error, "fields", {})
            self.lost.append(f"{self._stage.on} {name}: {error!r} {fields or ''}")
            return
        if moment is not None:
            heapq.heappush(self._waiting, (moment, next(self._serial), script))

    def run(self, until: date) -> None:
        """
        Go from day to day up to and with `until`, each day in one transaction.

        What waits for a later moment is dropped: that is how work is left over.
        """
        while day := self._next_day(until):
            with transaction.atomic():
                self._play(day)

    def _next_day(self, until: date) -> date | None:
        days = [min(known) for known in (self._stage.nights, self._stage.ladders) if known]
        if self._waiting:
            days.append(self._waiting[0][0].astimezone(TEHRAN).date())
        day = min(days, default=None)
        return day if day is not None and day <= until else None

    def _play(self, day: date) -> None:
        if day in self._stage.nights:
            self._stage.nights.remove(day)
            night = datetime.combine(day, NIGHT, TEHRAN).astimezone(UTC)
            self._stage.moment = min(night, now())  # the sample may be made before two o'clock
            self._night(day)
        if day in self._stage.ladders:
            self._stage.ladders.remove(day)
            night = datetime.combine(day, NIGHT, TEHRAN).astimezone(UTC)
            self._stage.moment = max(self._stage.moment, min(night, now()))
            self._ladder(day)
        end = datetime.combine(day + timedelta(days=1), time(0), TEHRAN)
        while self._waiting and self._waiting[0][0] < end:
            moment, _serial, script = heapq.heappop(self._waiting)
            self._stage.moment = max(moment, self._stage.moment)
            self._wait(script)

"""Notices left unopened in the portal: their next steps, and what the office reads of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.urls import reverse

from workdays.facts.calendars import Place, calendars_of
from workdays.facts.clocks import Kept
from workdays.facts.deadlines import Deadline, Lengths, deadline, rule_in_force
from workdays.rules import DeadlineKey
from workdays.rules.unopened import Unopened, UnopenedStep, next_step

_KEYS = (
    DeadlineKey.UNOPENED_REMINDER,
    DeadlineKey.UNOPENED_REMINDER_AGAIN,
    DeadlineKey.UNOPENED_NOTICE,
    DeadlineKey.PAPER_SERVICE,
)
_MARGIN = timedelta(days=120)
# The days of a notice that is left unopened, by the ends of their columns' names.
DAYS = ("reminded_on", "reminded_again_on", "paper_since", "paper_due_on")


@dataclass(frozen=True)
class UnopenedNotice:
    """
    A notice in the portal that its office has not opened, and the record that has its days.

    `prefix` begins the names of the record's columns, `clock` is the name of the window on paper.
    The reminders count the working days of the county, the window those of `body` there.
    """

    record: Any
    clock: str
    issued_on: date
    county_id: int
    county: UUID
    body: str
    prefix: str = ""

    def day(self, name: str) -> date | None:
        """Return one of `DAYS`."""
        found: date | None = getattr(self.record, self.prefix + name)
        return found


@dataclass(frozen=True)
class Followed:
    """A notice that goes on by a step as of a day; `kept` is the window that begins, if any."""

    notice: UnopenedNotice
    step: UnopenedStep
    on: date
    kept: Kept | None

    @property
    def values(self) -> dict[str, date]:
        """Return what is written, by the name of the day."""
        if self.kept is not None:
            return {"paper_since": self.kept.due.served_on, "paper_due_on": self.kept.due.due_on}
        is_first = self.step is UnopenedStep.REMIND
        return {"reminded_on" if is_first else "reminded_again_on": self.on}


class UnopenedDays:
    """The days of some notices, by the lengths and calendars in force; three queries."""

    def __init__(self, notices: Sequence[UnopenedNotice], on: date) -> None:
        self._lengths = Lengths(_KEYS)
        places: set[Place] = set()
        for notice in notices:
            places |= {(notice.county, ""), (notice.county, notice.body)}
        first = min(on, *(notice.issued_on for notice in notices))
        last = on + timedelta(days=2 * self._lengths.longest) + _MARGIN
        self._calendars = calendars_of(places, first, last)

    def _due(self, key: DeadlineKey, place: Place, start: date) -> Deadline:
        rule = self._lengths.on(key, start)
        return deadline(key, start, place[0], self._calendars[place], rule=rule)

    def followed(self, notice: UnopenedNotice, on: date) -> Followed | None:
        """Return how a notice goes on as of a day, by one step; None if it stays."""
        step = self.step(notice, on)
        if step is None:
            return None
        kept = self.paper(notice, on) if step is UnopenedStep.PAPER else None
        return Followed(notice, step, on, kept)

    def step(self, notice: UnopenedNotice, on: date) -> UnopenedStep | None:
        """Return what is done about a notice on a day, in the working days of its office."""
        place, first, key = (notice.county, ""), notice.day("reminded_on"), DeadlineKey
        again = self._due(key.UNOPENED_REMINDER_AGAIN, place, first).due_on if first else None
        standing = Unopened(
            reminded_on=first,
            reminded_again_on=notice.day("reminded_again_on"),
            paper_since=notice.day("paper_since"),
            remind_from=self._due(key.UNOPENED_REMINDER, place, notice.issued_on).due_on,
            again_from=again,
            open_until=self._due(key.UNOPENED_NOTICE, place, notice.issued_on).due_on,
        )
        return next_step(standing, on)

    def paper(self, notice: UnopenedNotice, on: date) -> Kept:
        """Return the window of the service on paper, in the working days of who serves."""
        due = self._due(DeadlineKey.PAPER_SERVICE, (notice.county, notice.body), on)
        return Kept(notice.clock, notice.record, due, notice.county_id, notice.body)


@dataclass(frozen=True)
class Ignored:
    """What happens when a notice in the portal is ignored, and what has happened already."""

    working_days: int
    paper_days: int
    reminded_on: date | None
    reminded_again_on: date | None
    paper_since: date | None
    paper_due_on: date | None


class ShownNotice(TypedDict):
    """What a page says of an unopened notice."""

    ignored: Ignored | None
    paper_clock_url: str


def ignored(record: Any, issued_on: date, prefix: str = "") -> Ignored:
    """Return what happens when the notice of a record is left unopened; two queries."""
    days = {name: getattr(record, prefix + name) for name in DAYS}
    start = days["paper_since"] or issued_on
    return Ignored(
        working_days=rule_in_force(DeadlineKey.UNOPENED_NOTICE, issued_on).value,
        paper_days=rule_in_force(DeadlineKey.PAPER_SERVICE, start).value,
        **days,
    )


def shown(record: Any, clock: str, issued_on: date, prefix: str, *, to_office: bool) -> ShownNotice:
    """
    Return what the page of a record says of its unopened notice.

    The office reads what happens if it ignores it; those inside, how the window on paper counts.
    """
    if to_office:
        return {"ignored": ignored(record, issued_on, prefix), "paper_clock_url": ""}
    has_window = getattr(record, prefix + "paper_since") is not None
    url = reverse("workdays:deadline", args=[clock, record.public_id]) if has_window else ""
    return {"ignored": None, "paper_clock_url": url}

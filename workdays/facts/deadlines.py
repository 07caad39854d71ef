"""Deadlines with all that explains them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.together import Asked, read_together
from workdays.facts.calendars import (
    Days,
    Place,
    Week,
    asked_days,
    calendar_for,
    calendars_from,
)
from workdays.models import DeadlineRule
from workdays.rules import Calendar, DeadlineKey, Step, StepKind, Unit, steps

# No run of days off is as long as this; a calendar for a deadline reaches that far beyond it.
_MARGIN = timedelta(days=60)


class NoRule(LookupError):
    """No length is in force for a deadline on a day: the installation lacks its data."""


@dataclass(frozen=True)
class RuleSnapshot:
    """The rule as it was when a deadline was computed; kept with what it decided."""

    key: str
    value: int
    unit: Unit
    provenance: str
    citation: str


@dataclass(frozen=True)
class Deadline:
    """
    A computed deadline and everything that explains it.

    `steps` go day by day from the day of service to the due day. `is_certain` is False while a
    draft holiday, whose day may still move, lies among the days counted or skipped.
    """

    served_on: date
    due_on: date
    rule: RuleSnapshot
    calendar_version: str
    steps: tuple[Step, ...]

    @property
    def is_certain(self) -> bool:
        """Tell whether every day off on the way has been confirmed."""
        return not any(step.off and step.off.draft for step in self.steps)

    @property
    def has_rolled(self) -> bool:
        """Tell whether the end moved because it was not a working day."""
        return any(step.kind is StepKind.ROLLED for step in self.steps)


def rule_in_force(key: str, on: date) -> RuleSnapshot:
    """
    Return the length of a deadline on a day.

    Raises:
        NoRule: none is in force.
    """
    (found,) = read_together(asked_length(key, on))
    return _only(found, key, on)


def asked_length(key: str, on: date) -> Asked:
    """Return the read of the length of a deadline on a day."""
    return Asked("length of a deadline", _rules, (str(key), on), RuleSnapshot)


def _rules(key: str, on: date) -> QuerySet[Any, Any]:
    rules = DeadlineRule.objects.in_force(on).filter(key=key).order_by("pk")
    return rules.values("key", "value", "unit", "provenance", "citation")[:1]


def _only(found: Sequence[RuleSnapshot], key: str, on: date) -> RuleSnapshot:
    if not found:
        raise NoRule(f"no length of {key} on {on.isoformat()}")
    return found[0]


class Lengths:
    """The lengths of some deadlines on any day; one query."""

    def __init__(self, keys: Iterable[str]) -> None:
        rows = DeadlineRule.objects.filter(key__in=set(keys)).order_by("-valid_from", "pk")
        self._rows = list(rows)

    @property
    def longest(self) -> int:
        """Return the greatest length among all, whatever its unit."""
        return max((row.value for row in self._rows), default=0)

    def find(self, key: str, on: date) -> RuleSnapshot | None:
        """Return the length of a deadline on a day, or None."""
        for row in self._rows:
            is_begun = row.key == key and row.valid_from <= on
            if is_begun and (row.valid_to is None or on <= row.valid_to):
                unit = Unit(row.unit)
                return RuleSnapshot(row.key, row.value, unit, row.provenance, row.citation)
        return None

    def on(self, key: str, on: date) -> RuleSnapshot:
        """
        Return the length of a deadline on a day.

        Raises:
            NoRule: none is in force.
        """
        found = self.find(key, on)
        return _only([found] if found else [], key, on)


class Basis:
    """
    What some deadlines from a day on are reckoned by, whatever the place, to be read with others.

    `lengths` are their keys with the days from which each counts. Read `asked` with
    `core.together`, and hand over what was `found`.
    """

    def __init__(self, start: date, end: date, lengths: Sequence[tuple[str, date]]) -> None:
        self.start, self.end, self._wanted = start, end, lengths
        self.asked = (*asked_days(start, end), *(asked_length(*length) for length in lengths))
        self._weeks: Sequence[Week] = ()
        self._days = Days(())
        self._lengths: dict[tuple[str, date], Sequence[RuleSnapshot]] = {}

    def take(self, found: Sequence[Any]) -> None:
        """Take what was read."""
        self._weeks, self._days, *lengths = found
        self._lengths = dict(zip(self._wanted, lengths, strict=True))

    def calendars(self, places: Iterable[Place]) -> dict[Place, Calendar]:
        """Return the calendars of several places."""
        return calendars_from(places, self.start, self.end, self._weeks, self._days)

    def length(self, key: str, on: date) -> RuleSnapshot:
        """
        Return the length of a deadline on a day, one of those that were asked for.

        Raises:
            NoRule: none is in force.
        """
        return _only(self._lengths[str(key), on], key, on)


def deadline(
    key: str,
    served_on: date,
    county: UUID | None,
    calendar: Calendar | None = None,
    *,
    amount: int | None = None,
    body: str = "",
    rule: RuleSnapshot | None = None,
) -> Deadline:
    """
    Return a deadline that begins with service on a day, with its whole computation.

    The length is the one in force on that day; `amount` replaces it where a case has its own,
    such as the cure days of a violation type. `body` is the kind of body whose working days count,
    where no calendar is given; `rule` is the length, where it is known. One query for each of the
    two.

    Raises:
        NoRule: no length is in force.
    """
    rule = rule or rule_in_force(key, served_on)
    if amount is not None:
        rule = RuleSnapshot(rule.key, amount, rule.unit, rule.provenance, rule.citation)
    if calendar is None:
        reach = timedelta(days=rule.value * (1 if rule.unit is Unit.DAY else 2)) + _MARGIN
        calendar = calendar_for(county, served_on, served_on + reach, body)
    taken = tuple(steps(served_on, rule.value, rule.unit, calendar))
    return Deadline(served_on, taken[-1].day, rule, calendar.version, taken)


def is_entered_back(day: date, on: date, county: UUID | None) -> bool:
    """Tell whether a paper of a day is entered so late that another person confirms it."""
    return on > deadline(DeadlineKey.PAPER_ENTRY, day, county).due_on


def after_entry(due: Deadline, entered_on: date, county: UUID | None) -> Deadline:
    """
    Return the end of a window that a service begins, not before the office had time to see it.

    The office sees a service on paper from the day on which it was entered.
    """
    if entered_on <= due.served_on:
        return due
    seen = deadline(DeadlineKey.WINDOW_AFTER_ENTRY, entered_on, county)
    return max(due, seen, key=lambda each: each.due_on)

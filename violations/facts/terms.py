"""The days by which things are due in a case, and how cases are reckoned on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from core.jalali import add_months
from violations.models import CaseRule
from workdays.facts import Deadline, calendar_for, deadline

# Further than any window of a case with the days off behind it.
_REACH = timedelta(days=260)


@dataclass(frozen=True)
class Reckoning:
    """How cases are reckoned on a day; months are Jalali months."""

    quorum: int
    lookback_months: int
    points_months: int

    def points_expire(self, final_on: date) -> date:
        """Return the first day on which points of a case that became final no longer count."""
        return add_months(final_on, self.points_months)


class Reckonings:
    """All rules by which cases are reckoned; one query for any number of days."""

    def __init__(self) -> None:
        self._rows = list(
            CaseRule.objects.order_by("-valid_from", "pk").values_list(
                "valid_from", "quorum", "lookback_months", "points_months"
            )
        )

    def on(self, day: date) -> Reckoning:
        """
        Return how cases are reckoned on a day.

        Raises:
            NoReckoning: no rule is in force.
        """
        for valid_from, *values in self._rows:
            if valid_from <= day:
                return Reckoning(*values)
        raise NoReckoning(f"no rule for cases on {day.isoformat()}")


class NoReckoning(LookupError):
    """No rule says how cases are reckoned on a day: the installation lacks its data."""


def reckoning_on(day: date) -> Reckoning:
    """
    Return how cases are reckoned on a day.

    Raises:
        NoReckoning: no rule is in force.
    """
    return Reckonings().on(day)


class Terms:
    """The deadlines of one county from a day on; two queries, and one for each length."""

    def __init__(self, county: UUID | None, start: date) -> None:
        self._county = county
        self._calendar = calendar_for(county, start, start + _REACH)

    @property
    def version(self) -> str:
        """Return the version of the calendar, kept with what was computed."""
        return self._calendar.version

    def due(self, key: str, start: date, amount: int | None = None) -> Deadline:
        """Return the deadline that begins on a day; `amount` replaces its length in days."""
        return deadline(key, start, self._county, self._calendar, amount=amount)

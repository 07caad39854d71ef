"""The days by which things are due in a case, and how cases are reckoned on a day."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from agencies.models import Agency
from core.jalali import add_months
from violations.models import Case, CaseRule, ViolationReport, ViolationType
from violations.states import Forum, Track
from workdays.facts import Basis, Deadline, Kept, calendars_of, deadline
from workdays.rules import DeadlineKey

# Further than any window of a case with the days off behind it.
_REACH = timedelta(days=260)


@dataclass(frozen=True)
class Reckoning:
    """How cases are reckoned on a day; months are Jalali months."""

    quorum: int
    agency_quorum: int
    lookback_months: int
    points_months: int
    evidence_days: int
    stand_in_days: int

    def quorum_of(self, forum: str) -> int:
        """Return how many must sit in a session of a forum."""
        return self.agency_quorum if forum == Forum.AGENCY else self.quorum

    def points_expire(self, final_on: date) -> date:
        """Return the first day on which points of a case that became final no longer count."""
        return add_months(final_on, self.points_months)


class Reckonings:
    """All rules by which cases are reckoned; one query for any number of days."""

    def __init__(self) -> None:
        self._rows = list(
            CaseRule.objects.order_by("-valid_from", "pk").values_list(
                "valid_from",
                "quorum",
                "agency_quorum",
                "lookback_months",
                "points_months",
                "evidence_days",
                "stand_in_days",
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


def body_of(track: str, agency_kind: str | None) -> str:
    """Return the kind of body that keeps files of a track: their agency's, but of no licence."""
    return "" if track == Track.LICENCE else agency_kind or ""


def triaged_by_body(kind: ViolationType, agency: Agency | None) -> str:
    """Return the kind of body that triages a report: the agency of the contract track, or none."""
    return body_of(kind.track, agency.kind if agency else None)


def kept_by_body(case: Case) -> str:
    """Return the kind of body that keeps a case: the agency of the contract track, or none."""
    return body_of(case.track, case.agency.kind if case.agency else None)


# What the keeper of a case does in time; by its own working days, where a closure exempts it.
_OF_THE_KEEPER = frozenset(
    {
        DeadlineKey.REPORT_AFTER_DISCOVERY,
        DeadlineKey.TRIAGE,
        DeadlineKey.SERVE_NOTICE,
        DeadlineKey.DECISION,
    }
)


def basis_of(start: date, *lengths: tuple[str, date]) -> Basis:
    """Return the basis of terms from a day on with these lengths, still to be read."""
    return Basis(start, start + _REACH, lengths)


class Terms:
    """
    The deadlines of one county from a day on; one query, and one for each length.

    `body` is the kind of body that keeps the case; the office's windows never count by it. None of
    these queries is made where the `basis` of the deadlines is known.
    """

    def __init__(
        self, county: UUID | None, start: date, body: str = "", basis: Basis | None = None
    ) -> None:
        self._county = county
        self._body = body
        self._basis = basis
        places = {(county, ""), (county, body)}
        self._calendars = (
            calendars_of(places, start, start + _REACH)
            if basis is None
            else basis.calendars(places)
        )

    @property
    def version(self) -> str:
        """Return the version of the calendar, kept with what was computed."""
        return self._calendars[self._county, ""].version

    def _body_of(self, key: str) -> str:
        return self._body if key in _OF_THE_KEEPER else ""

    def due(self, key: str, start: date, amount: int | None = None) -> Deadline:
        """Return the deadline that begins on a day; `amount` replaces its length in days."""
        calendar = self._calendars[self._county, self._body_of(key)]
        rule = None if self._basis is None else self._basis.length(key, start)
        return deadline(key, start, self._county, calendar, amount=amount, rule=rule)

    def kept(
        self, clock: str, record: Case | ViolationReport, due: Deadline, after: str = ""
    ) -> Kept:
        """Return a deadline of a case or report as `keep_deadlines` takes it."""
        body = self._body_of(due.rule.key)
        return Kept(clock, record, due, record.county_id, body, after)

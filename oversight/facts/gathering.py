"""All rows that the rules may need about many subjects, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from oversight.facts.reading import (
    Row,
    agencies_with_guarantee,
    case_rows,
    correction_rows,
    guarantees_of,
    licences_of,
    point_rows,
    settlement_rows,
    state_rows,
    warning_rows,
)
from oversight.facts.silence import working_days_between
from oversight.rules.shapes import (
    CaseFact,
    CorrectionFact,
    GuaranteeFact,
    LicenceFact,
    PointFact,
    SettlementFact,
    StateFact,
    Subject,
    WarningFact,
    window_start,
)

# (a day, the day that is judged) -> the working days between them.
Late = Mapping[tuple[date, date], int]
# How far back cases are shown beside those that count, in months.
LOOK_BACK = 36


@dataclass(frozen=True)
class Place:
    """Where a subject lies: the keys of its rows, None where it has none."""

    subject: Subject
    office_id: int | None = None
    contract_id: int | None = None
    licence_id: int | None = None
    agency_id: int | None = None


@dataclass
class Gathered:
    """All rows that the rules may need about some subjects, by office or contract."""

    cases: Mapping[int, list[CaseFact]] = field(default_factory=dict)
    points: Mapping[int, list[PointFact]] = field(default_factory=dict)
    warnings: Mapping[tuple[int, str], list[WarningFact]] = field(default_factory=dict)
    licences: Mapping[int, list[LicenceFact]] = field(default_factory=dict)
    guarantees: Mapping[int, list[GuaranteeFact]] = field(default_factory=dict)
    needs_guarantee: frozenset[str] = frozenset()
    corrections: Mapping[tuple[int, str], list[CorrectionFact]] = field(default_factory=dict)
    states: Mapping[int, list[StateFact]] = field(default_factory=dict)
    settlements: Mapping[int, list[SettlementFact]] = field(default_factory=dict)


def gather(found: Iterable[Place], as_of: date) -> Gathered:
    """Return the rows about the subjects as of a day; the same number of queries for any many."""
    return gather_days({as_of: list(found)})[as_of]


def gather_days(wanted: Mapping[date, Sequence[Place]]) -> dict[date, Gathered]:
    """
    Return the rows about subjects as of each day on which they are wanted.

    All days are read at once: the same number of queries for any many of them.
    """
    if not wanted:
        return {}
    found = [place for listed in wanted.values() for place in listed]
    offices = sorted({place.office_id for place in found if place.office_id})
    contracts = sorted({place.contract_id for place in found if place.contract_id})
    firsts = {day: _first_day(listed, day) for day, listed in wanted.items()}
    last = max(wanted)
    cases = case_rows(offices, min(firsts.values()), last)
    points = point_rows(offices, min(wanted), last)
    warnings = warning_rows(offices, last)
    corrections = correction_rows(offices, min(wanted), last)
    settlements = settlement_rows(contracts, last)
    states = state_rows(offices, last)
    days = {row[-1] for row in corrections} | {row[-2] for row in settlements}
    late = working_days_between(days, wanted.keys())
    licences, guarantees, needing = (
        licences_of(offices),
        guarantees_of(contracts),
        agencies_with_guarantee(),
    )
    return {
        day: Gathered(
            cases=_cases(cases, first, day),
            points=_points(points, day),
            warnings=_warnings(warnings, day),
            licences=licences,
            guarantees=guarantees,
            needs_guarantee=needing,
            corrections=_corrections(corrections, late, day),
            states=_states(states, day),
            settlements=_settlements(settlements, late, day),
        )
        for day, first in firsts.items()
    }


def _first_day(found: Sequence[Place], as_of: date) -> date:
    starts = [place.subject.starts_on for place in found if place.subject.starts_on]
    return min([window_start(as_of, LOOK_BACK), *starts])


def _cases(rows: Sequence[Row], first: date, last: date) -> Mapping[int, list[CaseFact]]:
    by_office: defaultdict[int, list[CaseFact]] = defaultdict(list)
    for office_id, holder, present, pk, number, track, agency, *rest in rows:
        if first <= rest[-1] <= last:
            values: list[Any] = [pk, number, track, agency or "", *rest, holder == present]
            by_office[office_id].append(CaseFact(*values))
    return by_office


def _points(rows: Sequence[Row], as_of: date) -> Mapping[int, list[PointFact]]:
    by_office: defaultdict[int, list[PointFact]] = defaultdict(list)
    for office_id, holder, present, case, number, agency, *rest in rows:
        effective_on, expires_on, _reversed_on = rest[-3:]
        if effective_on <= as_of and expires_on > window_start(as_of, 12):
            values: list[Any] = [case, number, agency or "", *rest, holder == present]
            by_office[office_id].append(PointFact(*values))
    return by_office


def _warnings(rows: Sequence[Row], as_of: date) -> Mapping[tuple[int, str], list[WarningFact]]:
    given: defaultdict[tuple[int, str], list[WarningFact]] = defaultdict(list)
    for office_id, agency, fact, number, on in rows:
        if on <= as_of:
            given[office_id, agency].append(WarningFact(fact, number, on))
    return given


def _corrections(
    rows: Sequence[Row], late: Late, as_of: date
) -> Mapping[tuple[int, str], list[CorrectionFact]]:
    """Return what is overdue and not verified, by office and agency; with the days it is late."""
    by_pair: defaultdict[tuple[int, str], list[CorrectionFact]] = defaultdict(list)
    for office_id, agency, holder, present, final_on, verified_on, pk, number, due_on in rows:
        is_open = verified_on is None or verified_on > as_of
        if is_open and final_on <= as_of and due_on < as_of:
            fact = CorrectionFact(pk, number, due_on, late[due_on, as_of], holder == present)
            by_pair[office_id, agency].append(fact)
    return by_pair


def _settlements(
    rows: Sequence[Row], late: Late, as_of: date
) -> Mapping[int, list[SettlementFact]]:
    """Return the late settlements of contracts; those remitted since count as open."""
    by_contract: defaultdict[int, list[SettlementFact]] = defaultdict(list)
    for contract_id, holder, present, pk, number, due_on, settled_on in rows:
        if due_on < as_of:
            paid_on = settled_on if settled_on is not None and settled_on <= as_of else None
            days = 0 if paid_on else late[due_on, as_of]
            fact = SettlementFact(pk, number, due_on, days, paid_on, holder == present)
            by_contract[contract_id].append(fact)
    return by_contract


def _states(rows: Sequence[Row], as_of: date) -> Mapping[int, list[StateFact]]:
    """Return the closures of offices, the newest last; two are enough to say since when."""
    by_office: defaultdict[int, list[StateFact]] = defaultdict(list)
    for office_id, state, starts_on, *rest in rows:
        if starts_on <= as_of:
            fact = StateFact(state, starts_on, *rest)
            by_office[office_id] = [*by_office[office_id][-1:], fact]
    return by_office

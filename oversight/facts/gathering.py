"""All rows that the rules may need about many subjects, read in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q

from agencies.models import Agency
from contracts.models import Guarantee, Settlement
from offices.models import Licence, OfficeStateInterval
from offices.states import OfficeState
from oversight.facts.silence import working_days_between
from oversight.models import TerminationReview
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
from oversight.states import ReviewOutcome
from violations.models import Case, CorrectiveAction, PointEntry
from violations.states import SanctionKind, Track

Rows = Iterable[tuple[Any, ...]]
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
    listed = list(found)
    offices = sorted({place.office_id for place in listed if place.office_id})
    contracts = sorted({place.contract_id for place in listed if place.contract_id})
    starts = [place.subject.starts_on for place in listed if place.subject.starts_on]
    first = min([window_start(as_of, LOOK_BACK), *starts])
    return Gathered(
        cases=_cases(offices, first, as_of),
        points=_points(offices, as_of),
        warnings=_warnings(offices, as_of),
        licences=_licences(offices),
        guarantees=_guarantees(contracts),
        needs_guarantee=frozenset(
            Agency.objects.filter(requires_guarantee=True).values_list("code", flat=True)
        ),
        corrections=_corrections(offices, as_of),
        states=_states(offices, as_of),
        settlements=_settlements(contracts, as_of),
    )


def _cases(offices: Sequence[int], first: date, last: date) -> Mapping[int, list[CaseFact]]:
    rows: Rows = (
        Case.objects.final_proven()
        .filter(office_id__in=offices, final_on__range=(first, last))
        .order_by("final_on", "pk")
        .values_list(
            "office_id", "holder_id", "office__holder_id", "pk", "number", "track",
            "agency__code", "type__code", "type__title", "severity", "occurred_on", "final_on",
        )
    )  # fmt: skip
    by_office: defaultdict[int, list[CaseFact]] = defaultdict(list)
    for office_id, holder, present, pk, number, track, agency, *rest in rows:
        values: list[Any] = [pk, number, track, agency or "", *rest, holder == present]
        by_office[office_id].append(CaseFact(*values))
    return by_office


def _points(offices: Sequence[int], as_of: date) -> Mapping[int, list[PointFact]]:
    rows: Rows = (
        PointEntry.objects.filter(office_id__in=offices, points__gt=0, effective_on__lte=as_of)
        .filter(expires_on__gt=window_start(as_of, 12))
        .order_by("effective_on", "pk")
        .values_list(
            "office_id", "holder_id", "office__holder_id", "case_id", "case__number",
            "case__agency__code", "case__severity", "points", "effective_on", "expires_on",
            "reversal__effective_on",
        )
    )  # fmt: skip
    by_office: defaultdict[int, list[PointFact]] = defaultdict(list)
    for office_id, holder, present, case, number, agency, *rest in rows:
        values: list[Any] = [case, number, agency or "", *rest, holder == present]
        by_office[office_id].append(PointFact(*values))
    return by_office


def _warnings(offices: Sequence[int], as_of: date) -> Mapping[tuple[int, str], list[WarningFact]]:
    """Return the written warnings to each office's present holder, by office and agency."""
    given: defaultdict[tuple[int, str], list[WarningFact]] = defaultdict(list)
    cases: Rows = (
        Case.objects.final_proven()
        .filter(
            office_id__in=offices,
            track=Track.CONTRACT,
            sanction=SanctionKind.WRITTEN_WARNING,
            final_on__lte=as_of,
        )
        .order_by("final_on", "pk")
        .values_list(
            "office_id", "holder_id", "office__holder_id", "agency__code", "pk", "number",
            "final_on",
        )
    )  # fmt: skip
    for office_id, holder, present, agency, pk, number, on in cases:
        if holder == present:
            given[office_id, agency].append(WarningFact(f"case:{pk}", number, on))
    reviews: Rows = (
        TerminationReview.objects.filter(
            office_id__in=offices, outcome=ReviewOutcome.WARN, decided_on__lte=as_of
        )
        .order_by("decided_on", "pk")
        .values_list("office_id", "agency__code", "pk", "number", "decided_on")
    )
    since = _holder_since(offices)
    for office_id, agency, pk, number, on in reviews:
        if office_id in since and on >= since[office_id]:
            given[office_id, agency].append(WarningFact(f"review:{pk}", number, on))
    return given


def _holder_since(offices: Sequence[int]) -> dict[int, date]:
    """Return since when the present holder has had a licence for each office."""
    since: dict[int, date] = {}
    rows = Licence.objects.filter(office_id__in=offices).values_list(
        "office_id", "holder_id", "office__holder_id", "issued_on"
    )
    for office_id, holder, present, issued_on in rows:
        if holder == present:
            since[office_id] = min(issued_on, since.get(office_id, issued_on))
    return since


def _licences(offices: Sequence[int]) -> Mapping[int, list[LicenceFact]]:
    by_office: defaultdict[int, list[LicenceFact]] = defaultdict(list)
    rows: Rows = (
        Licence.objects.filter(office_id__in=offices)
        .order_by("issued_on", "pk")
        .values_list(
            "office_id", "pk", "number", "state", "issued_on", "expires_on", "state_since",
            "suspended_until", "ended_on",
        )
    )  # fmt: skip
    for office_id, *values in rows:
        by_office[office_id].append(LicenceFact(*values))
    return by_office


def _guarantees(contracts: Sequence[int]) -> Mapping[int, list[GuaranteeFact]]:
    by_contract: defaultdict[int, list[GuaranteeFact]] = defaultdict(list)
    rows: Rows = (
        Guarantee.objects.filter(contract_id__in=contracts)
        .order_by("expires_on", "pk")
        .values_list("contract_id", "pk", "number", "state", "expires_on")
    )
    for contract_id, *values in rows:
        by_contract[contract_id].append(GuaranteeFact(*values))
    return by_contract


def _corrections(
    offices: Sequence[int], as_of: date
) -> Mapping[tuple[int, str], list[CorrectionFact]]:
    """
    Return what is overdue and not verified, by office and agency; with the days it is late.

    What the office reported in time waits for its agency, whose silence is not the office's.
    """
    rows: list[tuple[Any, ...]] = list(
        CorrectiveAction.objects.filter(
            case__office_id__in=offices,
            case__track=Track.CONTRACT,
            case__in=Case.objects.final_proven().filter(final_on__lte=as_of),
            due_on__lt=as_of,
        )
        .filter(Q(verified_on__isnull=True) | Q(verified_on__gt=as_of))
        .filter(Q(done_on__isnull=True) | Q(done_on__gt=F("due_on")))
        .order_by("due_on", "pk")
        .values_list(
            "case__office_id", "case__agency__code", "case__holder_id", "case__office__holder_id",
            "pk", "case__number", "due_on",
        )
    )  # fmt: skip
    by_pair: defaultdict[tuple[int, str], list[CorrectionFact]] = defaultdict(list)
    late = working_days_between({row[-1] for row in rows}, as_of)
    for office_id, agency, holder, present, pk, number, due_on in rows:
        fact = CorrectionFact(pk, number, due_on, late[due_on], holder == present)
        by_pair[office_id, agency].append(fact)
    return by_pair


def _settlements(contracts: Sequence[int], as_of: date) -> Mapping[int, list[SettlementFact]]:
    """Return the late settlements of contracts; those remitted since count as open."""
    rows: list[tuple[Any, ...]] = list(
        Settlement.objects.late_on(as_of)
        .filter(contract__in=contracts)
        .order_by("due_on", "pk")
        .values_list(
            "contract_id", "holder_id", "contract__office__holder_id", "pk", "key", "due_on",
            "settled_on",
        )
    )  # fmt: skip
    by_contract: defaultdict[int, list[SettlementFact]] = defaultdict(list)
    days = working_days_between({row[-2] for row in rows}, as_of)
    for contract_id, holder, present, pk, number, due_on, settled_on in rows:
        paid_on = settled_on if settled_on is not None and settled_on <= as_of else None
        late = 0 if paid_on else days[due_on]
        fact = SettlementFact(pk, number, due_on, late, paid_on, holder == present)
        by_contract[contract_id].append(fact)
    return by_contract


def _states(offices: Sequence[int], as_of: date) -> Mapping[int, list[StateFact]]:
    """Return the closures of offices, the newest last; two are enough to say since when."""
    by_office: defaultdict[int, list[StateFact]] = defaultdict(list)
    rows: Rows = (
        OfficeStateInterval.objects.filter(office_id__in=offices, starts_on__lte=as_of)
        .filter(state__in=[OfficeState.INACTIVE, OfficeState.TEMPORARILY_CLOSED])
        .order_by("starts_on", "pk")
        .values_list("office_id", "state", "starts_on", "ends_on", "planned_until")
    )
    for office_id, *values in rows:
        by_office[office_id] = [*by_office[office_id][-1:], StateFact(*values)]
    return by_office

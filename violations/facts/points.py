"""Occurrences, proposed sanctions and points of an office."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet, Sum

from accounts.principal import Principal
from core.jalali import add_months
from offices.models import Office
from violations import rules
from violations.facts.terms import reckoning_on
from violations.facts.told import told_cases, told_points
from violations.models import Case, PointEntry, SanctionRule, ViolationType
from violations.states import COUNTED, Outcome, Severity, Track


@dataclass(frozen=True)
class Proposal:
    """The matrix's sanction for an occurrence; `days` for a suspension, `extra` in words."""

    sanction: str
    days: int | None
    extra: str
    legal_reference: str
    provenance: str


@dataclass(frozen=True)
class LivePoints:
    """Points of one case that count, and the day on which they drop out."""

    case_number: str
    points: int
    effective_on: date
    expires_on: date


@dataclass(frozen=True)
class PointsSummary:
    """The points of an office's present holder on a day, and from what they come."""

    total: int
    entries: tuple[LivePoints, ...]


@dataclass(frozen=True)
class Effect:
    """What a proven case of this type would do, as far as is known on `as_of`."""

    points_before: int
    points_added: int
    points_after: int
    occurrence: int
    proposal: Proposal | None
    severity: str
    type_title: str
    same_agency_majors: int


def occurrence_for(
    *,
    office_id: int,
    holder_id: int,
    type_code: str,
    occurred_on: date,
    as_of: date | None = None,
    reader: Principal | None = None,
) -> int:
    """
    Return the occurrence number of a violation: 1 and the earlier ones that count, as of a day.

    Earlier ones: final and proven, same type, office and holder, inside the look-back window, whose
    notice had been served before `occurred_on`; linked twins are one. To a `reader`, without those
    whose result he has not been told.

    Source: DOMAIN C4-5, DECISIONS 12.
    """
    counted = Case.objects.filter(
        office_id=office_id,
        holder_id=holder_id,
        type__code=type_code,
        state__in=COUNTED,
        outcome=Outcome.PROVEN,
        served_on__isnull=False,
        final_on__isnull=False,
    )
    if as_of is not None:
        counted = counted.filter(final_on__lte=as_of)
    rows = told_cases(counted, reader) if reader else counted
    priors = [
        rules.Prior(min(pk, twin or pk), served_on, final_on)
        for pk, twin, served_on, final_on in rows.values_list(
            "pk", "linked_id", "served_on", "final_on"
        )
        if served_on and final_on
    ]
    months = reckoning_on(as_of or occurred_on).lookback_months
    return rules.occurrence(priors, occurred_on, months)


def proposed_sanction(type_id: int, occurrence: int) -> Proposal | None:
    """Return the matrix's cell for the occurrence, the last one for higher numbers, or None."""
    cells = [
        rules.Cell(*row)
        for row in SanctionRule.objects.filter(type_id=type_id).values_list(
            "occurrence", "sanction", "days", "extra", "legal_reference", "provenance"
        )
    ]
    cell = rules.proposed(cells, occurrence)
    if cell is None:
        return None
    return Proposal(cell.sanction, cell.days, cell.extra, cell.legal_reference, cell.provenance)


def live_points(*, office_id: int, as_of: date, reader: Principal | None = None) -> PointsSummary:
    """
    Return the points of the office's present holder that count on a day; one query.

    To a `reader`, without those of a result that he has not been told.
    """
    return live_points_of(office_ids=[office_id], as_of=as_of, reader=reader)[office_id]


def live_points_of(
    *, office_ids: Collection[int], as_of: date, reader: Principal | None = None
) -> dict[int, PointsSummary]:
    """Return the live points of several offices, by key; one query."""
    found: dict[int, list[tuple[Any, ...]]] = {office_id: [] for office_id in office_ids}
    live = PointEntry.objects.live_on(as_of)
    for office_id, *row in (
        (told_points(live, reader) if reader else live)
        .filter(office__in=office_ids, holder_id=F("office__holder_id"))
        .order_by("expires_on", "pk")
        .values_list(
            "office_id", "case__number", "points", "effective_on", "expires_on", "reverses", "pk"
        )
    ):
        found[office_id].append(tuple(row))
    return {office_id: _summary(rows, as_of) for office_id, rows in found.items()}


def sums_of_points(offices: QuerySet[Office] | Collection[int], as_of: date) -> dict[int, int]:
    """Return the live points of those offices that have entries, summed by key; one query."""
    rows = PointEntry.objects.live_on(as_of).filter(
        office__in=offices, holder_id=F("office__holder_id")
    )
    return dict(rows.order_by().values_list("office_id").annotate(total=Sum("points")))


def _summary(rows: list[tuple[Any, ...]], as_of: date) -> PointsSummary:
    total = rules.points_on((rules.Entry(*row[1:4]) for row in rows), as_of)
    reversed_ids = {row[4] for row in rows}
    entries = tuple(
        LivePoints(*row[:4]) for row in rows if row[4] is None and row[5] not in reversed_ids
    )
    return PointsSummary(total, entries)


def effect_of(
    *,
    office_id: int,
    contract_id: int | None,
    type_id: int,
    occurred_on: date,
    as_of: date,
    reader: Principal | None = None,
) -> Effect:
    """
    Return what a proven case of this type would add, for previews.

    To a `reader`, beside what he knows of the office: no result that he has not been told.
    """
    kind = ViolationType.objects.get(pk=type_id)
    holder_id = Office.objects.values_list("holder_id", flat=True).get(pk=office_id)
    before = live_points(office_id=office_id, as_of=as_of, reader=reader).total
    occurrence = (
        occurrence_for(
            office_id=office_id,
            holder_id=holder_id,
            type_code=kind.code,
            occurred_on=occurred_on,
            as_of=as_of,
            reader=reader,
        )
        if holder_id
        else 1
    )
    return Effect(
        points_before=before,
        points_added=kind.points,
        points_after=before + kind.points,
        occurrence=occurrence,
        proposal=proposed_sanction(kind.pk, occurrence),
        severity=kind.severity,
        type_title=kind.title,
        same_agency_majors=_majors_on(contract_id, as_of, reader),
    )


def _majors_on(contract_id: int | None, as_of: date, reader: Principal | None) -> int:
    """Return how many major cases on a contract became final in the last twelve months."""
    if contract_id is None:
        return 0
    majors = Case.objects.final_proven().filter(
        contract_id=contract_id,
        track=Track.CONTRACT,
        severity=Severity.MAJOR,
        final_on__gt=add_months(as_of, -12),
        final_on__lte=as_of,
    )
    return (told_cases(majors, reader) if reader else majors).count()

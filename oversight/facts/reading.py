"""The rows that the rules need about many offices and contracts, each kind in one query."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest

from agencies.models import Agency
from contracts.models import Guarantee, Settlement
from offices.models import Licence, OfficeStateInterval
from offices.states import OfficeState
from oversight.models import TerminationReview
from oversight.rules.shapes import GuaranteeFact, LicenceFact, window_start
from oversight.states import ReviewOutcome
from violations.models import Case, CorrectiveAction, Decision, PointEntry
from violations.states import SanctionKind, Track

Row = tuple[Any, ...]
Rows = Iterable[Row]


def agencies_with_guarantee() -> frozenset[str]:
    """Return the codes of the agencies that ask for a guarantee."""
    asking = Agency.objects.filter(requires_guarantee=True)
    return frozenset(asking.values_list("code", flat=True))


def case_rows(offices: Sequence[int], first: date, last: date) -> list[Row]:
    """Return the final, proven cases of offices that became final from one day to another."""
    return list(
        Case.objects.final_proven()
        .filter(office_id__in=offices, final_on__range=(first, last))
        .order_by("final_on", "pk")
        .values_list(
            "office_id", "holder_id", "office__holder_id", "pk", "number", "track",
            "agency__code", "type__code", "type__title", "severity", "occurred_on", "final_on",
        )
    )  # fmt: skip


def point_rows(offices: Sequence[int], first: date, last: date) -> list[Row]:
    """Return the points of offices that are alive on any of the days."""
    return list(
        PointEntry.objects.filter(office_id__in=offices, points__gt=0, effective_on__lte=last)
        .filter(expires_on__gt=window_start(first, 12))
        .order_by("effective_on", "pk")
        .values_list(
            "office_id", "holder_id", "office__holder_id", "case_id", "case__number",
            "case__agency__code", "case__severity", "points", "effective_on", "expires_on",
            "reversal__effective_on",
        )
    )  # fmt: skip


def warning_rows(offices: Sequence[int], last: date) -> list[Row]:
    """
    Return the written warnings to each office's present holder: of cases, then of reviews.

    A heavier sanction that is reduced to a warning after finality is one from that day.
    """
    given = Decision.objects.filter(
        case=OuterRef("pk"), round_no=OuterRef("round_no"), sanction=SanctionKind.WRITTEN_WARNING
    ).order_by("decided_on", "pk")
    cases = (
        Case.objects.final_proven()
        .filter(
            office_id__in=offices,
            track=Track.CONTRACT,
            sanction=SanctionKind.WRITTEN_WARNING,
        )
        .annotate(given_on=Greatest(Subquery(given.values("decided_on")[:1]), "final_on"))
        .filter(given_on__lte=last)
        .order_by("given_on", "pk")
        .values_list(
            "office_id", "holder_id", "office__holder_id", "agency__code", "pk", "number",
            "given_on",
        )
    )  # fmt: skip
    rows: list[Row] = [
        (office_id, agency, f"case:{pk}", number, on)
        for office_id, holder, present, agency, pk, number, on in cases
        if holder == present
    ]
    reviews = (
        TerminationReview.objects.filter(
            office_id__in=offices, outcome=ReviewOutcome.WARN, decided_on__lte=last
        )
        .order_by("decided_on", "pk")
        .values_list("office_id", "agency__code", "pk", "number", "decided_on")
    )
    since = _holder_since(offices)
    return rows + [
        (office_id, agency, f"review:{pk}", number, on)
        for office_id, agency, pk, number, on in reviews
        if on is not None and office_id in since and on >= since[office_id]
    ]


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


def licences_of(offices: Sequence[int]) -> Mapping[int, list[LicenceFact]]:
    """Return all licences of offices, the oldest first."""
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


def guarantees_of(contracts: Sequence[int]) -> Mapping[int, list[GuaranteeFact]]:
    """Return all guarantees of contracts, the first to run out first."""
    by_contract: defaultdict[int, list[GuaranteeFact]] = defaultdict(list)
    rows: Rows = (
        Guarantee.objects.filter(contract_id__in=contracts)
        .order_by("expires_on", "pk")
        .values_list("contract_id", "pk", "number", "state", "expires_on")
    )
    for contract_id, *values in rows:
        by_contract[contract_id].append(GuaranteeFact(*values))
    return by_contract


def correction_rows(offices: Sequence[int], first: date, last: date) -> list[Row]:
    """
    Return what was overdue and not verified on any of the days.

    What the office reported in time waits for its agency, whose silence is not the office's.
    """
    return list(
        CorrectiveAction.objects.filter(
            case__office_id__in=offices,
            case__track=Track.CONTRACT,
            case__in=Case.objects.final_proven().filter(final_on__lte=last),
            round_no=F("case__round_no"),
            due_on__lt=last,
        )
        .filter(Q(verified_on__isnull=True) | Q(verified_on__gt=first))
        .filter(Q(done_on__isnull=True) | Q(done_on__gt=F("due_on")))
        .order_by("due_on", "pk")
        .values_list(
            "case__office_id", "case__agency__code", "case__holder_id", "case__office__holder_id",
            "case__final_on", "verified_on", "pk", "case__number", "due_on",
        )
    )  # fmt: skip


def settlement_rows(contracts: Sequence[int], last: date) -> list[Row]:
    """Return the settlements of contracts that are late on the last day."""
    return list(
        Settlement.objects.late_on(last)
        .filter(contract__in=contracts)
        .order_by("due_on", "pk")
        .values_list(
            "contract_id", "holder_id", "contract__office__holder_id", "pk", "key", "due_on",
            "settled_on",
        )
    )  # fmt: skip


def state_rows(offices: Sequence[int], last: date) -> list[Row]:
    """Return the closures of offices that began by the last day."""
    return list(
        OfficeStateInterval.objects.filter(office_id__in=offices, starts_on__lte=last)
        .filter(state__in=[OfficeState.INACTIVE, OfficeState.TEMPORARILY_CLOSED])
        .order_by("starts_on", "pk")
        .values_list("office_id", "state", "starts_on", "ends_on", "planned_until")
    )

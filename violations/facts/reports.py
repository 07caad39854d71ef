"""What a report is weighed against: the contract and type of its day, and its likes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from accounts.principal import Principal
from contracts.models import Contract
from violations.models import CaseReport, Evidence, ViolationReport, ViolationType
from violations.states import ReportState

# Reports of one office and type this near in time may tell of the same event.
NEAR = timedelta(days=30)
# Of an office or a type: its key, or its code.
Key = int | str
DEAD = (ReportState.WITHDRAWN, ReportState.REJECTED)


@dataclass(frozen=True)
class Twin:
    """
    A report or case that may tell of the same event.

    `days` lie between the two events; `by_file` tells that both have the very same file.
    """

    number: str
    public_id: UUID
    state: str
    state_label: str
    type_title: str
    occurred_on: date
    has_case: bool
    days: int = 0
    by_file: bool = False


def contract_on(*, office_id: int, agency_id: int, day: date) -> Contract | None:
    """Return the contract that was in force on a day, whatever it is now."""
    return contracts_on(day).filter(office_id=office_id, agency_id=agency_id).first()


def contracts_on(day: date) -> QuerySet[Contract]:
    """Return the contracts that were in force on a day with their agencies, the newest first."""
    return Contract.objects.in_force_on(day).select_related("agency")


def keyed(value: Key) -> dict[str, Key]:
    """Return the lookup of a record by its key or its code."""
    return {"code" if isinstance(value, str) else "pk": value}


def type_on(*, type_id: Key, day: date) -> ViolationType | None:
    """Return the row of the type's code that was in force on a day."""
    return types_on(type_id=type_id, day=day).first()


def types_on(*, type_id: Key, day: date) -> QuerySet[ViolationType]:
    """Return the same as rows, of which there is at most one."""
    found = ViolationType.objects.in_force(day).order_by("pk")
    if isinstance(type_id, str):
        return found.filter(code=type_id)
    return found.filter(code__in=ViolationType.objects.filter(pk=type_id).values("code"))


def duplicates_of(
    *,
    office_id: int,
    type_id: int,
    occurred_on: date,
    actor: Principal,
    exclude_id: int | None = None,
    evidence_ids: Sequence[UUID] = (),
) -> list[Twin]:
    """
    Return what the actor may see of the same office and type around the day; at most 5.

    Also reports of whatever type and day that have one of the actor's new files, `evidence_ids`.
    """
    codes = ViolationType.objects.filter(pk=type_id).values("code")
    near = Q(occurred_on__range=(occurred_on - NEAR, occurred_on + NEAR), type__code__in=codes)
    fresh = Evidence.objects.visible_to(actor).filter(
        public_id__in=evidence_ids, uploaded_by=actor.user_id
    )
    same_file = Exists(
        Evidence.objects.filter(report=OuterRef("pk"), sha256__in=fresh.values("sha256"))
    )
    by_file = same_file if evidence_ids else Value(value=False)
    rows = (
        ViolationReport.objects.visible_to(actor)
        .annotate(by_file=by_file)
        .filter(near | Q(by_file=True), office_id=office_id)
        .exclude(state__in=DEAD)
        .exclude(pk=exclude_id or 0)
        .annotate(has_case=Exists(CaseReport.objects.filter(report=OuterRef("pk"))))
        .order_by("-by_file", "-occurred_on", "-pk")
        .values_list(
            "number", "public_id", "state", "type__title", "occurred_on", "has_case", "by_file"
        )[:50]
    )
    twins = [
        Twin(
            number, public_id, state, str(ReportState(state).label), title, day, has_case,
            abs((day - occurred_on).days), is_same_file,
        )
        for number, public_id, state, title, day, has_case, is_same_file in rows
    ]  # fmt: skip
    return sorted(twins, key=lambda twin: (not twin.by_file, twin.days))[:5]

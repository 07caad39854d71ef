"""What those outside the file know of a decision before its notice has been served: nothing."""

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from accounts.principal import Principal
from accounts.roles import Role
from violations.models import Appeal, Case, Notice, PointEntry
from violations.states import NoticeKind

OUTSIDE = frozenset({Role.OPERATOR, Role.ASSOCIATION})
WITHHELD = {"outcome": "", "sanction": "", "sanction_days": None, "occurrence": None}


def _result_is_served() -> Exists:
    return Exists(
        Notice.objects.filter(
            case=OuterRef("pk"), round_no=OuterRef("round_no"), kind=NoticeKind.APPEAL_RESULT,
            served_on__isnull=False,
        )
    )  # fmt: skip


def _objection_is_decided() -> Exists:
    return Exists(
        Appeal.objects.filter(
            case=OuterRef("pk"), round_no=OuterRef("round_no"), decided_on__isnull=False
        )
    )


def knows_parties(actor: Principal) -> bool:
    """
    Tell whether the actor learns of a case more than number, office, type, state and days.

    The association does not: agency, contract, severity, twin and outcome are for the parties.

    Source: DOMAIN C6.
    """
    return actor.role is not Role.ASSOCIATION


def _is_told() -> Q:
    """Return the condition that the decision, and the appeal's if there is one, was served."""
    undecided = ~Q(_objection_is_decided())
    return Q(appeal_due_on__isnull=False) & (undecided | Q(_result_is_served()))


def untold_results() -> QuerySet[Case]:
    """Return the cases whose objection was decided, and the office was not served its result."""
    return Case.objects.filter(~_result_is_served(), _objection_is_decided())


def told_to(actor: Principal) -> Any:
    """Return the column `is_told` of a row of cases: whether the actor may know its outcome."""
    if actor.role not in OUTSIDE:
        return Value(True, BooleanField())
    if not knows_parties(actor):
        return Value(False, BooleanField())
    return ExpressionWrapper(_is_told(), BooleanField())


def is_told(case: Case, actor: Principal) -> bool:
    """Tell whether the actor may know the outcome of a case."""
    if actor.role not in OUTSIDE:
        return True
    return knows_parties(actor) and Case.objects.filter(_is_told(), pk=case.pk).exists()


def told_points(entries: QuerySet[PointEntry], actor: Principal) -> QuerySet[PointEntry]:
    """Leave out the points of the results that the actor has not been told."""
    if actor.role not in OUTSIDE:
        return entries
    return entries.exclude(case__in=untold_results())


def told_cases(cases: QuerySet[Case], actor: Principal) -> QuerySet[Case]:
    """Leave out the cases whose appeal's result the actor has not been told."""
    return cases.exclude(pk__in=untold_results()) if actor.role in OUTSIDE else cases


def told_results(actor: Principal) -> dict[str, Any]:
    """Return the columns `told_result` and `told_decided_on` of a row of appeals for the actor."""
    if actor.role not in OUTSIDE:
        return {"told_result": F("result"), "told_decided_on": F("decided_on")}
    told = Case.objects.filter(_is_told(), pk=OuterRef("case"))
    # What was decided before a judgment sent the case back is open.
    past = Q(round_no__lt=F("case__round_no"))
    is_told = Q(Exists(told)) | past if knows_parties(actor) else Q(Exists(told.none()))

    def if_told(name: str, default: Any) -> Any:
        return models.Case(models.When(is_told, then=F(name)), default=default)

    return {
        "told_result": if_told("result", Value("")),
        "told_decided_on": if_told("decided_on", None),
    }


def told_appeal(row: MutableMapping[str, Any], case: Case, actor: Principal) -> None:
    """Take the result out of an appeal's row, unless the actor may know it."""
    if row["round_no"] == case.round_no and not is_told(case, actor):
        row.update({"result": "", "decided_on": None})


def told_decision(row: dict[str, Any], actor: Principal) -> dict[str, Any]:
    """Return a decision's row; to the office without the name of who made it, as on its page."""
    return row | {"decided_by_name": None} if actor.role is Role.OPERATOR else row


def read_notices(case: Case, actor: Principal) -> set[UUID]:
    """Return the public ids of a case's notices whose text the actor may read."""
    notices = Notice.objects.read_by(actor).filter(case=case)
    return set(notices.values_list("public_id", flat=True))


def withhold(row: MutableMapping[str, Any]) -> None:
    """Take the outcome out of a row of cases that has `is_told`, unless it was told."""
    if not row.pop("is_told"):
        row.update({name: empty for name, empty in WITHHELD.items() if name in row})

"""What those outside the file know of a decision before its notice has been served: nothing."""

from collections.abc import MutableMapping
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, Value

from accounts.principal import Principal
from accounts.roles import Role
from violations.models import Case, Notice
from violations.states import NoticeKind

OUTSIDE = frozenset({Role.OPERATOR, Role.ASSOCIATION})
WITHHELD = {"outcome": "", "sanction": "", "sanction_days": None, "occurrence": None}


def _is_told() -> Q:
    """Return the condition that the decision, and the appeal's if there is one, was served."""
    result = Notice.objects.filter(
        case=OuterRef("pk"), kind=NoticeKind.APPEAL_RESULT, served_on__isnull=False
    )
    undecided = Q(appeal__decided_on__isnull=True)
    return Q(appeal_due_on__isnull=False) & (undecided | Q(Exists(result)))


def told_to(actor: Principal) -> Any:
    """Return the column `is_told` of a row of cases: whether the actor may know its outcome."""
    if actor.role not in OUTSIDE:
        return Value(True, BooleanField())
    return ExpressionWrapper(_is_told(), BooleanField())


def is_told(case: Case, actor: Principal) -> bool:
    """Tell whether the actor may know the outcome of a case."""
    if actor.role not in OUTSIDE:
        return True
    return Case.objects.filter(_is_told(), pk=case.pk).exists()


def read_notices(case: Case, actor: Principal) -> set[UUID]:
    """Return the public ids of a case's notices whose text the actor may read."""
    notices = Notice.objects.read_by(actor).filter(case=case)
    return set(notices.values_list("public_id", flat=True))


def withhold(row: MutableMapping[str, Any]) -> None:
    """Take the outcome out of a row of cases that has `is_told`, unless it was told."""
    if not row.pop("is_told"):
        row.update({name: empty for name, empty in WITHHELD.items() if name in row})

"""The office contests what was entered in its name from paper (docs/adr/0053-paper.md)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from violations.actions.steps import Problems, change
from violations.acts.cases import CONTEST_PAPER
from violations.facts.cases import in_time
from violations.models import Case, Defence
from violations.states import CaseState

LEAST_REASON = 20


@transaction.atomic
def contest_paper(
    *, case_id: int, defence: UUID | None, reason: str, actor: Principal, on: date, at: datetime
) -> Defence:
    """
    Contest a defence that was entered from paper: the case stands as if it had not been entered.

    It stays readable, marked as contested. The agency may enter it again with another proof, and
    the office may answer itself.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case has been decided, or nothing was entered in the office's name.
        Invalid: by field defence, reason.
    """
    case: Case = begin(CONTEST_PAPER, case_id, actor, on)
    problems = Problems()
    papers = case.defences.counted().filter(is_paper=True).select_for_update(of=("self",))
    found = papers.filter(public_id=defence).first() if defence else None
    if found is None:
        problems.add("defence", _("Choose what was entered in the office's name."))
    why = problems.text("reason", reason, least=LEAST_REASON)
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - refused above
    found.contested_on, found.contest_reason = on, why
    found.contested_by, found.contested_by_name = actor.user_id, actor.name
    found.save(
        update_fields=[
            "contested_on", "contest_reason", "contested_by", "contested_by_name", "updated_at",
        ]
    )  # fmt: skip
    changes = change(case, _as_if_not_entered(case))
    record(
        actor=actor,
        verb="case.paper_contested",
        target=case,
        changes=changes | {"submitted_on": (found.submitted_on, None)},
        note=why,
        at=at,
    )
    return found


def _as_if_not_entered(case: Case) -> dict[str, Any]:
    """Return where the case stands without the paper; the time to decide stays as it is."""
    if case.state != CaseState.DEFENDED or in_time().filter(case=case).exists():
        return {}
    return {"state": CaseState.DEFENCE_LAPSED}

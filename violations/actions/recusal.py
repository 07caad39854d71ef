"""What every recusal does, and the recusal without a session (docs/adr/0046 and 0065)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.persons import is_same_person
from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from violations.actions.steps import Problems, change
from violations.acts.cases import STAND_BACK
from violations.facts.turns import needs_stand_in
from violations.models import Case, Recusal, SessionSeat

LEAST_REASON = 10


def seat_recused(case: Case, seats: Sequence[SessionSeat], on: date) -> tuple[dict[str, Any], bool]:
    """
    Write the seats of people who stand back from a case; who stood back before stays so.

    Return what of the case changes with it, and whether nobody usual is free to decide then: the
    deputy is told of that.
    """
    before = SessionSeat.objects.filter(pk__in=[seat.pk for seat in seats], is_recused=True)
    known = set(before.values_list("pk", flat=True))
    fresh = [seat for seat in seats if seat.pk not in known]
    for seat in fresh:
        seat.save(update_fields=["is_recused", "recusal_reason", "updated_at"])
    holder = case.assignee_id
    is_held = holder is not None and any(
        seat.user_id is not None and is_same_person(holder, seat.user_id) for seat in fresh
    )
    return {"assignee": None} if is_held else {}, bool(fresh) and needs_stand_in(case, on)


@transaction.atomic
def stand_back(*, case_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Recusal:
    """
    Stand back from a case of the own side, before or without a session of it.

    Who stands back does nothing more in the case, by whatever account, and it leaves their hands.
    Where nobody usual is free to decide then, the deputy names who does at once.

    Raises:
        NotPermitted: the role decides in no case, or the case is kept by the other side.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is over, the actor stood back before, or sits in a session to come.
        Invalid: by field reason.
    """
    case: Case = begin(STAND_BACK, case_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_REASON, most=240)
    problems.raise_if_any()
    recusal: Recusal = Recusal.objects.create(
        case=case, user_id=actor.user_id, name=actor.name, role=actor.role, reason=why,
        stood_back_on=on,
    )  # fmt: skip
    holder = case.assignee_id
    is_held = holder is not None and is_same_person(holder, actor.user_id)
    changes = change(case, {"assignee": None} if is_held else {})
    record(
        actor=actor,
        verb="case.recused_last" if needs_stand_in(case, on) else "case.stood_back",
        target=case,
        changes=changes | {"recused": (None, [actor.name])},
        note=why,
        at=at,
    )
    return recusal

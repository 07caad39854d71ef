"""One stands back from a case without a session, or from the contracts of its office (ADR 83)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.persons import accounts_of, is_same_person
from accounts.principal import Principal
from audit.actions import record
from contracts.facts.panels import RECUSAL_FOLLOWERS, RecusalFollower
from contracts.models import ContractRecusal
from core.acts import begin
from violations.actions.sessions import LEAST_REASON, cancel_without_people
from violations.actions.steps import Problems, change
from violations.acts.cases import STAND_BACK
from violations.facts.turns import needs_stand_in
from violations.models import Case, HearingSession, Recusal, SessionSeat
from violations.states import RECUSABLE, SessionState


@transaction.atomic
def stand_back(*, case_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Recusal:
    """
    Stand back from a case of the own side, before or without a session of it.

    Who stands back does nothing more in the case, by whatever account, and it leaves their hands.
    A session that nobody may record then is cancelled. Where nobody usual is free to decide, the
    deputy names who does at once.

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
    _leave(case, {}, why, actor, on, at)
    return recusal


def follow_contract_recusal(
    recusal: ContractRecusal, actor: Principal, on: date, at: datetime
) -> None:
    """
    Let the open cases of the two sides follow a recusal from their contracts.

    Each leaves the person's hands and its history says so; they sit in no session that is called,
    and one that is left without people is cancelled. A case opened later needs no such step.
    """
    contract = recusal.contract
    cases = Case.objects.filter(
        agency=contract.agency_id, office=contract.office_id, state__in=RECUSABLE
    )
    for case in cases.select_for_update(of=("self",)).order_by("pk"):
        own = SessionSeat.objects.filter(
            session__case=case, session__state=SessionState.SUMMONED, is_judge=True,
            is_recused=False, user__in=accounts_of(actor.user_id),
        )  # fmt: skip
        for seat in own.order_by("pk"):
            seat.is_recused, seat.recusal_reason = True, recusal.reason
            seat.save(update_fields=["is_recused", "recusal_reason", "updated_at"])
        _leave(case, {"contract": (None, contract.number)}, recusal.reason, actor, on, at)


def _leave(
    case: Case, more: Mapping[str, Any], why: str, actor: Principal, on: date, at: datetime
) -> None:
    """Take a case out of the hands of who stood back, record it, and look at its session."""
    holder = case.assignee_id
    is_held = holder is not None and is_same_person(holder, actor.user_id)
    changes = change(case, {"assignee": None} if is_held else {})
    record(
        actor=actor,
        verb="case.recused_last" if needs_stand_in(case, on) else "case.stood_back",
        target=case,
        changes=changes | {"recused": (None, [actor.name]), **more},
        note=why,
        at=at,
    )
    called = HearingSession.objects.filter(case=case, state=SessionState.SUMMONED)
    for session in called.order_by("pk"):
        cancel_without_people(session, on, at)


def register() -> None:
    """Let cases follow the recusals from the contracts of their offices."""
    RECUSAL_FOLLOWERS.add(RecusalFollower("cases", follow_contract_recusal))

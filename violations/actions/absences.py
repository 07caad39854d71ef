"""The office contests that the minutes note it absent; the forum's side answers (ADR 75)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from violations.actions.steps import Problems, change, refuse_personal, terms_of
from violations.acts.absences import ANSWER_ABSENCE, CONTEST_ABSENCE
from violations.acts.hearings import own_seat
from violations.models import HearingSession, SessionSeat
from violations.models.absences import IS_CONTESTED
from violations.states import AbsenceAnswer
from workdays.actions import keep_deadlines
from workdays.facts import Kept
from workdays.rules import DeadlineKey

LEAST_REASON = 20
CONTESTED = ("contested_at", "contested_by", "contested_by_name", "contest_reason", "updated_at")
ANSWERED = (
    "contest_answer", "answered_at", "answered_by", "answered_by_name", "answer_reason",
    "is_present", "updated_at",
)  # fmt: skip


def open_contests(
    session: HearingSession, seats: Iterable[SessionSeat], on: date
) -> dict[str, Any]:
    """Leave those who are noted absent, and were called to be heard, the time to contest it."""
    absent = [seat for seat in seats if not seat.is_present and not seat.is_judge and seat.user_id]
    if not absent:
        return {}
    until = terms_of(session.case, on).due(DeadlineKey.WINDOW_AFTER_ENTRY, on)
    for seat in absent:
        seat.contest_until = until.due_on
        seat.save(update_fields=["contest_until", "updated_at"])
    keep_deadlines(
        kept=[Kept("session.absence", seat, until, session.case.county_id) for seat in absent]
    )
    return {"contest_until": (None, until.due_on)}


@transaction.atomic
def contest_absence(
    *, session_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> HearingSession:
    """
    Contest that the minutes note the actor absent, with a fresh factor; it stands beside them.

    The case is not decided before somebody who did not record the minutes has answered.

    Raises:
        NotPermitted, FactorRequired: the actor was not called to it, or the factor is stale.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: nothing is noted, it was contested before, the time is over or it is decided.
        Invalid: by field reason.
    """
    session: HearingSession = begin(CONTEST_ABSENCE, session_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_REASON, most=2000)
    refuse_personal(problems, reason=why)
    problems.raise_if_any()
    seat = own_seat(session, actor.user_id)
    assert seat is not None  # noqa: S101 - CONTEST_ABSENCE is not for who was not called
    seat.contested_at, seat.contest_reason = at, why
    seat.contested_by, seat.contested_by_name = actor.user_id, actor.name
    seat.save(update_fields=list(CONTESTED))
    changes = change(session.case, {}) | {"contested": (None, seat.name)}
    record(
        actor=actor, verb="case.absence_contested", target=session.case,
        changes=add_seals(changes, absence_contest=seat),
        note=why, at=at,
    )  # fmt: skip
    return session


@transaction.atomic
def answer_absence(
    *,
    session_id: int,
    seat: UUID | None,
    answer: str,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> HearingSession:
    """
    Answer who contests a noted absence: the attendance is corrected, or the minutes stand.

    Whose attendance is corrected counts as having been there, and may sign the minutes.

    Raises:
        NotPermitted, FactorRequired: the actor's role, side or part in it, or a stale factor.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no contest waits, or the case is decided.
        Invalid: by field seat, answer, reason.
    """
    session: HearingSession = begin(ANSWER_ABSENCE, session_id, actor, on)
    problems = Problems()
    waiting = session.seats.filter(IS_CONTESTED)
    found = waiting.select_for_update(of=("self",)).filter(public_id=seat).first() if seat else None
    if found is None:
        problems.add("seat", _("Choose whose contest you answer."))
    if answer not in AbsenceAnswer.values:
        problems.add("answer", _("Say whether the attendance is corrected or the minutes stand."))
    why = problems.text("reason", reason, least=LEAST_REASON, most=2000)
    refuse_personal(problems, reason=why)
    problems.raise_if_any()
    assert found is not None  # noqa: S101 - refused above
    found.contest_answer, found.answered_at, found.answer_reason = answer, at, why
    found.answered_by, found.answered_by_name = actor.user_id, actor.name
    found.is_present = answer == AbsenceAnswer.PRESENT
    found.save(update_fields=list(ANSWERED))
    changes = change(session.case, {}) | {
        "answered": (None, found.name),
        "answer": (None, answer),
    }
    record(
        actor=actor, verb="case.absence_answered", target=session.case,
        changes=add_seals(changes, absence_answer=found),
        note=why, at=at,
    )  # fmt: skip
    return session

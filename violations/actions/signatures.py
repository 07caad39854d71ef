"""Minutes are signed by those who were there; who does not sign is noted before witnesses."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.persons import is_same_person
from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.errors import IllegalMove, NotPermitted
from core.persian import display_safe
from violations.actions.sessions import move
from violations.actions.steps import Problems, change, refuse_personal
from violations.acts.hearings import NOTE_REFUSAL, SIGN, own_seat
from violations.facts import confirmation_of, persons_in
from violations.models import HearingSession, SessionSeat
from violations.states import Confirmation, SessionState

LEAST_REASON = 10
WITNESSES = 2
MOST_WITNESSES = 5


@transaction.atomic
def sign_minutes(*, session_id: int, actor: Principal, on: date, at: datetime) -> HearingSession:
    """
    Sign the minutes, as one who was there, by account and with a fresh factor.

    The signature that completes the quorum of those who judge seals them; others may sign later.

    Raises:
        NotPermitted, FactorRequired: not called to it, not there or recused, or a stale factor.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the session has no minutes, or he has signed.
    """
    session: HearingSession = begin(SIGN, session_id, actor, on)
    seat = own_seat(session, actor.user_id)
    assert seat is not None  # noqa: S101 - SIGN is not for who was not called
    seat.signed_at, seat.signed_sha256 = at, session.minutes_sha256
    seat.save(update_fields=["signed_at", "signed_sha256", "updated_at"])
    changes = _seal(session, on) | {
        "signed": (None, _signed(session)),
        "sha256": (None, seat.signed_sha256),
    }
    record(actor=actor, verb="case.minutes_signed", target=session.case, changes=changes, at=at)
    return session


@transaction.atomic
def record_refusal(
    *,
    session_id: int,
    seat: UUID | None,
    reason: str,
    witnesses: Sequence[str],
    actor: Principal,
    on: date,
    at: datetime,
) -> HearingSession:
    """
    Note that somebody who was there does not sign, what he said, and who witnessed it.

    `seat` is its public id, `witnesses` are two names or more, none of them his. Once each one
    who sat has signed or is noted, the minutes are sealed if no more refuse than sign. He may
    still sign.

    Raises:
        NotPermitted, FactorRequired: the role keeps no minutes, or not in this track, the
            refusal is the actor's own, or the factor is stale.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the session has no minutes, or he was away, signed, or is noted already.
        Invalid: by field seat, reason, witnesses.
    """
    session: HearingSession = begin(NOTE_REFUSAL, session_id, actor, on)
    problems = Problems()
    rows = session.seats.select_for_update()
    found = rows.filter(public_id=seat).first() if seat else None
    if found is None:
        problems.add("seat", _("There is no such seat in this session."))
    why = problems.text("reason", reason, least=LEAST_REASON, most=2000)
    names = _witnesses(problems, witnesses, found.name if found else "")
    refuse_personal(problems, reason=why, witnesses="\n".join(names))
    problems.raise_if_any()
    changes = _note(session, found, why, names, actor=actor, on=on, at=at)
    record(
        actor=actor,
        verb="case.minutes_refused",
        target=session.case,
        changes=changes,
        note=why,
        at=at,
    )
    return session


def _note(
    session: HearingSession,
    seat: SessionSeat | None,
    why: str,
    witnesses: list[str],
    *,
    actor: Principal,
    on: date,
    at: datetime,
) -> dict[str, Any]:
    """Write the refusal on its seat, seal the minutes where that completes them."""
    if seat is None or not seat.may_sign or seat.refused_at is not None:
        raise IllegalMove(_("Only of who was there and has not signed a refusal is noted, once."))
    if seat.user_id is not None and is_same_person(seat.user_id, actor.user_id):
        raise NotPermitted(_("Your own refusal is noted by a colleague."))
    seat.refused_at, seat.refusal_reason, seat.refusal_witnesses = at, why, witnesses
    seat.refusal_by, seat.refusal_by_name = actor.user_id, actor.name
    seat.save(
        update_fields=[
            "refused_at", "refusal_reason", "refusal_witnesses", "refusal_by", "refusal_by_name",
            "updated_at",
        ]
    )  # fmt: skip
    return _seal(session, on) | {"refused": (None, [seat.name]), "witnesses": (None, witnesses)}


def _seal(session: HearingSession, on: date) -> dict[str, Any]:
    """Seal minutes that are confirmed, or only count the case up; return the changes."""
    is_held = session.state == SessionState.HELD
    if is_held and confirmation_of(session) == Confirmation.YES:
        return move(session, SessionState.SIGNED, sealed_on=on)
    return change(session.case, {})


def _signed(session: HearingSession) -> int:
    """Return how many persons of the forum have signed."""
    seats = session.seats.filter(is_judge=True, signed_at__isnull=False)
    return persons_in(seats.select_related("user"))


def _witnesses(problems: Problems, names: Sequence[str], refuser: str) -> list[str]:
    """Return the witnesses' names as they are stored; note when they are too few or too long."""
    safe = list(dict.fromkeys(name for name in map(display_safe, names) if name))
    if refuser in safe or len(safe) < WITNESSES:
        problems.add("witnesses", _("Name two witnesses, other people than who does not sign."))
    elif len(safe) > MOST_WITNESSES or any(len(name) > 120 for name in safe):
        problems.add("witnesses", _("Name at most five witnesses, each by a name of one line."))
    return safe

"""The minutes of a hearing session: recorded once, signed by those who were there, sealed."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.clock import day_in_tehran
from core.errors import IllegalMove, NotPermitted
from core.persian import display_safe
from violations.actions.sessions import locked, move, own_seat
from violations.actions.steps import Problems, change, figure, refuse_personal, require_side
from violations.facts import reckoning_on, reporters_of
from violations.models import HearingSession, SessionSeat
from violations.states import RECORDED_SESSIONS, SESSION_FLOW, SessionState

LEAST_MINUTES = 20


@transaction.atomic
def record_hearing(
    *,
    session_id: int,
    minutes: str,
    attendance: Iterable[Mapping[str, Any]],
    actor: Principal,
    on: date,
    at: datetime,
) -> HearingSession:
    """
    Record that a session was held: who came, who stood back, and its minutes.

    `attendance` is, for each seat, {seat: its public id, is_present, is_recused, reason}; a seat
    that is not named was empty. From here the minutes are frozen and wait for signatures.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been held or called off, or its summons was not served.
        Invalid: by field minutes, attendance.
    """
    require(actor, Permission.CASE_SERVE)
    session = locked(session_id, actor)
    require_side(actor, session.case)
    SESSION_FLOW.check(SessionState(session.state), SessionState.HELD)
    day = day_in_tehran(session.starts_at)
    if at < session.starts_at:
        raise IllegalMove(_("The session has not begun yet."))
    if not session.notices.filter(served_on__lte=day).exists():
        raise IllegalMove(_("The summons was not served before the session; call it anew."))
    problems = Problems()
    text = problems.text("minutes", minutes, least=LEAST_MINUTES, most=20_000)
    refuse_personal(problems, minutes=text)
    seats = _attended(problems, session, attendance)
    quorum = reckoning_on(day).quorum_of(session.forum)
    sitting = [seat for seat in seats if seat.sits]
    if len(sitting) < quorum:
        words = _("The session needs {least} members; without them it is postponed.")
        problems.add("attendance", words.format(least=figure(quorum)))
    problems.raise_if_any()
    for seat in seats:
        seat.save(update_fields=["is_present", "is_recused", "recusal_reason", "updated_at"])
    changes = move(
        session, SessionState.HELD, minutes=text, minutes_sha256=_digest(text), quorum=quorum,
        recorded_at=at, recorded_by=actor.user_id, recorded_by_name=actor.name,
    )  # fmt: skip
    record(
        actor=actor,
        verb="case.hearing_held",
        target=session.case,
        changes=changes
        | {
            "present": (None, [seat.name for seat in seats if seat.is_present]),
            "recused": (None, [seat.name for seat in seats if seat.is_recused]),
            "sha256": (None, session.minutes_sha256),
        },
        at=at,
    )
    return session


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
    require(actor, Permission.HEARING_SIGN)
    session = locked(session_id, actor)
    seat = own_seat(session, actor)
    if session.state not in RECORDED_SESSIONS:
        raise IllegalMove(_("The session has no minutes to sign."))
    if seat.is_recused or not seat.is_present:
        raise NotPermitted(_("Only who was there and took part signs the minutes."))
    if seat.signed_at is not None:
        raise IllegalMove(_("You have signed these minutes."))
    seat.signed_at, seat.signed_sha256 = at, session.minutes_sha256
    seat.save(update_fields=["signed_at", "signed_sha256", "updated_at"])
    signed = session.seats.filter(is_judge=True, signed_at__isnull=False).count()
    is_sealed = session.state == SessionState.HELD and signed >= (session.quorum or 0)
    changes = (
        move(session, SessionState.SIGNED, sealed_on=on) if is_sealed else change(session.case, {})
    )
    record(
        actor=actor,
        verb="case.minutes_signed",
        target=session.case,
        changes=changes | {"signed": (None, signed), "sha256": (None, seat.signed_sha256)},
        at=at,
    )
    return session


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _attended(
    problems: Problems, session: HearingSession, attendance: Iterable[Mapping[str, Any]]
) -> list[SessionSeat]:
    """Return the seats as they were taken; note who must stay out and who gives no reason."""
    seats = {seat.public_id: seat for seat in session.seats.select_for_update().order_by("pk")}
    for seat in seats.values():
        seat.is_present = False
    for row in attendance:
        seat_id = row.get("seat")
        found = seats.get(seat_id) if isinstance(seat_id, UUID) else None
        if found is None:
            problems.add("attendance", _("There is no such seat in this session."))
            continue
        _take(problems, found, row)
    reporters = reporters_of(session.case)
    for seat in seats.values():
        if seat.sits and seat.user_id in reporters:
            text = _("{name} reported this violation and must be recused.")
            problems.add("attendance", text.format(name=seat.name))
    return list(seats.values())


def _take(problems: Problems, seat: SessionSeat, row: Mapping[str, Any]) -> None:
    seat.is_present = bool(row.get("is_present", True))
    if seat.is_recused or not row.get("is_recused"):
        return
    reason = display_safe(str(row.get("reason", "")))[:240]
    if not seat.is_judge:
        problems.add("attendance", _("Only who sits for the forum stands back."))
    elif not reason:
        problems.add("attendance", _("Say why {name} is recused.").format(name=seat.name))
    else:
        seat.is_recused, seat.recusal_reason = True, reason

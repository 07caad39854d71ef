"""The minutes of a hearing session, recorded once with who came and who stood back."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.persian import persian_digits
from violations.actions.recusal import seat_recused
from violations.actions.sessions import move
from violations.actions.steps import Problems, refuse_personal
from violations.acts.hearings import HOLD
from violations.facts import (
    barred_from_sitting,
    persons_in,
    reckoning_on,
    stood_back,
)
from violations.models import HearingSession, SessionSeat
from violations.states import SessionState

LEAST_MINUTES = 20
LONGEST_RECUSAL = 240


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
        IllegalMove: it has been held or called off, or its summons was not served in time.
        Invalid: by field minutes, attendance.
    """
    session: HearingSession = begin(HOLD, session_id, actor, at)
    problems = Problems()
    text = problems.text("minutes", minutes, least=LEAST_MINUTES, most=20_000)
    refuse_personal(problems, minutes=text)
    seats = _attended(problems, session, attendance, actor)
    quorum = _quorum(problems, session, seats)
    problems.raise_if_any()
    back = [seat for seat in seats if seat.is_recused]
    values, is_last = seat_recused(session.case, back, on)
    for seat in seats:
        seat.save(update_fields=["is_present", "updated_at"])
    changes = move(
        session, SessionState.HELD, values, minutes=text, minutes_sha256=_digest(text),
        quorum=quorum, recorded_at=at, recorded_by=actor.user_id,
        recorded_by_name=actor.name,
    )  # fmt: skip
    changes |= {
        "present": (None, [seat.name for seat in seats if seat.is_present]),
        "recused": (None, [seat.name for seat in back]),
        "sha256": (None, session.minutes_sha256),
    }
    record(actor=actor, verb="case.hearing_held", target=session.case, changes=changes, at=at)
    if is_last:
        record(
            actor=actor, verb="case.recused_last", target=session.case,
            changes={"recused": changes["recused"]}, at=at,
        )  # fmt: skip
    return session


def _quorum(problems: Problems, session: HearingSession, seats: Sequence[SessionSeat]) -> int:
    """Return the quorum of the session's day; note when fewer persons sit."""
    quorum = reckoning_on(day_in_tehran(session.starts_at)).quorum_of(session.forum)
    if persons_in(seat for seat in seats if seat.sits) < quorum:
        words = _("The session needs {least} members; without them it is postponed.")
        problems.add("attendance", words.format(least=persian_digits(quorum)))
    return quorum


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _attended(
    problems: Problems,
    session: HearingSession,
    attendance: Iterable[Mapping[str, Any]],
    actor: Principal,
) -> list[SessionSeat]:
    """Return the seats as they were taken; note who must stay out and who gives no reason."""
    rows = session.seats.select_for_update(of=("self",)).select_related("user").order_by("pk")
    seats = {seat.public_id: seat for seat in rows}
    for seat in seats.values():
        seat.is_present = False
    for row in attendance:
        seat_id = row.get("seat")
        found = seats.get(seat_id) if isinstance(seat_id, UUID) else None
        if found is None:
            problems.add("attendance", _("There is no such seat in this session."))
            continue
        _take(problems, found, row)
    _keep_out(problems, session, seats.values())
    own = set(accounts_of(actor.user_id))
    if any(seat.is_recused and seat.user_id in own for seat in seats.values()):
        text = _("Who stands back does not record the minutes; somebody else records them.")
        problems.add("attendance", text)
    return list(seats.values())


def _keep_out(problems: Problems, session: HearingSession, seats: Iterable[SessionSeat]) -> None:
    """Note who sits though they reported, stood back, or decided in an earlier round."""
    barred = barred_from_sitting(session.case, stood_back(session.case))
    for seat in seats:
        if seat.sits and (text := barred.get(seat.user_id)):
            problems.add("attendance", text.format(name=seat.name))


def _take(problems: Problems, seat: SessionSeat, row: Mapping[str, Any]) -> None:
    seat.is_present = bool(row.get("is_present", True))
    if seat.is_recused or not row.get("is_recused"):
        return
    reason = problems.text("attendance", str(row.get("reason", "")), least=0, most=LONGEST_RECUSAL)
    if not seat.is_judge:
        problems.add("attendance", _("Only who sits for the forum stands back."))
    elif not reason:
        problems.add("attendance", _("Say why {name} is recused.").format(name=seat.name))
    else:
        seat.is_recused, seat.recusal_reason = True, reason

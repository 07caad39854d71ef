"""The minutes of a hearing session, recorded once with who came."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from core.clock import day_in_tehran
from core.persian import persian_digits
from violations.actions.absences import open_contests
from violations.actions.sessions import move
from violations.actions.steps import Problems, refuse_personal
from violations.acts.hearings import HOLD
from violations.facts import (
    barred_from_sitting,
    persons_in,
    reckoning_on,
)
from violations.facts.sessions import role_ended
from violations.facts.turns import lacks_decider
from violations.models import HearingSession, SessionSeat
from violations.states import SessionState

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
    Record that a session was held: who came, and its minutes.

    `attendance` is, for each seat, {seat: its public id, is_present, is_recused}; a seat that is
    not named was empty. Who is recused stood back by their own act (`recuse_from_hearing`). From
    here the minutes are frozen and wait for signatures.

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
    seats = _attended(problems, session, attendance, on)
    quorum = _quorum(problems, session, seats)
    problems.raise_if_any()
    for seat in seats:
        seat.save(update_fields=["is_present", "updated_at"])
    until = open_contests(session, seats, on)
    changes = move(
        session, SessionState.HELD, minutes=text, minutes_sha256=_digest(text),
        quorum=quorum, recorded_at=at, recorded_by=actor.user_id,
        recorded_by_name=actor.name,
    )  # fmt: skip
    changes |= until | {
        "present": (None, [seat.name for seat in seats if seat.is_present]),
        "recused": (None, [seat.name for seat in seats if seat.is_recused]),
        "sha256": (None, session.minutes_sha256),
    }
    changes = add_seals(changes, minutes=session)
    record(actor=actor, verb="case.hearing_held", target=session.case, changes=changes, at=at)
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
    on: date,
) -> list[SessionSeat]:
    """Return the seats with who came; note who must stay out."""
    rows = session.seats.select_for_update(of=("self",)).select_related("user").order_by("pk")
    return _marked(problems, session, rows, attendance, on)


def wrong_in_attendance(
    session: HearingSession, attendance: Iterable[Mapping[str, Any]], on: date
) -> dict[str, list[str]]:
    """Return what is wrong with who came, by field: who must stay out, and the quorum."""
    problems = Problems()
    rows = session.seats.select_related("user").order_by("pk")
    _quorum(problems, session, _marked(problems, session, rows, attendance, on))
    return problems.fields


def _marked(
    problems: Problems,
    session: HearingSession,
    rows: Iterable[SessionSeat],
    attendance: Iterable[Mapping[str, Any]],
    on: date,
) -> list[SessionSeat]:
    """Return some seats with who came, unsaved; note who must stay out."""
    seats = {seat.public_id: seat for seat in rows}
    for seat in seats.values():
        seat.is_present = False
    named: set[Any] = set()
    for row in attendance:
        seat_id = row.get("seat")
        if seat_id in named:
            problems.add(
                "attendance", _("A seat is named twice: name each seat once, present or absent.")
            )
            continue
        named.add(seat_id)
        found = seats.get(seat_id) if isinstance(seat_id, UUID) else None
        if found is None:
            problems.add("attendance", _("There is no such seat in this session."))
            continue
        found.is_present = bool(row.get("is_present", True))
        if row.get("is_recused") and not found.is_recused:
            text = _("{name} stands back by their own act before the minutes; note who came.")
            problems.add("attendance", text.format(name=found.name))
    _exclude(problems, session, seats.values(), on)
    sitting = [seat.user_id for seat in seats.values() if seat.sits and seat.user_id]
    if lacks_decider(session.case, sitting, on):
        text = _("Nobody who sat decides this case: postpone the session, and call it anew.")
        problems.add("attendance", text)
    return list(seats.values())


def _exclude(
    problems: Problems, session: HearingSession, seats: Iterable[SessionSeat], on: date
) -> None:
    """Note who sits though they have a part in the case, or an interest in its office."""
    barred = barred_from_sitting(session.case, on)
    for seat in seats:
        if seat.sits and (text := barred.get(seat.user_id)):
            problems.add("attendance", text.format(name=seat.name))
    # Who held a role of the forum when the session began sat in it, whatever came after.
    ended = role_ended(Value(session.starts_at))
    former = session.seats.alias(ended=ended).filter(is_judge=True, ended__isnull=False)
    gone = set(former.values_list("pk", flat=True))
    without = _("{name} held no role of this forum at the session and does not sit.")
    for seat in seats:
        if seat.sits and seat.pk in gone:
            problems.add("attendance", without.format(name=seat.name))

"""Minutes are signed by those who were there; who does not sign is noted before witnesses."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.persons import is_same_person
from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from core.errors import IllegalMove, NotPermitted
from violations.actions.evidence import attach, claim_scan
from violations.actions.sessions import move
from violations.actions.steps import Problems, change, refuse_personal, terms_of
from violations.acts.hearings import NOTE_REFUSAL, SIGN, lock, own_seat
from violations.facts import confirmation_of, persons_in
from violations.facts.sessions import minutes_declaration, released_from
from violations.models import Evidence, HearingSession, SessionSeat
from violations.states import Confirmation, SessionState
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Kept
from workdays.rules import DeadlineKey

LEAST_REASON = 10
WITNESSES = 2
MOST_WITNESSES = 5


@transaction.atomic
def sign_minutes(
    *, session_id: int, actor: Principal, on: date, at: datetime, remark: str = ""
) -> HearingSession:
    """
    Sign the minutes, as one who was there, by account and with a fresh factor.

    The declaration of the signer is written to the history.

    They are sealed once the quorum of those who judge has signed, and the office has signed or its
    time to sign is over; nobody signs after that, except whose noted absence was corrected since.
    Who was heard may write a `remark` beside the signature.

    Raises:
        NotPermitted, FactorRequired: not called to it, not there or recused, or a stale factor.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the session has no minutes, they are sealed, or he has signed.
        Invalid: by field remark.
    """
    session: HearingSession = begin(SIGN, session_id, actor, on)
    seat = own_seat(session, actor.user_id)
    assert seat is not None  # noqa: S101 - SIGN is not for who was not called
    problems = Problems()
    said = problems.text("remark", remark, least=0, most=2000)
    if said and seat.is_judge:
        problems.add("remark", _("Who sits for the forum signs without a remark."))
    refuse_personal(problems, remark=said)
    problems.raise_if_any()
    seat.signed_at, seat.signed_sha256 = at, session.minutes_sha256
    seat.signed_remark = said
    seat.save(update_fields=["signed_at", "signed_sha256", "signed_remark", "updated_at"])
    changes = _seal(session, on) | {
        "signed": (None, _signed(session)),
        "sha256": (None, seat.signed_sha256),
    }
    if said:
        changes = add_seals(changes | {"remark": (None, said)}, seat_remark=seat)
    record(
        actor=actor, verb="case.minutes_signed", target=session.case,
        changes=add_seals(changes, seat_signature=seat),
        note=minutes_declaration(session), at=at,
    )  # fmt: skip
    return session


@transaction.atomic
def record_refusal(
    *,
    session_id: int,
    seat: UUID | None,
    reason: str,
    witnesses: Sequence[UUID],
    evidence_ids: Sequence[UUID],
    actor: Principal,
    on: date,
    at: datetime,
) -> HearingSession:
    """
    Note that somebody who was there does not sign, what was said, and who witnessed it.

    `seat` is a public id, `witnesses` are those of two others or more who sat in the session and
    have an account: a guest is known by a name alone, which anybody can invent. The first file is
    the scan of the page that they signed. The refuser hears of it and may sign until the minutes
    are sealed: once each one who sat has signed or is noted, and the time to sign after all is
    over, they are sealed if no more refuse than sign.

    Raises:
        NotPermitted, FactorRequired: the role keeps no minutes, or not in this track, or the actor
            reported, was not there, or is the refuser; or the factor is stale.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the minutes are not open, or the person was away, signed, or is noted already.
        Invalid: by field seat, reason, witnesses, evidence.
    """
    session: HearingSession = begin(NOTE_REFUSAL, session_id, actor, on)
    problems = Problems()
    rows = session.seats.select_for_update(of=("self",)).select_related("user")
    seats = {row.public_id: row for row in rows.order_by("pk")}
    found = seats.get(seat) if seat else None
    if found is None:
        problems.add("seat", _("There is no such seat in this session."))
    why = problems.text("reason", reason, least=LEAST_REASON, most=2000)
    names = _witnesses(problems, seats, witnesses, found)
    refuse_personal(problems, reason=why)
    files = claim_scan(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    attach(files, at=at, case=session.case)
    changes = _note(session, found, why, names, files[0], actor=actor, on=on, at=at)
    record(
        actor=actor,
        verb="case.minutes_refused",
        target=session.case,
        changes=changes | {"evidence": (None, [file.sha256 for file in files])},
        note=why,
        at=at,
    )
    return session


@transaction.atomic
def seal_minutes(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Seal minutes that wait for nobody: all signed or are noted, and the time to sign is over.

    Return the keys of the sessions. Run twice, it seals nothing. A session that fails stays as it
    is.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    keys = HearingSession.objects.visible_to(actor).filter(state=SessionState.HELD)
    waiting = (lock(key, actor) for key in keys.order_by("pk").values_list("pk", flat=True))
    ready = [each for each in waiting if confirmation_of(each, as_of) == Confirmation.YES]

    def seal(sessions: Sequence[HearingSession]) -> None:
        for session in sessions:
            fresh = lock(session.pk, actor)
            changes = move(fresh, SessionState.SIGNED, sealed_on=as_of) | released(fresh)
            record(
                actor=actor, verb="case.minutes_sealed", target=fresh.case,
                changes=add_seals(changes, minutes_seal=fresh), at=at,
            )  # fmt: skip

    return move_apart(ready, seal, name=lambda each: str(each.case.number))


def _note(
    session: HearingSession,
    seat: SessionSeat | None,
    why: str,
    witnesses: list[str],
    scan: Evidence,
    *,
    actor: Principal,
    on: date,
    at: datetime,
) -> dict[str, Any]:
    """Write the refusal on its seat, with the day until which the person may still sign."""
    is_open = seat is not None and seat.may_sign and seat.refused_at is None
    if seat is None or not is_open or seat.pk in released_from(session):
        raise IllegalMove(_("Only of who was there and has not signed a refusal is noted, once."))
    if seat.user_id is not None and is_same_person(seat.user_id, actor.user_id):
        raise NotPermitted(_("Your own refusal is noted by a colleague."))
    until = terms_of(session.case, on).due(DeadlineKey.SIGNATURE_REFUSAL, on)
    seat.refused_at, seat.refusal_reason, seat.refusal_witnesses = at, why, witnesses
    seat.refusal_by, seat.refusal_by_name = actor.user_id, actor.name
    seat.refusal_scan, seat.refusal_due_on = scan, until.due_on
    seat.save(
        update_fields=[
            "refused_at", "refusal_reason", "refusal_witnesses", "refusal_by", "refusal_by_name",
            "refusal_scan", "refusal_due_on", "updated_at",
        ]
    )  # fmt: skip
    keep_deadlines(kept=[Kept("session.signature", seat, until, session.case.county_id)])
    changes = _seal(session, on) | {
        "refused": (None, [seat.name]),
        "witnesses": (None, witnesses),
        "refusal_due_on": (None, until.due_on),
    }
    return add_seals(changes, seat_refusal=seat)


def _seal(session: HearingSession, on: date) -> dict[str, Any]:
    """Seal minutes that are confirmed, or only count the case up; return the changes."""
    is_held = session.state == SessionState.HELD
    if is_held and confirmation_of(session, on) == Confirmation.YES:
        changes = move(session, SessionState.SIGNED, sealed_on=on) | released(session)
        return add_seals(changes, minutes_seal=session)
    return change(session.case, {})


def released(session: HearingSession) -> dict[str, Any]:
    """Return, for the history, who sat and holds no role of the forum any more, unsigned."""
    seats = session.seats.filter(pk__in=released_from(session)).order_by("pk")
    names = list(seats.values_list("name", flat=True))
    return {"released": (None, names)} if names else {}


def _signed(session: HearingSession) -> int:
    """Return how many persons of the forum have signed."""
    seats = session.seats.filter(is_judge=True, signed_at__isnull=False)
    return persons_in(seats.select_related("user"))


def wrong_in_witnesses(session: HearingSession, typed: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is wrong with the witnesses that were chosen so far."""
    problems, chosen = Problems(), typed.get("witnesses")
    if chosen:
        seats = {str(seat.public_id): seat for seat in session.seats.select_related("user")}
        _witnesses(problems, seats, [str(key) for key in chosen], seats.get(str(typed.get("seat"))))
    return problems.fields


def _witnesses(
    problems: Problems,
    seats: Mapping[Any, SessionSeat],
    named: Sequence[Any],
    refuser: SessionSeat | None,
) -> list[str]:
    """Return the names of the witnesses; note who did not sit there, and that they are too few."""
    named_seats = [seats[key] for key in dict.fromkeys(named) if key in seats]
    found = [seat for seat in named_seats if seat.is_present and seat.user]
    if len(found) < len(set(named)):
        problems.add(
            "witnesses",
            _("Only who was in the session, and has an account, witnesses who does not sign."),
        )
    others = {_person(seat): seat.name for seat in found if not _is_of(seat, refuser)}
    if len(others) < len(found) or len(set(others.values())) < WITNESSES:
        problems.add("witnesses", _("Name two witnesses, other people than who does not sign."))
    elif len(others) > MOST_WITNESSES:
        problems.add("witnesses", _("Name at most five witnesses."))
    return list(others.values())


def _person(seat: SessionSeat) -> str:
    """Return what the accounts of one person have in common; of a guest the name."""
    key = seat.user.person_key if seat.user else ""
    return key or (str(seat.user_id) if seat.user else seat.name)


def _is_of(seat: SessionSeat, refuser: SessionSeat | None) -> bool:
    """Tell whether a seat is the refuser's own, by any account or name."""
    if refuser is None:
        return False
    return seat.name == refuser.name or _person(seat) == _person(refuser)

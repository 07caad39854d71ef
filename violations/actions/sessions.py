"""A case is heard in person: a session is called with its summons, or called off."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.principal import Principal
from audit.actions import record
from audit.numbers import next_number
from core.acts import begin
from core.clock import TEHRAN, day_in_tehran
from core.persian import display_safe, persian_digits
from violations.actions.notices import write_notice_letter
from violations.actions.recusal import seat_recused
from violations.actions.steps import Problems, change, refuse_personal
from violations.acts.cases import SUMMON
from violations.acts.hearings import CALL_OFF, RECUSE, bench_of, own_seat
from violations.facts import (
    Person,
    against_day,
    against_hour,
    against_window,
    earliest_session,
    forum_of,
    is_too_early,
    notice_values,
    official,
    operators_of,
    reckoning_on,
    session_values,
    summons_text,
    too_early,
)
from violations.facts.keeping import is_out_of_people
from violations.facts.turns import lacks_decider
from violations.models import Case, HearingSession, Notice, SessionSeat
from violations.states import CALLED_OFF, Channel, NoticeKind, SessionState

FURTHEST = timedelta(days=365)
LEAST_REASON = 10
MOST_GUESTS = 20


@transaction.atomic
def summon_to_hearing(
    *,
    case_id: int,
    starts_at: datetime,
    judges: Sequence[int],
    actor: Principal,
    on: date,
    at: datetime,
    place: str = "",
    is_online: bool = False,
    guests: Sequence[str] = (),
    channel: str = Channel.PORTAL,
) -> HearingSession:
    """
    Call a session: who sits for the forum, where and when; its summons is issued to the office.

    `judges` are the keys of accounts that may sit for the case's forum, at least its quorum; the
    office's operators are called always, `guests` by their names. It is held once it was served,
    and not before the least time between service and session.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been served, the case is decided, or a session stands.
        Invalid: by field starts_at, place, judges, guests, channel.
    """
    case: Case = begin(SUMMON, case_id, actor, on)
    problems = Problems()
    where, names = _where(problems, place, guests, is_online=is_online)
    _check_time(problems, case, starts_at, on, at)
    if channel not in Channel.values:
        problems.add("channel", _("There is no such channel."))
    chosen = _chosen(problems, case, judges, starts_at, on)
    problems.raise_if_any()
    session = HearingSession.objects.create(
        case=case, forum=forum_of(case), starts_at=starts_at, is_online=is_online, place=where,
        called_on=on, called_by=actor.user_id, called_by_name=actor.name,
    )  # fmt: skip
    _seat(session, chosen, operators_of(case, on), names)
    notice = _summons(session, Channel(channel), actor=actor, on=on, at=at)
    changes = change(case, {}) | {
        "session": (None, session.state),
        "starts_at": (None, starts_at),
        "letter_no": (None, notice.letter_no),
        "called": (None, [person.name for person in chosen]),
    }
    record(actor=actor, verb="case.summoned", target=case, changes=changes, at=at)
    return session


@transaction.atomic
def recuse_from_hearing(
    *, session_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> SessionSeat:
    """
    Stand back, before the session, as one who was called to sit for the forum.

    Who stands back does nothing more in this case, whatever becomes of the session, and it leaves
    their hands. A session for which too few are left is cancelled with it. Where nobody usual is
    free to decide then, the deputy names who does at once.

    Raises:
        NotPermitted: the role sits in no session, or was not called to this one.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the session is not to come any more, or he stood back already.
        Invalid: by field reason.
    """
    session: HearingSession = begin(RECUSE, session_id, actor, on)
    seat = own_seat(session, actor.user_id)
    assert seat is not None  # noqa: S101 - RECUSE is not for who was not called
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_REASON, most=240)
    problems.raise_if_any()
    seat.is_recused, seat.recusal_reason = True, why
    values, is_last = seat_recused(session.case, [seat], on)
    record(
        actor=actor,
        verb="case.recused_last" if is_last else "case.hearing_recused",
        target=session.case,
        changes=change(session.case, values) | {"recused": (None, [seat.name])},
        note=why,
        at=at,
    )
    cancel_without_people(session, on, at)
    return seat


def cancel_without_people(session: HearingSession, on: date, at: datetime) -> None:
    """Cancel, as the clock, a session that a recusal left without those whom it needs."""
    if not is_out_of_people(session, on):
        return
    clock = User.objects.system()
    why = official(
        gettext_noop("After a recusal too few of those called may sit, or nobody may record it.")
    )
    changes = move(
        session, SessionState.CANCELLED, ended_reason=why, ended_on=on, ended_by=clock.user_id
    )
    record(
        actor=clock, verb="case.hearing_cancelled", target=session.case, changes=changes, note=why,
        at=at,
    )  # fmt: skip


@transaction.atomic
def call_off_hearing(
    *, session_id: int, how: str, reason: str, actor: Principal, on: date, at: datetime
) -> HearingSession:
    """
    End a session that was not held: `postponed`, and called anew later, or `cancelled`.

    One that was held ends so only where its minutes are not confirmed: nobody is left to sign, and
    more refuse than signed or the quorum is missing.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        HearingSession.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: its minutes stand or wait for signatures, or it has been called off.
        Invalid: by field how, reason.
    """
    session: HearingSession = begin(CALL_OFF, session_id, actor, on)
    problems = Problems()
    why = problems.text("reason", reason, least=LEAST_REASON, most=2000)
    if how not in CALLED_OFF:
        problems.add("how", _("Say whether it is postponed or cancelled."))
    problems.raise_if_any()
    changes = move(
        session, SessionState(how), ended_reason=why, ended_on=on, ended_by=actor.user_id
    )
    record(
        actor=actor,
        verb=f"case.hearing_{how}",
        target=session.case,
        changes=changes,
        note=why,
        at=at,
    )
    return session


def _where(
    problems: Problems, place: str, guests: Sequence[str], *, is_online: bool
) -> tuple[str, list[str]]:
    """Return the place and the guests' names as they are stored; note what is wrong with them."""
    where, names = display_safe(place), [display_safe(name) for name in guests if name.strip()]
    if not where and not is_online:
        problems.add("place", _("Say where the session is held, or that it is in the portal."))
    if len(where) > 240:
        problems.add(
            "place", _("Write at most {most} characters.").format(most=persian_digits(240))
        )
    if len(names) > MOST_GUESTS or any(len(name) > 120 for name in names):
        problems.add("guests", _("Name at most twenty guests, each by a name of one line."))
    refuse_personal(problems, place=where, guests="\n".join(names))
    return where, names


def wrong_in_summons(
    case: Case, typed: Mapping[str, Any], on: date, at: datetime
) -> dict[str, list[str]]:
    """Return what is wrong with the time and with who sits, of what was typed so far."""
    problems, starts_at = Problems(), typed.get("starts_at")
    if starts_at:
        _check_time(problems, case, starts_at, on, at)
    if typed.get("judges"):
        _chosen(problems, case, typed["judges"], starts_at or at, on)
    return problems.fields


def _check_time(
    problems: Problems, case: Case, starts_at: datetime, on: date, at: datetime
) -> None:
    """Note a time that is past, too far, on a day off, or too early were it served this day."""
    notice = earliest_session(case, on)
    if starts_at <= at:
        problems.add("starts_at", _("The session is called for a time to come."))
    elif starts_at > at + FURTHEST:
        problems.add("starts_at", _("The day is too far away."))
    elif is_too_early(starts_at, notice):
        problems.add("starts_at", too_early(notice))
    elif night := against_hour(starts_at.astimezone(TEHRAN).time()):
        problems.add("starts_at", night)
    elif runs := against_window(case, day_in_tehran(starts_at)):
        problems.add("starts_at", runs)
    elif against := against_day(case, day_in_tehran(starts_at)):
        problems.add("starts_at", against)


def _chosen(
    problems: Problems, case: Case, judges: Sequence[int], starts_at: datetime, on: date
) -> list[Person]:
    """Return who is called to sit; note strangers to the forum and a quorum out of reach."""
    known = {person.user_id: person for person in bench_of(case, on)[0]}
    wanted = list(dict.fromkeys(judges))
    if any(user_id not in known for user_id in wanted):
        problems.add("judges", _("Somebody of these does not sit in this forum."))
    chosen = [known[user_id] for user_id in wanted if user_id in known]
    quorum = reckoning_on(day_in_tehran(starts_at)).quorum_of(forum_of(case))
    if len(chosen) < quorum:
        words = _("Call at least {least} members: so many must sit.")
        problems.add("judges", words.format(least=persian_digits(quorum)))
    elif lacks_decider(case, [person.user_id for person in chosen], on):
        problems.add("judges", _("Call who decides this case, too: who decides has sat."))
    return chosen


def _seat(
    session: HearingSession,
    judges: Iterable[Person],
    operators: Iterable[Person],
    guests: Iterable[str],
) -> None:
    people = [(person, True) for person in judges] + [(person, False) for person in operators]
    SessionSeat.objects.bulk_create(
        [
            SessionSeat(
                session=session,
                user_id=person.user_id,
                name=person.name[:120],
                role=person.role,
                is_judge=is_judge,
            )
            for person, is_judge in people
        ]
        + [SessionSeat(session=session, name=name) for name in guests]
    )


def _summons(
    session: HearingSession, channel: Channel, *, actor: Principal, on: date, at: datetime
) -> Notice:
    """Issue the summons of a session with its letter."""
    case = session.case
    values = notice_values(case, NoticeKind.SUMMONS, on) | session_values(
        session.starts_at, session.place, is_online=session.is_online
    )
    notice = Notice.objects.create(
        case=case,
        session=session,
        kind=NoticeKind.SUMMONS,
        channel=channel,
        letter_no=next_number("notice", on, infix="N-"),
        text=summons_text(values, on),
        issued_on=on,
        issued_by=actor.user_id,
    )
    write_notice_letter(case, notice, values, actor=actor, on=on, at=at)
    return notice


def move(
    session: HearingSession,
    state: SessionState,
    of_case: Mapping[str, Any] | None = None,
    **values: Any,
) -> dict[str, Any]:
    """Write the next state of a session and values of its case; return the changes."""
    before = session.state
    for name, value in values.items():
        setattr(session, name, value)
    session.state = state
    session.save(update_fields=["state", *values, "updated_at"])
    return change(session.case, of_case or {}) | {"session": (before, state)}

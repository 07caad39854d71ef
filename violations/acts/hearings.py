"""The acts on a hearing session: it is called, held or called off, and its minutes are signed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import accounts_of, is_same_person
from accounts.principal import Principal
from accounts.roles import Permission
from core.acts import (
    NOT_PERMITTED,
    ActTable,
    Blocked,
    Confirm,
    Excluded,
    Final,
    Paper,
    Whose,
    once_per_record,
)
from core.clock import day_in_tehran
from core.jalali import long
from core.persian import persian_digits
from offices.acts.interests import INTERESTED
from violations.acts.conditions import (
    ON_OWN_TRACK,
    RECUSED,
    is_office,
    keeps_track,
    reporters,
    session,
)
from violations.acts.moments import day_of, moment
from violations.acts.papers import paper_waits
from violations.facts import (
    Person,
    against_holding,
    forum_of,
    is_unconfirmed,
    judges_of,
    reckoning_on,
    unnotable_after,
)
from violations.facts.cases import against_window
from violations.facts.sessions import released_from
from violations.models import Case, HearingSession, SessionSeat
from violations.states import (
    CALLED_OFF,
    RECORDED_SESSIONS,
    SESSION_FLOW,
    AbsenceAnswer,
    SessionState,
    Track,
)

P = Permission
S = SessionState


def lock(key: int, actor: Principal) -> HearingSession:
    """Return the session in the actor's scope, locked after its case as all acts on cases do."""
    sessions = HearingSession.objects.visible_to(actor)
    case = Case.objects.visible_to(actor).lock(sessions.get(pk=key).case_id)
    found = sessions.lock(key)
    found.case = case
    return found


@once_per_record
def session_in(case: Case, actor: Principal) -> HearingSession | None:
    """Return the session on which the case stands, if the actor may see it."""
    seen = HearingSession.objects.visible_to(actor).filter(case=case, round_no=case.round_no)
    found = seen.exclude(state__in=CALLED_OFF).order_by("-pk").first()
    if found is not None:
        found.case = case
    return found


def case_of(record: Case | HearingSession) -> Case:
    """Return the case of a session; REST names the session by its case."""
    return record.case if isinstance(record, HearingSession) else record


def keeps_case(actor: Principal, record: Case | HearingSession, on: date) -> bool:
    """Tell whether the track of the session's case is the actor's."""
    return keeps_track(actor, case_of(record), on)


def is_heard_or_keeps_case(actor: Principal, record: Case | HearingSession, on: date) -> bool:
    """Tell whether the actor speaks for the office, or for the side that keeps the case."""
    return is_office(actor, record, on) or keeps_case(actor, record, on)


@once_per_record
def own_seat(record: HearingSession, account: int) -> SessionSeat | None:
    """Return the person's seat in the session, by any account; that of this account first."""
    seats = list(record.seats.filter(user_id__in=accounts_of(account)).order_by("pk"))
    return next((seat for seat in seats if seat.user_id == account), seats[0] if seats else None)


@once_per_record
def unsigned_seats(record: HearingSession, account: int) -> Sequence[SessionSeat]:
    """Return the seats whose refusal to sign this person may note, the forum's first."""
    own = set(accounts_of(account))
    return [
        seat
        for seat in record.seats.order_by("-is_judge", "pk")
        if seat.may_sign
        and seat.refused_at is None
        and seat.user_id not in own
        and seat.pk not in _released(record)
    ]


@once_per_record
def _released(record: HearingSession) -> Mapping[int, datetime]:
    return released_from(record)


@once_per_record
def _is_unconfirmed(record: HearingSession, on: date) -> bool:
    return is_unconfirmed(record, on)


def reported_the_case(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor reported what the session is about, or an empty string."""
    if actor.user_id not in reporters(record.case):
        return ""
    return _("You reported this violation, so somebody else notes who does not sign.")


def reported_the_session(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor reported what the session was called for, or an empty string."""
    if actor.user_id not in reporters(record.case):
        return ""
    return _("You reported this violation, so somebody else calls the session off.")


def reported_what_is_heard(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor reported what the session hears, or an empty string."""
    if actor.user_id not in reporters(record.case):
        return ""
    return _("You reported this violation, so somebody else records the minutes.")


def was_not_there(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor neither was in a session with minutes nor recorded them."""
    if record.recorded_by is None:
        return ""
    seat = own_seat(record, actor.user_id)
    if seat is not None and seat.is_present:
        return ""
    if is_same_person(record.recorded_by, actor.user_id):
        return ""
    return _("Only who was in the session, or recorded its minutes, notes who does not sign.")


def witnesses_of(record: HearingSession) -> Sequence[SessionSeat]:
    """Return the seats of those with an account who were there, the forum's first."""
    rows = record.seats.filter(is_present=True, user__isnull=False)
    return list(rows.order_by("-is_judge", "pk"))


@once_per_record
def bench_of(case: Case, on: date) -> tuple[Sequence[Person], int]:
    """Return who may sit in a session of the case that is called on a day, and how many must."""
    return judges_of(case, on), reckoning_on(on).quorum_of(forum_of(case))


def paper_waits_in_case(record: Case | HearingSession, actor: Principal, on: date) -> str:
    """Return that a paper in the office's name waits for its second person in the case."""
    return paper_waits(case_of(record), actor, on)


def has_session(case: Case, actor: Principal, on: date) -> str:
    """Return that a session of the present round was called and not called off."""
    return _("The case has a hearing session already.") if session(case) else ""


def too_few_may_sit(case: Case, actor: Principal, on: date) -> str:
    """Return that fewer people may sit than the quorum asks for."""
    people, quorum = bench_of(case, on)
    if len(people) >= quorum:
        return ""
    few = _(
        "A session needs {least} who sit, and {found} may: whoever reported, stood back or"
        " decided before the case was sent back does not. Another clerk or member is named"
        " first, or the case is decided in writing."
    )
    if case.track == Track.LICENCE:
        few = _(
            "A session needs {least} who sit, and {found} may: whoever reported, stood back or"
            " decided before the case was sent back does not. Another member of the committee is"
            " appointed first."
        )
    return few.format(least=persian_digits(quorum), found=persian_digits(len(people)))


def day_waits(record: HearingSession) -> bool:
    """Tell whether the calendar closes the session's day, and nobody has confirmed it since."""
    return bool(record.closed_day) and record.day_confirmed_on is None


def day_is_closed(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the calendar closes the session's day, to who has to confirm it, and others."""
    if not day_waits(record):
        return ""
    text = _("The calendar closes this day ({why}). Confirm the session for it, or postpone it.")
    if not _answers_for_day(record, actor, on):
        text = _(
            "The calendar closes this day ({why}). The side that keeps the case has to confirm the"
            " session for it, or to postpone it; all who were called hear of it."
        )
    elif window_outlasts_day(record, actor, on):
        text = _(
            "The calendar closes this day ({why}), and the office may answer for longer by that:"
            " postpone the session."
        )
    return text.format(why=record.closed_day)


def _answers_for_day(record: HearingSession, actor: Principal, on: date) -> bool:
    """Tell whether the actor is one of those who confirm the session's day or move it."""
    apart = any(person.reason(record, actor, on) for person in CONFIRM_DAY.not_by)
    return CONFIRM_DAY.is_of(actor, record, on) and not apart


def day_needs_no_confirming(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the session's day is open, or confirmed already."""
    return "" if day_waits(record) else _("The day of this session needs no confirmation.")


def window_outlasts_day(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the office may answer until the session's day or later: it cannot be held."""
    return against_window(record.case, day_in_tehran(record.starts_at))


def cannot_be_held(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the session has not begun, or that its summons was not served in time."""
    return against_holding(record, moment(on))


def minutes_wait(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the minutes of a held session are confirmed, or may still be."""
    if record.state != S.HELD or _is_unconfirmed(record, day_of(on)):
        return ""
    return _("The minutes of this session wait for signatures.")


def was_not_called(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the person has no seat in the session."""
    if own_seat(record, actor.user_id) is not None:
        return ""
    return _("You were not called to this session.")


def does_not_judge(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the person was called to be heard and not to sit for the forum."""
    seat = own_seat(record, actor.user_id)
    if seat is None or seat.is_judge:
        return ""
    return _("Only who sits for the forum stands back.")


def is_recused(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the person stood back from the session before."""
    seat = own_seat(record, actor.user_id)
    return str(ONCE) if seat is not None and seat.is_recused else ""


def took_no_part(record: HearingSession, actor: Principal, on: date) -> Blocked | None:
    """Return that the person was away from the session, or recused."""
    seat = own_seat(record, actor.user_id)
    if seat is not None and seat.pk in _released(record):
        return Blocked(_("You hold no role of the forum any more and do not sign."), NOT_PERMITTED)
    if seat is not None and seat.is_present and not seat.is_recused:
        return None
    return Blocked(_("Only who was there and took part signs the minutes."), NOT_PERMITTED)


def has_signed(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the person has signed the minutes, or that they are sealed without."""
    seat = own_seat(record, actor.user_id)
    if seat is None:
        return ""
    if seat.signed_at is not None:
        return _("You have signed these minutes.")
    if record.state != S.SIGNED or is_corrected_after_seal(record, seat):
        return ""
    if seat.refused_at is not None:
        return _("The minutes are sealed; you are noted as not signing.")
    return _("The minutes are sealed; nobody signs them any more.")


def is_corrected_after_seal(record: HearingSession, seat: SessionSeat) -> bool:
    """Tell whether a noted absence was corrected after the seal, and the case is undecided."""
    sealed, answered = record.sealed_on, seat.answered_at
    if seat.contest_answer != AbsenceAnswer.PRESENT or sealed is None or answered is None:
        return False
    return day_in_tehran(answered) >= sealed and not record.decisions.exists()


def everybody_is_noted(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that nobody is left whose refusal to sign the actor may note."""
    if unsigned_seats(record, actor.user_id):
        return ""
    return _("Everybody who was there has signed, or is noted.")


def too_few_witness(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that nobody's refusal can be noted: fewer than two others sat with an account."""
    until = unnotable_after(record)
    if until is None or not unsigned_seats(record, actor.user_id):
        return ""
    text = _(
        "A refusal is noted before two others who sat with an account, and too few sat in this"
        " session. If somebody has not signed until the end of {day}, the session is called off and"
        " another one is called."
    )
    return text.format(day=long(until))


KEEPER = Whose(ON_OWN_TRACK.label, keeps_case, ON_OWN_TRACK.error)
HEARD = Whose(
    "the office, and the side that keeps the track", is_heard_or_keeps_case, ON_OWN_TRACK.error
)
REPORTED = Excluded("reporter", reported_the_case)
REPORTED_CALL = Excluded("reporter", reported_the_session)
REPORTED_MINUTES = Excluded("reporter", reported_what_is_heard)
NOT_THERE = Excluded("who was not in the session", was_not_there)
NOT_CALLED = Excluded("who was not called", was_not_called)
NOT_JUDGING = Excluded("who does not sit for the forum", does_not_judge)
ONCE = gettext_lazy("One stands back once, before the session is held.")
OVER = gettext_lazy("The session has been held or called off.")
NOTED_BEFORE = gettext_lazy("Who does not sign is noted before the minutes are sealed.")
NO_MINUTES = gettext_lazy("The session has no minutes to sign.")
RECUSED_LAST = {
    "case.recused_last": gettext_lazy(
        "recorded a recusal, after which nobody usual is free to decide"
    )
}
CANCELLED = {"case.hearing_cancelled": gettext_lazy("cancelled the hearing session")}

HEARING_ACTS = ActTable("hearing", lock, SessionState, paper=Paper.NONE)
act = HEARING_ACTS.act

SIGN = act(
    "sign", title=gettext_lazy("Sign the minutes"), verb=gettext_lazy("Sign"),
    icon="pencil",
    permissions=(P.HEARING_SIGN,), whose=HEARD, not_by=(NOT_CALLED, RECUSED, INTERESTED),
    states=RECORDED_SESSIONS,
    state_error=NO_MINUTES, blocked=(took_no_part, has_signed),
    event={"case.minutes_signed": gettext_lazy("signed the minutes of the hearing session")},
    confirm=Confirm.CODE,
    tells=("office", "decider"),
    undo=Final("A signature seals what was read."),
)  # fmt: skip
RECUSE = act(
    "recuse", title=gettext_lazy("Recuse yourself from this session"), icon="circle-minus",
    is_danger=True, permissions=(P.HEARING_RECUSE,), whose=KEEPER,
    not_by=(NOT_CALLED, NOT_JUDGING), states=(S.SUMMONED,), state_error=ONCE,
    blocked=(is_recused,),
    event={
        "case.hearing_recused": gettext_lazy("stood back from the hearing session"),
        **RECUSED_LAST,
        **CANCELLED,
    },
    tells=("deputy", "office", "decider"), confirm=Confirm.PAGE,
    undo=Final("Who stood back has no part in the case any more."),
)  # fmt: skip
HOLD = act(
    "hold", title=gettext_lazy("Record the session and its minutes"),
    verb=gettext_lazy("Enter the minutes"),
    icon="file-pen",
    permissions=(P.CASE_SERVE,), whose=KEEPER, not_by=(REPORTED_MINUTES, RECUSED, INTERESTED),
    states=(S.SUMMONED,), state_error=OVER,
    target=S.HELD, blocked=(day_is_closed, paper_waits_in_case, cannot_be_held),
    event={"case.hearing_held": gettext_lazy("recorded the hearing session and its minutes")},
    tells=("office", "decider"),
    confirm=Confirm.PLAIN,
    undo=Final("Minutes are signed as they were recorded."),
)  # fmt: skip
CONFIRM_DAY = act(
    "confirm-day", title=gettext_lazy("Confirm the session for the closed day"),
    verb=gettext_lazy("Confirm the day"), icon="calendar-days",
    permissions=(P.CASE_SERVE,), whose=KEEPER, not_by=(RECUSED, INTERESTED),
    states=(S.SUMMONED,), state_error=OVER,
    blocked=(day_needs_no_confirming, window_outlasts_day),
    event={
        "case.hearing_day_confirmed": gettext_lazy(
            "confirmed the hearing session for a day that the calendar closes"
        )
    },
    tells=("office", "decider"), confirm=Confirm.PLAIN, undo="call-off",
)  # fmt: skip
NOTE_REFUSAL = act(
    "note-refusal", title=gettext_lazy("Note who does not sign"), icon="file-pen",
    permissions=(P.HEARING_REFUSAL,), whose=KEEPER,
    not_by=(REPORTED, RECUSED, INTERESTED, NOT_THERE),
    states=(S.HELD,), state_error=NOTED_BEFORE, blocked=(everybody_is_noted, too_few_witness),
    event={
        "case.minutes_refused": gettext_lazy(
            "noted who does not sign the minutes of the hearing session"
        )
    },
    paper=Paper.REQUIRED, tells=("refuser",), undo="sign", confirm=Confirm.CODE,
)  # fmt: skip
CALL_OFF = act(
    "call-off", title=gettext_lazy("Postpone or cancel"), icon="calendar-days", is_danger=True,
    permissions=(P.CASE_SERVE,), whose=KEEPER, not_by=(REPORTED_CALL, RECUSED, INTERESTED),
    states=SESSION_FLOW.sources_of(S.POSTPONED),
    state_error=OVER, blocked=(minutes_wait,),
    event={
        "case.hearing_postponed": gettext_lazy("postponed the hearing session"),
        **CANCELLED,
    },
    tells=("office", "decider"),
    confirm=Confirm.PAGE,
    undo="case.summon",
)  # fmt: skip

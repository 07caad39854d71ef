"""Who is noted absent from a hearing session contests it; the forum answers (ADR 75)."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import is_same_person
from accounts.principal import Principal
from accounts.roles import Permission, Role
from core.acts import Confirm, Excluded, Final, Whose, once_per_record
from core.jalali import long
from core.persian import isolated
from offices.acts.interests import INTERESTED
from violations.acts.conditions import ON_OWN_TRACK, RECUSED, is_office, reporters, session
from violations.acts.hearings import HEARING_ACTS, NOT_CALLED, keeps_case, own_seat
from violations.acts.moments import day_of
from violations.facts.absences import absences_open, contested_absences
from violations.models import Case, HearingSession, SessionSeat
from violations.states import HEARD_IN, RECORDED_SESSIONS, SessionState

P = Permission
NO_MINUTES = gettext_lazy("The session has no minutes yet.")


def keeps_case_or_secretariat(actor: Principal, record: Case | HearingSession, on: date) -> bool:
    """Tell whether the case is kept by the actor's side, or the actor is of the secretariat."""
    return keeps_case(actor, record, on) or actor.role is Role.SECRETARIAT


def is_not_noted_absent(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the minutes do not say of the actor, called to be heard, that nobody came."""
    seat = own_seat(record, actor.user_id)
    if seat is not None and seat.is_present is False and not seat.is_judge:
        return ""
    return _("The minutes do not note you absent.")


def contested_before(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor has contested the absence."""
    seat = own_seat(record, actor.user_id)
    if seat is None or seat.contested_at is None:
        return ""
    return _("You have contested this absence.")


def time_to_contest_is_over(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the day until which the absence could be contested is over."""
    seat = own_seat(record, actor.user_id)
    until = seat.contest_until if seat is not None else None
    if until is not None and until >= day_of(on):
        return ""
    return _("The time to contest this absence is over.")


def case_is_decided(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the case is heard no more."""
    if record.case.state in HEARD_IN:
        return ""
    return _("An absence is contested, and answered, before the case is decided.")


def recorded_it(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor recorded the minutes that are contested."""
    if record.recorded_by is None or not is_same_person(record.recorded_by, actor.user_id):
        return ""
    return _("You recorded these minutes; a colleague or the secretariat answers.")


def reported_it(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that the actor reported what the session heard."""
    if actor.user_id not in reporters(record.case):
        return ""
    return _("You reported this violation, so somebody else answers.")


@once_per_record
def contests_of(record: HearingSession) -> Sequence[SessionSeat]:
    """Return the seats whose contest waits for its answer."""
    return contested_absences(record)


def nothing_is_contested(record: HearingSession, actor: Principal, on: date) -> str:
    """Return that no contest waits for its answer."""
    return "" if contests_of(record) else _("Nobody contests an absence in this session.")


@once_per_record
def _open(case: Case, on: date) -> Sequence[SessionSeat]:
    found = session(case)
    if found is None or found.state != SessionState.SIGNED:
        return ()
    return absences_open(found, on)


def absence_is_open(case: Case, actor: Principal, on: date) -> str:
    """Return that a noted absence waits for its answer, or until when it can be contested."""
    seats = _open(case, day_of(on))
    if any(seat.is_contest_open for seat in seats):
        text = _(
            "Who is noted absent from the session of case {number} contests that; answer it first."
        )
        return text.format(number=isolated(case.number))
    days = [seat.contest_until for seat in seats if seat.contest_until is not None]
    if not days:
        return ""
    return _(
        "The office may contest until the end of {day} that the minutes note it absent; the case is"
        " decided after that."
    ).format(day=long(max(days)))


OFFICE = Whose("the office", is_office, gettext_lazy("An office contests its own absence."))
ANSWERS = Whose(
    "the side that keeps the track, and the secretariat",
    keeps_case_or_secretariat,
    ON_OWN_TRACK.error,
)
RECORDED = Excluded("who recorded the minutes", recorded_it)
REPORTED = Excluded("reporter", reported_it)

CONTEST_ABSENCE = HEARING_ACTS.act(
    "contest-absence", title=gettext_lazy("Contest that you are noted absent"),
    verb=gettext_lazy("Contest the absence"), icon="octagon-alert",
    permissions=(P.HEARING_SIGN,), whose=OFFICE, not_by=(NOT_CALLED,),
    states=RECORDED_SESSIONS, state_error=NO_MINUTES,
    blocked=(is_not_noted_absent, contested_before, time_to_contest_is_over, case_is_decided),
    event={"case.absence_contested": gettext_lazy("contested that the minutes note an absence")},
    tells=("agency", "secretariat", "decider"), confirm=Confirm.CODE,
    undo=Final("A contest is answered by the forum's side, and stands beside the minutes."),
)  # fmt: skip
ANSWER_ABSENCE = HEARING_ACTS.act(
    "answer-absence", title=gettext_lazy("Answer who contests an absence"),
    verb=gettext_lazy("Answer the contest"), icon="scale",
    permissions=(P.HEARING_REFUSAL,), whose=ANSWERS,
    not_by=(REPORTED, RECUSED, INTERESTED, RECORDED),
    states=RECORDED_SESSIONS, state_error=NO_MINUTES,
    blocked=(nothing_is_contested, case_is_decided),
    event={"case.absence_answered": gettext_lazy("answered who contests a noted absence")},
    tells=("office",), confirm=Confirm.CODE,
    undo=Final("The office objects to the decision that rests on the session."),
)  # fmt: skip

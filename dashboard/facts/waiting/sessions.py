"""Sessions: those to be called, those that come, and minutes to be entered and signed."""

from datetime import date
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Concat, TruncDate
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from core.clock import TEHRAN
from dashboard.facts.waiting.shapes import NOTICE_OF, Kind, Section, Waiting, Waits
from violations.acts import cases, hearings
from violations.facts.benches import without_quorum, without_session
from violations.facts.sessions import minutes_due_of, without_confirmation
from violations.models import Case, HearingSession, SessionSeat
from violations.states import HEARD_IN, TO_DECIDE, AbsenceAnswer, SessionState, Track

FILES = Section.FILES
SESSIONS = {
    "call-session": Kind(
        FILES, "case", _("Call the session in which the committee decides"), (cases.SUMMON,),
        clock="decision",
    ),
    "hold": Kind(
        FILES, "case", _("Hold the hearing session and enter its minutes"),
        (hearings.HOLD, hearings.CALL_OFF),
    ),
    "unconfirmed": Kind(
        FILES, "case",
        _("Minutes cannot be confirmed any more: call the session off, then call another one"),
        (hearings.CALL_OFF,),
    ),
    "attend": Kind(FILES, "case", _("A hearing session is coming"), see=_("See the session")),
    "sign-minutes": Kind(
        FILES, "case", _("Sign the minutes of the hearing session"), (hearings.SIGN,)
    ),
}  # fmt: skip


def _to_be_called(principal: Principal, on: date) -> QuerySet[Case]:
    """Return the heard cases of the committee for which a session can be called."""
    heard = Case.objects.visible_to(principal).filter(without_session(), state__in=TO_DECIDE)
    return heard.exclude(without_quorum(on))


def _appointment() -> Concat:
    """Return the hour of a session and its place, if it has one, before what its case is about."""
    local = Func(Value(str(TEHRAN)), F("starts_at"), function="timezone")
    hour = Func(local, Value("HH24:MI"), function="to_char", output_field=CharField())
    there = Concat(Value(" · "), F("place"), output_field=CharField())
    place = Choice(When(place="", then=Value("")), default=there)
    return Concat(hour, place, Value(" · "), F(NOTICE_OF), output_field=CharField())


def sessions(principal: Principal, on: date, body: Any) -> Waits:
    """Yield the sessions that come, those whose minutes are to be entered, and to be signed."""
    seen = HearingSession.objects.visible_to(principal)
    of_round = seen.filter(round_no=F("case__round_no"))
    called = of_round.filter(state__in=hearings.HOLD.states or ())
    day = TruncDate("starts_at", tzinfo=TEHRAN)
    holds = hearings.HOLD.is_for(principal)
    if holds:
        track = Track.CONTRACT if principal.is_agency else Track.LICENCE
        if not principal.is_agency:
            heard = _to_be_called(principal, on)
            yield Waiting("call-session", heard, "defence_due_on", "decision_due_on", body=body)
        begun = called.filter(case__track=track, starts_at__date__lte=on)
        yield Waiting("hold", begun, "called_on", day, note=NOTICE_OF, record="case__")
        held = of_round.filter(without_confirmation(on), case__track=track)
        yield Waiting("unconfirmed", held, "recorded_at", note=NOTICE_OF, record="case__")
    if not hearings.SIGN.is_for(principal):
        return
    seats = SessionSeat.objects.filter(user_id__in=accounts_of(principal.user_id), is_recused=False)
    coming = called.filter(pk__in=seats.values("session"), starts_at__date__gte=on)
    if holds:  # who holds a session today has it among his work once
        coming = coming.exclude(case__track=track, starts_at__date=on)
    yield Waiting("attend", coming, "called_on", day, note=_appointment(), record="case__")
    # Nobody signs sealed minutes but whose noted absence was corrected since.
    unsealed = Q(session__state=SessionState.HELD)
    corrected = Q(
        contest_answer=AbsenceAnswer.PRESENT, answered_at__date__gte=F("session__sealed_on"),
        session__state=SessionState.SIGNED, session__case__state__in=HEARD_IN,
    )  # fmt: skip
    sat = seats.filter(unsealed | corrected, is_present=True, signed_at=None)
    unsigned = of_round.filter(pk__in=sat.values("session"))
    until = None
    if principal.role is Role.OPERATOR:  # until then the minutes wait for the office
        last = minutes_due_of("pk")
        until = Choice(When(GreaterThanOrEqual(last, Value(on)), then=last), default=None)
    yield Waiting("sign-minutes", unsigned, "recorded_at", until, NOTICE_OF, "case__")

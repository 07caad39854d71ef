"""What was entered in an office's name, while the office may still deny it."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from dashboard.facts.waiting.shapes import NOTICE_OF, Kind, Section, Waiting, Waits, own_track
from violations.acts import absences as acts
from violations.acts import cases
from violations.facts.sessions import stood_back_by
from violations.models import Case, CaseReport, Defence, HearingSession, SessionSeat
from violations.models.absences import IS_CONTESTED
from violations.states import HEARD_IN, OBJECTED

PAPERS = {
    "paper-objection": Kind(
        Section.FILES, "evidence",
        _("An objection on paper was entered in your name: deny it if it is not yours"),
        (cases.CONTEST_OBJECTION,), see=_("See the case"),
    ),
    "paper-defence": Kind(
        Section.FILES, "evidence",
        _("A defence on paper was entered in your name: deny it if it is not yours"),
        (cases.CONTEST_PAPER,), see=_("See the case"),
    ),
    "noted-absence": Kind(
        Section.FILES, "case",
        _("The minutes of a session note you absent: contest it if you came"),
        (acts.CONTEST_ABSENCE,),
    ),
    "contested-absence": Kind(
        Section.FILES, "case", _("The office contests that it was absent from the session"),
        (acts.ANSWER_ABSENCE,), clock="decision",
    ),
}  # fmt: skip


def papers(principal: Principal) -> Waits:
    """Yield the cases with a paper in the office's name on which nothing was decided yet."""
    if not cases.CONTEST_OBJECTION.is_for(principal):
        return
    seen = Case.objects.visible_to(principal)
    objected = seen.filter(
        OBJECTED, appeal__is_paper=True, appeal__round_no=F("round_no"), appeal__contested_on=None
    )
    yield Waiting("paper-objection", objected, "appeal__filed_on")
    own = Defence.objects.counted().filter(case=OuterRef("pk"), is_paper=True)
    answered = seen.filter(Exists(own), state__in=HEARD_IN)
    yield Waiting("paper-defence", answered, "served_on")


def absences(principal: Principal, on: date) -> Waits:
    """Yield the sessions that note the reader absent, or in which somebody contests that."""
    sessions = HearingSession.objects.visible_to(principal).filter(
        round_no=F("case__round_no"), state__in=acts.CONTEST_ABSENCE.states or (),
        case__state__in=HEARD_IN,
    )  # fmt: skip
    if principal.role is Role.OPERATOR:
        own = SessionSeat.objects.filter(
            session=OuterRef("pk"), user_id__in=accounts_of(principal.user_id), is_present=False,
            is_judge=False, contested_at=None, contest_until__gte=on,
        )  # fmt: skip
        until = Subquery(own.values("contest_until")[:1])
        noted = sessions.filter(Exists(own))
        yield Waiting("noted-absence", noted, "recorded_at", until, note=NOTICE_OF, record="case__")
    elif acts.ANSWER_ABSENCE.is_for(principal):
        waiting = SessionSeat.objects.filter(IS_CONTESTED, session=OuterRef("pk"))
        free = sessions.filter(Exists(waiting), case__in=_answered_by(principal))
        yield Waiting(
            "contested-absence", free, "recorded_at", "case__decision_due_on", note=NOTICE_OF,
            record="case__",
        )  # fmt: skip


def _answered_by(principal: Principal) -> QuerySet[Case]:
    """Return the cases whose contests the principal answers, by side and own part."""
    accounts = accounts_of(principal.user_id)
    own = Q() if principal.role is Role.SECRETARIAT else own_track(principal)
    reported = CaseReport.objects.filter(case=OuterRef("pk"), report__reporter_id__in=accounts)
    recorded = HearingSession.objects.filter(case=OuterRef("pk"), recorded_by__in=accounts)
    cases_of = Case.objects.filter(own).exclude(Exists(reported)).exclude(Exists(recorded))
    return cases_of.exclude(stood_back_by(accounts))

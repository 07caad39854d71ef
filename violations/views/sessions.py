"""A hearing session: its page, its summons, why it is called off and who stands back."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.acts import Act, is_open
from core.clock import now, today
from core.web import ActLink, RecordPage, act_links
from violations import actions, facts
from violations.acts.absences import ANSWER_ABSENCE, CONTEST_ABSENCE
from violations.acts.cases import DECIDE
from violations.acts.hearings import (
    CALL_OFF,
    CONFIRM_DAY,
    HEARING_ACTS,
    HOLD,
    NOTE_REFUSAL,
    RECUSE,
    SIGN,
    day_is_closed,
)
from violations.acts.notices import RECORD_SERVICE_OF_NOTICE, open_notices
from violations.facts.turns import goes_to
from violations.forms.sessions import CallOffForm, ConfirmDayForm, RecuseForm
from violations.models import Case, HearingSession
from violations.states import HEARD_IN, NoticeKind, SessionState
from violations.views.case_pages import CaseAct, CaseFrame
from violations.views.hearings import open_until, shown, what_next
from violations.views.rights import sees_inside
from workdays.models import Provenance

# The page of each act on a session.
PAGES = {
    SIGN.name: "hearing-sign",
    RECUSE.name: "hearing-recuse",
    HOLD.name: "hearing-minutes",
    NOTE_REFUSAL.name: "hearing-refusal",
    CALL_OFF.name: "hearing-call-off",
    CONFIRM_DAY.name: "hearing-confirm-day",
    CONTEST_ABSENCE.name: "hearing-absence",
    ANSWER_ABSENCE.name: "hearing-absence-answer",
}


def session_named(public_id: Any, case: Case, actor: Principal) -> HearingSession:
    """Return the session of this id in the case, or 404: who may not see it learns nothing."""
    seen = HearingSession.objects.visible_to(actor).prefetch_related("seats__user")
    found = seen.filter(public_id=public_id, case=case).first()
    if found is None:
        raise Http404
    found.case = case
    return found


def crumb_of(session: HearingSession) -> dict[str, Any]:
    """Return the session in the crumbs of its pages."""
    return {"label": _("Hearing session"), "url": session.get_absolute_url()}


class SessionPage(CaseAct):
    """The page of an act on one session of a case."""

    def find_parts(self) -> None:
        """Find the session that the address names."""
        self.session = session_named(self.kwargs["public_id"], self.object, self.actor)

    def acted_on(self) -> HearingSession:
        """Return the session, whose table holds the act."""
        return self.session

    def crumbs(self) -> list[dict[str, Any]]:
        """Return where the page stands: behind the session."""
        return [*super().crumbs(), crumb_of(self.session)]

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the frame of the page with the session."""
        hearing = shown(self.session, self.object, self.actor)
        return super().get_context_data(hearing=hearing, **context)

    def get_success_url(self, done: Any) -> str:
        """Return the session's page."""
        return self.session.get_absolute_url()


class HearingPage(CaseFrame, RecordPage):
    """A session: when, where, who, its minutes and who signed them."""

    template_name = "violations/hearing.html"
    title = gettext_lazy("Hearing session")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the session with its summons and what the actor may do with it."""
        case = self.object
        self.session = session_named(self.kwargs["public_id"], case, self.actor)
        hearing, against = shown(self.session, case, self.actor), self._unconfirmed()
        return super().get_context_data(
            title=str(self.title),
            **self.frame(),
            hearing=hearing,
            what_next="" if against else what_next(hearing, case),
            signing="" if against else open_until(self.session),
            notice=self.session.notices.first(),
            inside=sees_inside(self.actor),
            goes_to=self._goes_to(),
            acts=self._acts(),
            keeps=CALL_OFF.is_of(self.actor, self.session, today()),
            least=self._least(),
            unconfirmed=against,
            closed_day=day_is_closed(self.session, self.actor, today()),
            is_to_come=self.session.state == SessionState.SUMMONED
            and now() < self.session.starts_at,
            **context,
        )

    def _goes_to(self) -> str:
        """Return to whom the case goes, for those inside, where somebody stood back from it."""
        is_asked = self.object.state in HEARD_IN and sees_inside(self.actor)
        if not is_asked or not any(seat.is_recused for seat in self.session.seats.all()):
            return ""
        return goes_to(self.object, today())

    def _unconfirmed(self) -> str:
        """Return that the minutes are not confirmed any more, and what follows from it."""
        if not sees_inside(self.actor) or not facts.is_unconfirmed(self.session, today()):
            return ""
        return _(
            "These minutes are not confirmed, and cannot be any more: too few sign them. The"
            " session is called off, and another one may be called."
        )

    def _least(self) -> dict[str, Any] | None:
        """Return what the least time between service and session asks, while it is to be held."""
        session = self.session
        if session.state != SessionState.SUMMONED:
            return None
        notice = facts.notice_of(session)
        if notice is None:
            return {"until": facts.last_service(session)}
        is_early = facts.is_too_early(session.starts_at, notice)
        return {
            "notice": notice,
            "is_assumed": notice.rule.provenance == Provenance.ASSUMED,
            "against": facts.too_early(notice) if is_early else "",
        }

    def _acts(self) -> list[dict[str, Any]]:
        """Return the acts that are open to the actor now, what comes next first."""
        session = self.session
        # Where nobody is left to sign, minutes that are not confirmed end only in this.
        ends = [CALL_OFF.name] if session.state == SessionState.HELD else []
        main = (ANSWER_ABSENCE.name, CONTEST_ABSENCE.name, SIGN.name, HOLD.name, *ends)
        found = act_links(HEARING_ACTS, session, self.actor, now(), url=self._url_of, main=main)
        found += [*self._serving(), *self._deciding()]
        found.sort(key=lambda link: not link.is_main)
        return [
            {
                "url": link.url,
                "label": link.label,
                "icon": link.icon,
                "is_next": link.is_main and place == 0,
            }
            for place, link in enumerate(found)
        ]

    def _url_of(self, act: Act) -> str:
        return self._url(PAGES[act.name], self.session.public_id)

    def _url(self, name: str, *more: object) -> str:
        return reverse(f"violations:{name}", args=[self.object.number, *more])

    def _serving(self) -> Iterator[ActLink]:
        """Yield the receipt of the summons, for those who enter it."""
        waiting = open_notices(RECORD_SERVICE_OF_NOTICE, self.object, self.actor, today())
        if any(notice.session_id == self.session.pk for notice in waiting):
            url, label = (
                self._url("service", NoticeKind.SUMMONS),
                _("Enter the receipt of the summons"),
            )
            yield ActLink("service", url, label, icon="inbox", is_main=True)

    def _deciding(self) -> Iterator[ActLink]:
        """Yield the decision, once the minutes are sealed."""
        if self.session.state != SessionState.SIGNED:
            return
        if is_open(DECIDE, self.object, self.actor, today()):
            url = self._url("decision")
            yield ActLink("decision", url, _("Decide the case"), icon="gavel", is_main=True)


class CallOff(SessionPage):
    """Postpone or cancel a session."""

    act = CALL_OFF
    form_class = CallOffForm
    title = gettext_lazy("Postpone or cancel the session")
    button = gettext_lazy("Call the session off")
    lost = gettext_lazy(
        "The session does not take place on its day and its summons counts no more. Everybody who"
        " was called hears of it; another session begins with another summons."
    )
    success_message = gettext_lazy("The session was called off.")
    autofocus = False

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.call_off_hearing(
            session_id=self.session.pk,
            how=data["how"],
            reason=data["reason"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class ConfirmDay(SessionPage):
    """Confirm that a session is held although the calendar closes its day."""

    act = CONFIRM_DAY
    form_class = ConfirmDayForm
    button = gettext_lazy("Confirm the day")
    lead = gettext_lazy(
        "All who were called hear of it. Where the day does not suit, postpone the session and call"
        " another one."
    )
    success_message = gettext_lazy("The session is confirmed for this day.")
    autofocus = False

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.confirm_session_day(
            session_id=self.session.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
        return self.object


class Recuse(SessionPage):
    """Stand back from a session."""

    act = RECUSE
    form_class = RecuseForm
    button = gettext_lazy("Stand back")
    lost = gettext_lazy(
        "Who stands back does nothing more in this case. It goes at once to whoever is free to"
        " decide it; where nobody usual is, the deputy names a stand-in."
    )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.recuse_from_hearing(
            session_id=self.session.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
        return self.object

    def get_success_message(self, done: Any) -> str:
        return " ".join([_("You stood back from this case."), goes_to(self.object, today())])

"""A hearing session: its page, its summons, why it is called off and who stands back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import accounts_of
from accounts.principal import Principal
from core.clock import now, today
from violations import actions, facts
from violations.facts.turns import is_passed_over, is_turn
from violations.forms.reports import AcceptForm
from violations.forms.sessions import CallOffForm, RecuseForm
from violations.models import Case, HearingSession, SessionSeat
from violations.states import (
    HEARD_IN,
    RECORDED_SESSIONS,
    NoticeKind,
    SessionState,
    StandInStep,
)
from violations.views.acts import CaseAct
from violations.views.hearings import shown
from violations.views.rights import keeps_minutes, sees_inside, serves, signs_minutes, sits
from workdays.models import Provenance


class SessionAct(CaseAct):
    """An act on one session of a case."""

    def setup_object(self) -> None:
        """Find the session, then its case: who may not see it learns nothing of it."""
        found = (
            HearingSession.objects.visible_to(self.actor)
            .filter(public_id=self.kwargs["public_id"])
            .prefetch_related("seats__user")
            .first()
        )
        if found is None:
            raise Http404
        self.session: HearingSession = found
        super().setup_object()
        if found.case_id != self.object.pk:
            raise Http404

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the frame of the page with the session."""
        context = super().get_context_data(
            hearing=shown(self.session, self.object, self.actor), **context
        )
        url = reverse("violations:hearing", args=[self.object.number, self.session.public_id])
        context["crumbs"].insert(2, {"label": _("Hearing session"), "url": url})
        return context

    def get_success_url(self, done: Any) -> str:
        """Return the session's page."""
        return reverse("violations:hearing", args=[self.object.number, self.session.public_id])

    def own_seat(self) -> SessionSeat | None:
        """Return the actor's own seat in the session."""
        rows = self.session.seats.filter(user_id__in=accounts_of(self.actor.user_id))
        return rows.order_by("pk").first()


@dataclass(frozen=True)
class Offer:
    """An act on a session: the end of its page's name or its address, and whether it is next."""

    name: str
    label: str
    icon: str
    is_next: bool = False
    url: str = ""


def refusers(actor: Principal, case: Case, session: HearingSession) -> list[SessionSeat]:
    """Return the seats whose refusal the actor may note; none for a role that keeps no minutes."""
    if not keeps_minutes(actor, case.track):
        return []
    own = set(accounts_of(actor.user_id))
    return [
        seat
        for seat in session.seats.order_by("-is_judge", "pk")
        if seat.may_sign and seat.refused_at is None and seat.user_id not in own
    ]


class HearingPage(SessionAct):
    """A session: when, where, who, its minutes and who signed them."""

    form_class = AcceptForm
    template_name = "violations/hearing.html"
    title = gettext_lazy("Hearing session")
    http_method_names = ("get", "head", "options")

    def is_allowed(self) -> bool:
        return True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the session with its summons and what the actor may do with it."""
        context = super().get_context_data(**context)
        context["crumbs"].pop()
        return context | {
            "notice": self.session.notices.first(),
            "inside": sees_inside(self.actor),
            "acts": self._acts(),
            "keeps": serves(self.actor, self.object.track),
            "least": self._least(),
            "is_to_come": self.session.state == SessionState.SUMMONED
            and now() < self.session.starts_at,
        }

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
        seat = self.own_seat()
        found = [*self._signing(seat), *self._keeping(), *self._deciding()]
        found.sort(key=lambda act: not act.is_next)
        return [
            {
                "url": act.url or self._url(f"hearing-{act.name}", self.session.public_id),
                "label": act.label,
                "icon": act.icon,
                "is_next": act.is_next and place == 0,
            }
            for place, act in enumerate(found)
        ]

    def _url(self, name: str, *more: object) -> str:
        return reverse(f"violations:{name}", args=[self.object.number, *more])

    def _keeping(self) -> Iterator[Offer]:
        """Yield what the keeper of the minutes may do."""
        session = self.session
        if not serves(self.actor, self.object.track):
            return
        if session.state == SessionState.SUMMONED:
            if not facts.against_holding(session, now()):
                yield Offer("minutes", _("Record the session and its minutes"), "file-pen", True)
            elif not session.notices.filter(served_on__isnull=False).exists():
                url = self._url("service", NoticeKind.SUMMONS)
                yield Offer("", _("Enter the receipt of the summons"), "inbox", True, url)
            yield Offer("call-off", _("Postpone or cancel"), "calendar-days")
        is_open = session.state in RECORDED_SESSIONS and self.object.state in HEARD_IN
        if is_open and refusers(self.actor, self.object, session):
            yield Offer("refusal", _("Note who does not sign"), "file-pen")
        if facts.is_unconfirmed(session):
            yield Offer("call-off", _("Postpone or cancel"), "calendar-days", True)

    def _signing(self, seat: SessionSeat | None) -> Iterator[Offer]:
        """Yield what one who was called may do with his own seat."""
        if seat is None or not signs_minutes(self.actor, self.object.track):
            return
        if self.session.state in RECORDED_SESSIONS and seat.may_sign:
            yield Offer("sign", _("Sign the minutes"), "pencil", True)
        if self.session.state == SessionState.SUMMONED and seat.is_judge and not seat.is_recused:
            yield Offer("recuse", _("Recuse yourself from this session"), "circle-minus")

    def _deciding(self) -> Iterator[Offer]:
        """Yield the decision, for those to whom the page of the case offers it."""
        actor, case, on = self.actor, self.object, today()
        if (
            self.session.state == SessionState.SIGNED
            and is_turn(actor, case, StandInStep.DECISION, on)
            and not is_passed_over(self.session, actor, on)
        ):
            yield Offer("", _("Decide the case"), "gavel", True, self._url("decision"))


class CallOff(SessionAct):
    """Postpone or cancel a session."""

    form_class = CallOffForm
    title = gettext_lazy("Postpone or cancel the session")
    button = gettext_lazy("Call the session off")
    success_message = gettext_lazy("The session was called off.")
    is_danger = True
    autofocus = False

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    def reason_against(self) -> str:
        if self.session.state == SessionState.HELD:
            is_open = not facts.is_unconfirmed(self.session)
            return _("The minutes of this session wait for signatures.") if is_open else ""
        if self.session.state != SessionState.SUMMONED:
            return _("The session has been held or called off.")
        return ""

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


class Recuse(SessionAct):
    """Stand back from a session."""

    form_class = RecuseForm
    title = gettext_lazy("Recuse yourself from this session")
    button = gettext_lazy("Stand back")
    lead = gettext_lazy("Who stands back neither signs nor decides in this case.")
    success_message = gettext_lazy("You stood back from this case.")
    is_danger = True

    def is_allowed(self) -> bool:
        return sits(self.actor, self.object.track)

    def reason_against(self) -> str:
        seat = self.own_seat()
        if seat is None or not seat.is_judge:
            return _("You were not called to sit in this session.")
        if seat.is_recused or self.session.state != SessionState.SUMMONED:
            return _("One stands back once, before the session is held.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.recuse_from_hearing(
            session_id=self.session.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )
        return self.object

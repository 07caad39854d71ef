"""A hearing session: its page, its summons, its minutes and their signatures."""

from typing import Any

from django.forms import BaseForm
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.persons import accounts_of
from accounts.principal import Principal
from core.clock import day_in_tehran, now, today
from violations import actions, facts
from violations.forms.reports import AcceptForm
from violations.forms.sessions import CallOffForm, MinutesForm, RecuseForm, SummonForm
from violations.models import HearingSession, SessionSeat
from violations.states import HEARD_IN, RECORDED_SESSIONS, SessionState
from violations.views.acts import CaseAct
from violations.views.hearings import shown
from violations.views.rights import sees_inside, serves, signs_minutes, sits


class SessionAct(CaseAct):
    """An act on one session of a case."""

    def setup_object(self) -> None:
        """Find the session, then its case: who may not see it learns nothing of it."""
        found = (
            HearingSession.objects.visible_to(self.actor)
            .filter(public_id=self.kwargs["public_id"])
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


class Summon(CaseAct):
    """Call a session."""

    title = gettext_lazy("Call a hearing session")
    button = gettext_lazy("Call the session")
    lead = gettext_lazy(
        "The office gets a summons; the session is held once it was served, and with its quorum."
    )
    success_message = gettext_lazy("The session was called. Its summons waits to be served.")

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    def reason_against(self) -> str:
        if self.object.state not in HEARD_IN:
            return _("The office is heard after the notice and before the decision.")
        if facts.session_of(self.object) is not None:
            return _("The case has a hearing session already.")
        return ""

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        case, on = self.object, today()
        return SummonForm(
            data,
            people=facts.judges_of(case, on),
            quorum=facts.reckoning_on(on).quorum_of(facts.forum_of(case)),
            initial=self.get_initial(),
        )

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        self.session = actions.summon_to_hearing(
            case_id=self.object.pk,
            starts_at=data["starts_at"],
            place=data["place"],
            is_online=data["is_online"],
            judges=data["judges"],
            guests=data["guests"],
            channel=data["channel"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

    def get_success_url(self, done: Any) -> str:
        """Return the page of the session that was called."""
        return reverse("violations:hearing", args=[self.object.number, self.session.public_id])


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
            "is_over": self.session.state not in {SessionState.SUMMONED, SessionState.HELD},
        }

    def _acts(self) -> list[dict[str, Any]]:
        """Return the acts that are open to the actor now, the main one first."""
        case, session, seat = self.object, self.session, self.own_seat()
        found = []
        keeps = serves(self.actor, case.track)
        if keeps and session.state == SessionState.SUMMONED:
            if now() >= session.starts_at:
                found.append(("minutes", _("Record the session and its minutes"), "file-pen"))
            found.append(("call-off", _("Postpone or cancel"), "calendar-days"))
        if seat is not None and signs_minutes(self.actor, case.track):
            if session.state in RECORDED_SESSIONS and _may_sign(seat):
                found.insert(0, ("sign", _("Sign the minutes"), "pencil"))
            if session.state == SessionState.SUMMONED and seat.is_judge and not seat.is_recused:
                found.append(("recuse", _("Stand back from this session"), "circle-minus"))
        return [
            {
                "url": reverse(f"violations:hearing-{name}", args=[case.number, session.public_id]),
                "label": label,
                "icon": icon,
            }
            for name, label, icon in found
        ]


def _may_sign(seat: SessionSeat) -> bool:
    return bool(seat.is_present) and not seat.is_recused and seat.signed_at is None


class RecordMinutes(SessionAct):
    """Record who came and the minutes."""

    template_name = "violations/minutes.html"
    title = gettext_lazy("Record the session and its minutes")
    button = gettext_lazy("Record and freeze the minutes")
    success_message = gettext_lazy("The session was recorded. The minutes wait for signatures.")
    autofocus = False

    def is_allowed(self) -> bool:
        return serves(self.actor, self.object.track)

    def reason_against(self) -> str:
        if self.session.state != SessionState.SUMMONED:
            return _("The session has been held or called off.")
        if now() < self.session.starts_at:
            return _("The session has not begun yet.")
        day = day_in_tehran(self.session.starts_at)
        if not self.session.notices.filter(served_on__lte=day).exists():
            return _("The summons was not served before the session; call it anew.")
        return ""

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        seats = self.session.seats.order_by("-is_judge", "pk")
        return MinutesForm(data, seats=seats, initial=self.get_initial())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.record_hearing(
            session_id=self.session.pk,
            minutes=data["minutes"],
            attendance=data["attendance"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


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
    title = gettext_lazy("Stand back from this session")
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


class SignMinutes(SessionAct):
    """Sign the minutes, with a fresh factor."""

    form_class = AcceptForm
    template_name = "violations/sign.html"
    title = gettext_lazy("Sign the minutes")
    button = gettext_lazy("Sign")
    success_message = gettext_lazy("You have signed the minutes.")
    needs_factor = True

    def is_allowed(self) -> bool:
        return signs_minutes(self.actor, self.object.track)

    def reason_against(self) -> str:
        seat = self.own_seat()
        if seat is None:
            return _("You were not called to this session.")
        if self.session.state not in RECORDED_SESSIONS:
            return _("The session has no minutes to sign.")
        if seat.signed_at is not None:
            return _("You have signed these minutes.")
        if not _may_sign(seat):
            return _("Only who was there and took part signs the minutes.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.sign_minutes(session_id=self.session.pk, actor=actor, on=today(), at=now())
        return self.object

"""The minutes of a hearing session: who came, who signs them, who does not."""

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import day_in_tehran, now, today
from violations import actions, facts
from violations.forms.reports import AcceptForm
from violations.forms.sessions import MinutesForm, RefusalForm
from violations.states import RECORDED_SESSIONS, SessionState
from violations.views.rights import keeps_minutes, serves, signs_minutes
from violations.views.sessions import SessionAct, refusers


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
        return facts.against_holding(self.session, now())

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        seats = self.session.seats.order_by("-is_judge", "pk")
        rules = facts.reckoning_on(day_in_tehran(self.session.starts_at))
        quorum = rules.quorum_of(self.session.forum)
        return MinutesForm(data, seats=seats, quorum=quorum, initial=self.get_initial())

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
        if not seat.may_sign:
            return _("Only who was there and took part signs the minutes.")
        return ""

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.sign_minutes(session_id=self.session.pk, actor=actor, on=today(), at=now())
        return self.object


class NoteRefusal(SessionAct):
    """Note who does not sign the minutes, with a fresh factor."""

    title = gettext_lazy("Note who does not sign")
    button = gettext_lazy("Put the refusal into the minutes")
    lead = gettext_lazy(
        "Who does not sign is named in the minutes with what he said. The case goes on once each"
        " one who sat has signed or is noted, and no more refuse than sign."
    )
    success_message = gettext_lazy("The refusal stands in the minutes.")
    needs_factor = True
    autofocus = False

    def is_allowed(self) -> bool:
        return keeps_minutes(self.actor, self.object.track)

    def reason_against(self) -> str:
        if self.session.state not in RECORDED_SESSIONS:
            return _("The session has no minutes to sign.")
        if not refusers(self.actor, self.object, self.session):
            return _("Everybody who was there has signed, or is noted.")
        return ""

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        seats = refusers(self.actor, self.object, self.session)
        return RefusalForm(data, seats=seats, initial=self.get_initial())

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.record_refusal(
            session_id=self.session.pk,
            seat=data["seat"],
            reason=data["reason"],
            witnesses=data["witnesses"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

"""The minutes of a hearing session: who came, who signs them, who does not."""

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import day_in_tehran, now, today
from violations import actions, facts
from violations.actions.minutes import wrong_in_attendance
from violations.actions.signatures import wrong_in_witnesses
from violations.acts.hearings import (
    HOLD,
    NOTE_REFUSAL,
    SIGN,
    own_seat,
    unsigned_seats,
    witnesses_of,
)
from violations.facts.sessions import minutes_declaration
from violations.forms.sessions import MinutesForm, RefusalForm, SignMinutesForm
from violations.views.hearings import open_until
from violations.views.sessions import SessionPage
from violations.views.uploads import FilesForm


class RecordMinutes(SessionPage):
    """Record who came and the minutes."""

    act = HOLD
    template_name = "violations/minutes.html"
    button = gettext_lazy("Record and freeze the minutes")
    success_message = gettext_lazy("The session was recorded. The minutes wait for signatures.")
    autofocus = False

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        seats = self.session.seats.order_by("-is_judge", "pk")
        rules = facts.reckoning_on(day_in_tehran(self.session.starts_at))
        quorum = rules.quorum_of(self.session.forum)
        return MinutesForm(data, seats=seats, quorum=quorum, initial=self.get_initial())

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with who came, once that is said of each person."""
        if not all(typed.get(f"seat_{seat.pk}") for seat in self.session.seats.all()):
            return {}
        return wrong_in_attendance(self.session, typed["attendance"], today())

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


class SignMinutes(SessionPage):
    """Sign the minutes, with a fresh factor."""

    act = SIGN
    form_class = SignMinutesForm
    template_name = "violations/sign.html"
    button = gettext_lazy("Sign")
    success_message = gettext_lazy("You have signed the minutes.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the declaration that is made with the signature."""
        text = "" if self.against else minutes_declaration(self.session)
        until = open_until(self.session)
        return super().get_context_data(text=text, signing=until, **context)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return also whether the signer may write a remark: who was heard may."""
        seat = own_seat(self.session, self.actor.user_id)
        takes = seat is not None and not seat.is_judge
        return super().get_form_kwargs() | {"takes_remark": takes}

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.sign_minutes(
            session_id=self.session.pk,
            remark=data.get("remark", ""),
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object


class NoteRefusal(FilesForm, SessionPage):
    """Note who does not sign the minutes, with a fresh factor."""

    act = NOTE_REFUSAL
    form_class = RefusalForm
    evidence_kind = "minutes"
    button = gettext_lazy("Put the refusal into the minutes")
    lead = gettext_lazy(
        "Who does not sign is named in the minutes with what was said, hears of it at once and may"
        " still sign until the minutes are sealed. They are sealed once each one who sat has signed"
        " or is noted, the time to sign after all is over, and no more refuse than sign."
    )
    success_message = gettext_lazy("The refusal stands in the minutes.")
    autofocus = False

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return also who may be noted, and who may witness it."""
        account = self.actor.user_id
        return super().get_form_kwargs() | {
            "seats": unsigned_seats(self.session, account),
            "present": witnesses_of(self.session),
        }

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_witnesses(self.session, typed)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.record_refusal(
            session_id=self.session.pk,
            seat=data["seat"],
            reason=data["reason"],
            witnesses=data["witnesses"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

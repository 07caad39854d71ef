"""A hearing session is called: who may sit, and how soon it may be."""

from typing import Any

from django.forms import BaseForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from core.errors import DomainError
from core.jalali import long
from violations import actions, facts
from violations.actions.sessions import wrong_in_summons
from violations.acts.cases import SUMMON
from violations.acts.hearings import bench_of
from violations.facts.summons import expected_service, expected_session
from violations.forms.sessions import SummonForm
from violations.views.case_pages import CaseAct


class Summon(CaseAct):
    """Call a session."""

    act = SUMMON
    button = gettext_lazy("Call the session")
    lead = gettext_lazy(
        "The office gets a summons; the session is held once it was served, and with its quorum."
    )
    success_message = gettext_lazy("The session was called. Its summons waits to be served.")

    def get_initial(self) -> dict[str, Any]:
        """Propose the first day that leaves the office its usual time to open the summons."""
        initial: dict[str, Any] = super().get_initial()
        return (
            initial if self.against else {"day": expected_session(self.object, today())} | initial
        )

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        people, quorum = bench_of(self.object, today())
        notice = facts.earliest_session(self.object, today())
        return SummonForm(
            data, people=people, quorum=quorum, notice=notice,
            opened_on=expected_service(self.object, today()), initial=self.get_initial(),
        )  # fmt: skip

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_summons(self.object, typed, today(), now())

    def explain(self, form: BaseForm, error: DomainError) -> None:
        """Put what is wrong with the time beside its day."""
        if texts := error.fields.pop("starts_at", None):
            error.fields["day"] = texts
        super().explain(form, error)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.summon_to_hearing(
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

    def get_success_message(self, done: Any) -> str:
        """Say until when the summons has to be served, where that is sooner than usual."""
        said = super().get_success_message(done)
        until = facts.last_service(done)
        if until is None or until >= expected_service(self.object, today()):
            return said
        text = _("For this day it has to be served until {day}; after that, postpone the session.")
        return f"{said} {text.format(day=long(until))}"

    def get_success_url(self, done: Any) -> str:
        """Return the page of the session that was called."""
        return str(done.get_absolute_url())

"""The acts on a duty: its refusal, the agenda, and the reopening."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.facts import pending_of
from core.clock import now, today
from core.web import ActPage
from oversight import actions
from oversight.actions.duty_refusals import wrong_in_refusal
from oversight.actions.paper_steps import subject_of
from oversight.acts.duties import ACCEPT_REFUSAL, PUT_ON_AGENDA, REFUSE_DUTY, REOPEN
from oversight.facts.duties import number_of
from oversight.facts.refusals import (
    grounds_for,
    grounds_that_hold,
    needs_scan,
    own_decision_stayed,
)
from oversight.forms import DutyReasonForm, RefuseDutyForm
from oversight.models import Duty
from oversight.states import RefusalCode
from oversight.views.duties import DutyPage, way_to
from workdays.views.hints import PaperOfADay


class DutyAct(ActPage):
    """The page of an act on a duty: `action` takes the fields of the form by their names."""

    action: ClassVar[Callable[..., Duty]]
    queryset = DutyPage.queryset
    slug_field = slug_kwarg = "public_id"
    template_name = "oversight/duty_act.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the duty is about, and the way back to it."""
        duty = self.object
        crumbs = [
            *way_to(duty),
            {"label": duty.get_kind_display(), "url": duty.get_absolute_url()},
            {"label": self.act.title},
        ]
        return super().get_context_data(number=number_of(duty), crumbs=crumbs, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Duty:
        """Act on the duty."""
        return self.action(duty_id=self.object.pk, **data, actor=actor, on=today(), at=now())


class Refuse(PaperOfADay, DutyAct):
    """The agency's manager says on which ground, and why, the step is not taken."""

    act = REFUSE_DUTY
    action = staticmethod(actions.refuse_duty)
    form_class = RefuseDutyForm
    button = gettext_lazy("Record the refusal")
    lead = gettext_lazy(
        "A refusal ends the duty and is counted as an answer. It does not change the case or the"
        " contract. The deputy may reopen the duty."
    )
    success_message = gettext_lazy("The refusal was recorded; the duty has ended.")

    def get_success_message(self, done: Duty) -> str:
        """Say where the deputy confirms the refusal first."""
        if pending_of(REFUSE_DUTY.key, done) is not None:
            return _("The refusal was entered; the deputy confirms it, as its day lies back.")
        return super().get_success_message(done)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the grounds that may hold for this duty; a late refusal needs its document."""
        return super().get_form_kwargs() | {
            "grounds": grounds_for(self.object, self.actor.user_id, today()),
            "needs_scan": needs_scan(self.object),
        }

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say before the form which ground is not the actor's to give, and whose it is."""
        on = today()
        is_barred = RefusalCode.COURT in grounds_that_hold(self.object, on)
        barred = own_decision_stayed(self.object, self.actor.user_id, on) if is_barred else ""
        return super().get_context_data(barred=barred, **context)

    def county_of_paper(self) -> UUID:
        """Return the county of what the duty is about."""
        found: UUID = subject_of(self.object).county.public_id
        return found

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the ground and its document."""
        return wrong_in_refusal(self.object, typed, today())


class PutOnAgenda(DutyAct):
    """The deputy puts a duty on the agenda of the working group."""

    act = PUT_ON_AGENDA
    action = staticmethod(actions.put_duty_on_agenda)
    form_class = DutyReasonForm
    lead = gettext_lazy("The agency is told, and the duty stays open until it acts or answers.")
    success_message = gettext_lazy("The duty is on the agenda of the working group.")


class Reopen(DutyAct):
    """The deputy reopens a duty that the agency refused."""

    act = REOPEN
    action = staticmethod(actions.reopen_duty)
    form_class = DutyReasonForm
    lead = gettext_lazy(
        "The refusal ends. Who owed the step owes it again, with a whole new period from today, and"
        " the reminders and the ladder begin anew."
    )
    success_message = gettext_lazy("The duty was reopened.")


class AcceptRefusal(DutyAct):
    """The deputy accepts that a contract cannot be reinstated."""

    act = ACCEPT_REFUSAL
    action = staticmethod(actions.accept_refusal)
    form_class = DutyReasonForm
    lead = gettext_lazy(
        "The contract stays ended. Only now it can be settled, its guarantees be called or given"
        " back, and another contract cover its services."
    )
    success_message = gettext_lazy("It was accepted that the contract cannot be reinstated.")

"""Forms about the people of an office."""

from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from core.clock import now, today
from offices import actions
from offices.acts.offices import ADD_STAFF
from offices.acts.people import END_STAFF, REVEAL_ID
from offices.forms import LeaveForm, RevealForm, StaffForm
from offices.models import OfficeStaff
from offices.views.acts import OfficeAct
from offices.views.holders import HolderAct


class AddStaff(OfficeAct):
    """A person who works in the office."""

    act = ADD_STAFF
    form_class = StaffForm
    success_message = gettext_lazy("The person was entered.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Enter the person."""
        return actions.add_staff(office_id=self.object.pk, **data, actor=actor, at=now())

    def get_success_url(self, done: Any) -> str:
        """Return to the people."""
        return f"{self.object.get_absolute_url()}/people"


class EndStaff(OfficeAct):
    """The last day of a person in the office."""

    act = END_STAFF
    form_class = LeaveForm
    success_message = gettext_lazy("The last day was noted.")
    person: OfficeStaff

    def find_parts(self) -> None:
        """Find the person in the actor's scope."""
        found = (
            OfficeStaff.objects.visible_to(self.actor)
            .filter(office=self.object, public_id=self.kwargs["public_id"])
            .first()
        )
        if found is None:
            raise Http404
        self.person = found

    def acted_on(self) -> OfficeStaff:
        """Return the person."""
        return self.person

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"ends_on": today()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Name the person."""
        person = self.person
        return super().get_context_data(**context) | {
            "lead": f"{person.full_name} · {person.position}"
        }

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Note the day."""
        return actions.end_staff(staff_id=self.person.pk, **data, actor=actor, at=now())

    def get_success_url(self, done: Any) -> str:
        """Return to the people."""
        return f"{self.object.get_absolute_url()}/people"


class RevealNationalId(HolderAct):
    """The holder's national ID in clear, once, for a reason that stays in the history."""

    act = REVEAL_ID
    form_class = RevealForm
    lead = gettext_lazy("Who looked, when and why stays in the history.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Read it; it is shown on this answer and nowhere else."""
        self.revealed = actions.reveal_national_id(
            holder_id=self.object.holder_id, reason=data["reason"], actor=actor, at=now()
        )
        return self.object

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show the number instead of going back."""
        response = super().post(request, *args, **kwargs)
        if response.status_code != 302:
            return response
        context = self.get_context_data(form=self.get_form(), revealed=self.revealed)
        return render(request, self.template_name, context)

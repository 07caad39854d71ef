"""The deputy names who decides a case in place of those who had a part in it."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from violations import actions
from violations.acts.cases import NAME_STAND_IN
from violations.facts.turns import (
    NO_MEMBER,
    longest_naming,
    members_free_for,
    naming_step,
)
from violations.forms.cases import StandInForm
from violations.views.case_pages import CaseAct


class NameStandIn(CaseAct):
    """A member of the committee, a reason, and the last day."""

    act = NAME_STAND_IN
    title = gettext_lazy("Name who decides")
    lead = gettext_lazy(
        "Nobody whose turn it is is free to decide here. A member of the committee who had no part"
        " decides instead, up to the last day; the reason is read by those who keep the case."
    )
    success_message = gettext_lazy("The member was named and is told of it.")

    def get_form(self, data: Any = None, files: Any = None) -> StandInForm:
        step = naming_step(self.object)
        people = members_free_for(self.object, step, today(), self.actor) if step else ()
        shape: dict[str, Any] = {"people": people, "longest": longest_naming(today())}
        return StandInForm(data, initial=self.get_initial(), **shape)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also whether somebody is to be given a role first."""
        asks = self.against == str(NO_MEMBER)
        return super().get_context_data(asks_role=asks, **context)

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        actions.name_stand_in(
            case_id=self.object.pk,
            member=data["member"],
            reason=data["reason"],
            last_on=data["last_on"],
            actor=actor,
            on=today(),
            at=now(),
        )
        return self.object

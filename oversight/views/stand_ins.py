"""The deputy names who decides a review; the agency's manager carries out what was decided."""

from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from core.clock import now, today
from oversight import actions
from oversight.facts import turns
from oversight.facts.untold import against_ending
from oversight.models import TerminationReview
from oversight.views.acts import ReviewAction
from violations.facts.turns import longest_naming
from violations.forms.cases import StandInForm


class NameStandIn(ReviewAction):
    """A member of the committee, a reason, and the last day."""

    title = gettext_lazy("Name who decides")
    permission = Permission.STAND_IN_NAME
    success_message = gettext_lazy("The member was named and is told of it.")
    needs_factor = True

    def reason_against(self) -> str:
        """Return that somebody is free to decide, if so."""
        if turns.needs_stand_in(self.object, today()):
            return ""
        return _("Somebody whose turn it is is free to decide.")

    def get_form(self, data: Any = None, files: Any = None) -> StandInForm:
        """Offer the members who had no part."""
        people = turns.members_free_for(self.object, today(), self.actor)
        shape: dict[str, Any] = {"people": people, "longest": longest_naming(today())}
        return StandInForm(data, initial=self.get_initial(), **shape)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say why somebody is named."""
        text = _(
            "Nobody whose turn it is is free to decide here. A member of the committee who had no"
            " part decides instead, up to the last day; the agency's manager carries it out."
        )
        return super().get_context_data(text=text, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep the naming."""
        review: TerminationReview = self.object
        actions.name_review_stand_in(review_id=review.pk, **data, actor=actor, on=today(), at=now())
        return review


class Execute(ReviewAction):
    """The agency's manager carries out what a stand-in decided."""

    form_class = Form
    title = gettext_lazy("Carry out the decision")
    permission = Permission.CONTRACT_TERMINATE
    success_message = gettext_lazy("The decision was carried out.")
    needs_factor = True

    def reason_against(self) -> str:
        """Return that nothing waits to be carried out, or what stands against it."""
        if not turns.is_to_carry_out(self.object):
            return _("Nothing decided waits to be carried out.")
        return against_ending(self.object)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what the act rests on."""
        text = _("What was decided is carried out on the contract; the decision is its proof.")
        return super().get_context_data(text=text, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Carry it out."""
        return actions.execute_review(review_id=self.object.pk, actor=actor, on=today(), at=now())

"""The deputy names who decides a review; the agency's manager carries out what was decided."""

from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.facts.impact import impact_of
from core.clock import now, today
from oversight import actions
from oversight.acts.reviews import EXECUTE, NAME_STAND_IN
from oversight.facts import turns
from oversight.models import TerminationReview
from oversight.views.acts import ReviewForm
from violations.facts.turns import NO_MEMBER, longest_naming
from violations.forms.cases import StandInForm


class NameStandIn(ReviewForm):
    """A member of the committee, a reason, and the last day."""

    act = NAME_STAND_IN
    success_message = gettext_lazy("The member was named and is told of it.")

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
        asks = self.against == str(NO_MEMBER)
        return super().get_context_data(text=text, asks_role=asks, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep the naming."""
        review: TerminationReview = self.object
        actions.name_review_stand_in(review_id=review.pk, **data, actor=actor, on=today(), at=now())
        return review


class Execute(ReviewForm):
    """The agency's manager carries out what a stand-in decided."""

    act = EXECUTE
    queryset = TerminationReview.objects.select_related(
        "contract__office__county", "contract__office__place", "office", "agency"
    )
    form_class = Form
    success_message = gettext_lazy("The decision was carried out.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what the act rests on."""
        text = _("What was decided is carried out on the contract; the decision is its proof.")
        found = super().get_context_data(text=text, **context)
        if self.against:
            return found
        return found | {"impact": impact_of(self.object.contract, today())}

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Carry it out."""
        return actions.execute_review(review_id=self.object.pk, actor=actor, on=today(), at=now())

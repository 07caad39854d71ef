"""The page on which a person stands back from the contracts of an office."""

from typing import Any

from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.acts.contract import STAND_BACK
from contracts.forms.endings import RecusalForm
from contracts.models import Contract
from contracts.views.acts.base import ContractAct


class StandBack(ContractAct):
    """Stand back from the contracts of an office with an agency."""

    act = STAND_BACK
    form_class = RecusalForm
    button = gettext_lazy("Stand back")
    lost = gettext_lazy(
        "You do nothing more on any contract of this office with this agency, nor on a termination"
        " review of one, by no account of yours; there is no way back. Another person of the agency"
        " acts; the deputy hears of it at once. From a case one stands back on its own page."
    )
    success_message = gettext_lazy("You have stood back from the contracts of this office.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.stand_back(actor=actor, **data, **self.when())

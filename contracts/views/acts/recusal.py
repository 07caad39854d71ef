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
        "You do nothing more on any contract of this office with this agency, on a termination"
        " review of one, or in any case of the office with this agency, open now or opened later,"
        " by no account of yours; there is no way back. Open cases leave your hands, and you sit in"
        " no session of theirs; what you did before stays, with its day. Another person acts; the"
        " deputy hears of it at once. Who has to do with one case alone stands back on its page."
    )
    success_message = gettext_lazy("You have stood back from the contracts of this office.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.stand_back(actor=actor, **data, **self.when())

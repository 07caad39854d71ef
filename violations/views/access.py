"""The deputy asks to see the restricted files of a case, with a reason."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now, today
from violations import actions
from violations.acts.cases import ASK_FOR_EVIDENCE
from violations.forms.cases import AccessForm
from violations.views.case_pages import CaseAct


class AskForEvidence(CaseAct):
    """A reasoned request that opens the restricted files of one case for some days."""

    act = ASK_FOR_EVIDENCE
    form_class = AccessForm
    title = gettext_lazy("Ask for the restricted files")
    button = gettext_lazy("Open the files to me")
    lead = gettext_lazy(
        "They show a citizen's name, number or document. Your reason is kept in the history, and"
        " those who keep the case read it."
    )
    success_message = gettext_lazy("The restricted files are open to you for some days.")

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        return actions.ask_for_evidence(
            case_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )

"""Ask for the dossier of a case; a worker builds it."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from core.clock import now
from lists.work import nudge
from violations import actions
from violations.acts.cases import ASK_FOR_DOSSIER
from violations.forms.reports import AcceptForm
from violations.views.case_pages import CaseAct


class AskForDossier(CaseAct):
    """One case as a ZIP that can be checked without this system."""

    act = ASK_FOR_DOSSIER
    form_class = AcceptForm
    title = gettext_lazy("Dossier of the case")
    button = gettext_lazy("Make the dossier")
    lead = gettext_lazy(
        "A ZIP with the case as PDF and as data, its files, its trail and their hashes. It holds"
        " what you may see of the case; who has it can check that nothing was altered."
    )
    autofocus = False

    def perform(self, data: dict[str, Any], actor: Principal) -> Any:
        job = actions.ask_for_dossier(case_id=self.object.pk, actor=actor, at=now())
        nudge()
        return job

    def get_success_url(self, done: Any) -> str:
        """Return the page of the job."""
        return str(done.get_absolute_url())

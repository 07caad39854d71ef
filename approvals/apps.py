"""App registry entry: acts that one person proposes and another confirms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApprovalsConfig(AppConfig):
    name = "approvals"
    verbose_name = _("acts that a second person confirms")

    def ready(self) -> None:
        """Add the verbs of the history, and the names of the acts in it."""
        from approvals.facts import ACT_LABELS
        from approvals.states import VERBS as OWN
        from audit.verbs import VERBS
        from audit.words import WORDS, Word

        VERBS.update(OWN)
        WORDS["approvals"] = {"act": Word(_("act"), ACT_LABELS)}

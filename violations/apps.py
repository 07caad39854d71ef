"""App registry entry: reports, cases and decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViolationsConfig(AppConfig):
    name = "violations"
    verbose_name = _("reports, cases and decisions")

    def ready(self) -> None:
        """Say the verbs in words; fill the places that lower floors leave for the cases."""
        from accounts.key_scopes import KeyScope
        from approvals.facts import register_kind
        from audit.verbs import VERBS
        from audit.words import WORDS
        from lists.facts import KINDS as JOB_KINDS
        from lists.facts import LISTS, JobKind, KnownList
        from lists.words import KINDS as WORDS_OF_JOBS
        from notices.facts import add_letter_kind
        from notices.facts.windows import WINDOWS, Windows
        from violations.actions.closing import CLOSING
        from violations.facts import ending_news, letter_kinds, news
        from violations.facts.clocks import register_clocks
        from violations.states import VERBS as OWN_VERBS
        from violations.states import WORDS as OWN_WORDS
        from violations.tasks import register_days, run_dossier, run_sheet
        from violations.views.clocks import running_windows
        from violations.views.listed import CaseList, ReportList
        from violations.views.panels import register

        VERBS.update(OWN_VERBS)
        WORDS["violations"] = OWN_WORDS
        register_kind(CLOSING)
        self._guard_floors_below()
        LISTS.add(KnownList("cases", CaseList))
        LISTS.add(KnownList("reports", ReportList))
        JOB_KINDS.add(
            JobKind(
                "dossier", run_dossier, made="dossier.made", taken="dossier.taken",
                opens=KeyScope.EVIDENCE_READ,
            )
        )  # fmt: skip
        JOB_KINDS.add(JobKind("sheet", run_sheet))
        WORDS_OF_JOBS.update(dossier=_("dossier"), sheet=_("workbook of reports"))
        register()
        WINDOWS.add(Windows("cases", "violations:file", running_windows))
        register_clocks()
        news.register()
        ending_news.register()
        for kind in letter_kinds.KINDS:
            add_letter_kind(kind)
        register_days()

    def _guard_floors_below(self) -> None:
        """Tell offices and contracts what a case has against their acts, and what it decides."""
        from contracts.facts import DECIDED, PROOF_GUARDS
        from contracts.facts.panels import DecidedActs
        from core.panels import Guard
        from offices.facts import GUARDS
        from violations.facts import (
            against_renewal,
            against_suspending,
            against_terminating,
            contracts_to_suspend,
        )

        GUARDS.add(Guard("violations", "renew", against_renewal))
        PROOF_GUARDS.add(Guard("suspending decision", "suspend", against_suspending))
        PROOF_GUARDS.add(Guard("terminating decision", "terminate", against_terminating))
        DECIDED.add(DecidedActs("cases", contracts_to_suspend))

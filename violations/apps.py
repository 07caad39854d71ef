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
        from violations.actions import closed_days, standing_back
        from violations.actions.closing import CLOSING
        from violations.actions.paper import PAPER_KINDS
        from violations.acts import recusals
        from violations.facts import (
            ending_news,
            guarding,
            letter_kinds,
            news,
            paper_news,
            served_news,
        )
        from violations.facts.clocks import register_clocks
        from violations.facts.row_seals import register_seals
        from violations.states import VERBS as OWN_VERBS
        from violations.states import WORDS as OWN_WORDS
        from violations.tasks import register_days, run_dossier, run_sheet
        from violations.views.clocks import running_windows
        from violations.views.listed import CaseList, ReportList
        from violations.views.panels import register

        VERBS.update(OWN_VERBS)
        WORDS["violations"] = OWN_WORDS
        for kind in (CLOSING, *PAPER_KINDS):
            register_kind(kind)
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
        register_seals()
        for part in (
            guarding, news, served_news, ending_news, paper_news, recusals, closed_days,
            standing_back,
        ):  # fmt: skip
            part.register()
        for letter_kind in letter_kinds.KINDS:
            add_letter_kind(letter_kind)
        register_days()

"""App registry entry: mandates of agencies to offices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = _("mandates of agencies to offices")

    def ready(self) -> None:
        """Say the verbs in words; fill the places that offices and agencies leave."""
        from approvals.facts import register_kind
        from audit.verbs import VERBS
        from audit.words import WORDS
        from contracts.actions.contract_rows import CONTRACTS
        from contracts.actions.documents import DOCUMENT_KIND
        from contracts.actions.judgments import JUDGMENT_KIND
        from contracts.actions.old_entries import ADDENDUM_KIND, REMITTANCE_KIND
        from contracts.actions.paper_service import SERVICE_KIND
        from contracts.acts import recusals
        from contracts.facts import GUARDS, news, pages, settlements
        from contracts.facts.clocks import register_clocks
        from contracts.facts.row_seals import register_seals
        from contracts.facts.windows import running_windows
        from contracts.states import VERBS as OWN_VERBS
        from contracts.states import WORDS as OWN_WORDS
        from contracts.tasks import register_days
        from contracts.views.lists import ContractList
        from core.panels import Guard
        from lists.facts import LISTS, KnownList
        from notices.facts.windows import WINDOWS, Windows
        from offices import facts as office_page
        from offices.states import CONTENTS as CONTENT_TITLES

        VERBS.update(OWN_VERBS)
        register_kind(SERVICE_KIND)
        register_kind(ADDENDUM_KIND)
        register_kind(REMITTANCE_KIND)
        register_kind(JUDGMENT_KIND)
        register_kind(DOCUMENT_KIND)
        WORDS["contracts"] = OWN_WORDS
        WINDOWS.add(Windows("contracts", "contracts:contract", running_windows))
        register_clocks()
        register_seals()
        register_days()
        GUARDS.add(Guard("settlements", "settle", settlements.against_settling))
        LISTS.add(KnownList("contracts", ContractList))
        office_page.CONTENTS.add(CONTRACTS)
        CONTENT_TITLES[CONTRACTS.name] = CONTRACTS.title
        for part in (news, pages, recusals):
            part.register()

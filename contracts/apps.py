"""App registry entry: mandates of agencies to offices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = _("mandates of agencies to offices")

    def ready(self) -> None:
        """Say the verbs in words; fill the places that offices and agencies leave."""
        from audit.verbs import VERBS
        from audit.words import WORDS
        from contracts.actions.contract_rows import CONTRACTS
        from contracts.facts import GUARDS, news, settlements
        from contracts.facts.clocks import register_clocks
        from contracts.states import VERBS as OWN_VERBS
        from contracts.states import WORDS as OWN_WORDS
        from contracts.tasks import register_days
        from contracts.views.lists import ContractList
        from core.panels import Guard
        from lists.facts import LISTS, KnownList
        from offices import facts as office_page

        VERBS.update(OWN_VERBS)
        WORDS["contracts"] = OWN_WORDS
        register_clocks()
        news.register()
        register_days()
        GUARDS.add(Guard("settlements", "settle", settlements.against_settling))
        LISTS.add(KnownList("contracts", ContractList))
        office_page.CONTENTS.add(CONTRACTS)
        self._fill_pages()

    def _fill_pages(self) -> None:
        from agencies import facts as agency_page
        from contracts.facts import places
        from core.panels import Button, Column, Guard, Note, Panel, Tab
        from offices import facts as office_page

        title = _("Contracts")
        office_page.PANELS.add(
            Panel("contracts", "contracts/office_panel.html", places.matrix, order=20)
        )
        office_page.TABS.add(
            Tab(
                "contracts",
                title,
                "contracts/office_tab.html",
                places.of_office,
                places.count_of_office,
                order=20,
            )
        )
        office_page.BUTTONS.add(
            Button("contracts", _("New contract"), places.new_contract_url, "contract", order=60)
        )
        office_page.COLUMNS.add(
            Column(
                "contracts",
                title,
                places.strips,
                head=places.strip_head,
                css="cell-off",
                order=50,
                plain=places.running_agencies,
            )
        )
        office_page.NOTES.add(Note("contracts", places.notes, order=20))
        office_page.GUARDS.add(Guard("contracts", "close", places.against_closing))
        office_page.GUARDS.add(Guard("settlements", "transfer", places.against_transfer))
        agency_page.PANELS.add(
            Panel("contracts", "contracts/agency_panel.html", places.of_agency, "aside", order=20)
        )
        agency_page.COLUMNS.add(
            Column("contracts", _("running contracts"), places.counts_of_agencies, order=20)
        )

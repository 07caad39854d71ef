"""The places that contracts fill on the pages of offices, of agencies, and on their own."""

from django.utils.translation import gettext_lazy as _

from agencies import facts as agency_page
from contracts.facts import agency_places, places
from contracts.facts.panels import MEASURES
from contracts.facts.turnover import turnover_measure
from core.panels import Beside, Button, Column, Guard, Measure, Note, Panel, Tab, Way
from offices import facts as office_page


def register() -> None:
    """Fill them; called once, when the app is ready."""
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
            sees=places.sees_of_office,
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
            sees=places.compares_offices,
            sort=places.number_of_running,
        )
    )
    office_page.NOTES.add(Note("contracts", places.notes, order=20))
    office_page.GUARDS.add(Guard("contracts", "close", places.against_closing))
    office_page.GUARDS.add(Guard("settlements", "transfer", places.against_transfer))
    agency_page.PANELS.add(
        Panel(
            "contracts", "contracts/agency_panel.html", agency_places.of_agency, "aside", order=20
        )
    )
    agency_page.WAYS.add(
        Way(
            "contracts",
            title,
            agency_places.list_of_agency,
            agency_places.running_of_agency,
            order=20,
        )
    )
    agency_page.BESIDE.add(Beside("offices", _("offices"), agency_places.offices_of_services))
    agency_page.COLUMNS.add(
        Column(
            "contracts",
            _("running contracts"),
            agency_places.counts_of_agencies,
            order=20,
            plain=agency_places.running_of_agencies,
            sort=agency_places.number_of_running,
        )
    )
    MEASURES.add(Measure("turnover", turnover_measure, order=12))

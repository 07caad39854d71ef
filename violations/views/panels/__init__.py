"""What violations show on the pages of offices, contracts and agencies (ADR 0004)."""

from django.utils.translation import gettext_lazy

from accounts.roles import Role
from agencies.facts import BUTTONS as AGENCY_BUTTONS
from agencies.facts import PANELS as AGENCY_PANELS
from agencies.facts import WAYS as AGENCY_WAYS
from contracts.facts import BESIDE, MEASURES, UNDECIDED
from contracts.facts import COLUMNS as CONTRACT_COLUMNS
from contracts.facts import PANELS as CONTRACT_PANELS
from core.panels import Beside, Button, Column, Measure, Note, Panel, Pill, Tab, Way
from offices.facts import BUTTONS, COLUMNS, NOTES, PILLS, RENEWALS, TABS
from offices.facts import PANELS as OFFICE_PANELS
from violations.facts import knows_parties
from violations.facts.measures import open_cases_measure, points_measure, undecided
from violations.views.panels import cells, pages, rows
from violations.views.type_keys import keys_url


def register() -> None:
    """Fill the places of the register and of contracts; called when the app is ready."""
    folder = "violations/panels"
    OFFICE_PANELS.add(Panel("violations", f"{folder}/office.html", pages.office_panel, order=50))
    OFFICE_PANELS.add(
        Panel("points", f"{folder}/points.html", pages.points_panel, place="aside", order=20)
    )
    PILLS.add(Pill("points", pages.points_pill, order=15))
    TABS.add(
        Tab(
            "violations", gettext_lazy("Violations"), f"{folder}/cases.html", pages.office_tab,
            count=pages.office_count, order=50,
            sees=lambda office, actor: rows.knows_cases(actor, office),
        )
    )  # fmt: skip
    BUTTONS.add(
        Button(
            "file-violation", gettext_lazy("File a violation"), pages.file_url,
            icon="report", kind="primary", order=20,
        )
    )  # fmt: skip
    AGENCY_BUTTONS.add(
        Button("type-keys", gettext_lazy("Number keys of types"), keys_url, order=60)
    )
    COLUMNS.add(
        Column(
            "points", gettext_lazy("Points"), cells.points_cells, order=60, plain=cells.points_of,
            sees=cells.lists_points, sort=cells.sum_of_points,
        )
    )  # fmt: skip
    COLUMNS.add(
        Column(
            "open-cases", gettext_lazy("Open cases"), cells.open_cells, css="num cell-off",
            order=70, plain=cells.open_cases, sort=cells.number_of_open,
            sees=lambda actor: actor.role not in {Role.OPERATOR, Role.PLATFORM_ADMIN},
        )
    )  # fmt: skip
    BESIDE.add(Beside("cases", gettext_lazy("Cases, 12 months"), cells.by_agency))
    NOTES.add(Note("points", cells.points_notes, order=30))
    RENEWALS.add(Note("violations", cells.against_renewals))
    CONTRACT_COLUMNS.add(
        Column(
            "proven", gettext_lazy("Proven violations"), cells.proven_cells, css="num", order=50,
            plain=cells.proven_of, sees=knows_parties, sort=cells.number_of_proven,
        )
    )  # fmt: skip
    MEASURES.add(Measure("points", points_measure, order=10))
    UNDECIDED.add(Note("violations", undecided))
    MEASURES.add(Measure("open-cases", open_cases_measure, order=20))
    CONTRACT_PANELS.add(Panel("violations", f"{folder}/cases.html", pages.contract_panel, order=50))
    CONTRACT_PANELS.add(
        Panel("judgments", f"{folder}/judgments.html", pages.judgments_panel, order=40)
    )
    AGENCY_PANELS.add(Panel("violations", f"{folder}/agency.html", pages.agency_panel, order=50))
    AGENCY_WAYS.add(
        Way("cases", gettext_lazy("Cases"), pages.list_of_agency, pages.cases_of_agency, order=50)
    )

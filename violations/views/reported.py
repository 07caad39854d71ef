"""Reports as they stand on the pages of their case, by who reads them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.principal import Principal
from core.identifiers import mask_national_ids
from violations.models import ViolationReport
from violations.views.rights import sees_inside


@dataclass(frozen=True)
class ShownReport:
    """A report as it stands in a case's file; the reporter's name only for those inside."""

    number: str
    agency: str
    reporter: str
    occurred_on: date
    occurred_at: Any
    place: str
    narrative: str
    supplement: str
    amount: int | None
    affected: int | None
    is_late: bool


def shown_reports(reports: Iterable[ViolationReport], actor: Principal) -> list[ShownReport]:
    """Return what was reported; of people's numbers an office reads the last digits only."""
    inside = sees_inside(actor)
    return [_shown(report, inside, str if inside else mask_national_ids) for report in reports]


def _shown(report: ViolationReport, inside: bool, shown: Callable[[str], str]) -> ShownReport:
    return ShownReport(
        number=report.number,
        agency=report.agency.name if report.agency else "",
        reporter=report.reporter_name if inside else "",
        occurred_on=report.occurred_on,
        occurred_at=report.occurred_at,
        place=shown(report.place),
        narrative=shown(report.narrative),
        supplement=shown(report.supplement),
        amount=report.amount,
        affected=report.affected,
        is_late=report.is_late and inside,
    )

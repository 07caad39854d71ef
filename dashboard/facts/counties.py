"""The counties side by side: open cases for ten offices, on a map and in a table."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.persian import group
from core.svg.data import AreaMap
from core.svg.maps import said
from dashboard.facts.figures import Figure, counted, of
from dashboard.facts.scope import Scope
from offices.facts.spread import FEWEST_OFFICES, fewest
from offices.models import Office
from offices.states import OfficeState
from territory.facts import area_of, outlines
from violations.models import Case

GONE = (OfficeState.CLOSED, OfficeState.REVOKED, OfficeState.DRAFT)
SORTS = ("rate", "name", "offices", "open")


@dataclass(frozen=True)
class CountyRow:
    """A county: its offices, its open cases, and how many these are for ten offices."""

    name: str
    offices: int
    open: int
    rate: float | None
    is_few: bool
    is_chosen: bool
    url: str


def county_parts(principal: Principal) -> list[QuerySet[Any]]:
    """Return open cases and working offices by county; the choice of one county hides none."""
    cases = Case.objects.visible_to(principal).open()
    offices = Office.objects.visible_to(principal).exclude(state__in=GONE)
    return [
        counted("county-cases", cases, key=F("county_id")),
        counted("counties", offices, key=F("county_id")),
    ]


def counties(figures: list[Figure], scope: Scope, sort: str = "rate") -> list[CountyRow]:
    """Return the counties by rate, worst first, or in another of `SORTS`."""
    open_cases = {figure.key: figure.count for figure in of(figures, "county-cases")}
    offices = {figure.key: figure.count for figure in of(figures, "counties")}
    rows = [
        _row(one.name, offices.get(str(one.pk), 0), open_cases.get(str(one.pk), 0),
             f"{reverse('violations:list')}?queue=cases&standing=open&county={one.pk}",
             is_chosen=one == scope.county)
        for one in scope.counties
    ]  # fmt: skip
    orders: dict[str, Any] = {
        "name": lambda row: 0,
        "offices": lambda row: -row.offices,
        "open": lambda row: -row.open,
    }
    return sorted(rows, key=orders.get(sort, lambda row: -(row.rate or 0)))


def _row(name: str, offices: int, count: int, url: str, *, is_chosen: bool) -> CountyRow:
    rate = round(10 * count / offices, 1) if offices else None
    return CountyRow(name, offices, count, rate, offices < FEWEST_OFFICES, is_chosen, url)


def county_map(rows: list[CountyRow]) -> AreaMap:
    """Return the counties by their outlines; one without an outline stands in the table alone."""
    kept = outlines()
    areas = [
        area_of(row.name, row.rate, rest=(group(row.offices), group(row.open)),
                is_few=row.is_few, is_chosen=row.is_chosen,
                words="" if row.offices else _("no office"))
        for row in rows
    ]  # fmt: skip
    fair = [row for row in rows if row.rate and not row.is_few]
    worst = max(fair, key=lambda row: row.rate or 0, default=None)
    summary = _("No county has an open case that can be compared.")
    if worst:
        summary = _(
            "Of the counties with at least {fewest} offices, {county} has most: {rate} open cases"
            " for ten offices."
        ).format(fewest=fewest(), county=worst.name, rate=said(worst.rate))
    head = (_("county"), _("for ten"), _("offices"), _("open"))
    return AreaMap(summary, head, areas, kept["width"], kept["height"])

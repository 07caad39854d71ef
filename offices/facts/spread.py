"""How offices spread over the counties: how many of ten are in what a list shows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from core.persian import group, persian_digits, sort_key
from core.svg.data import AreaMap
from core.svg.maps import said
from offices.models import Office
from territory.facts import area_of, outlines
from territory.models import Division
from territory.rules import Level

# With fewer offices one more or less says nothing about a county.
FEWEST_OFFICES = 3
SORTS = ("rate", "name", "found", "offices")


@dataclass(frozen=True)
class Spread:
    """A county: its offices, how many of them a list shows, and how many that are of ten."""

    name: str
    found: int
    offices: int
    url: str

    @property
    def rate(self) -> float | None:
        """Return how many of ten offices the list shows; None where there is no office."""
        return round(10 * self.found / self.offices, 1) if self.offices else None

    @property
    def words(self) -> str:
        """Say that the county has no office; nothing where it has."""
        return "" if self.offices else _("no office")

    @property
    def is_few(self) -> bool:
        """Tell whether the county has too few offices to be compared."""
        return self.offices < FEWEST_OFFICES


def fewest() -> str:
    """Return the smallest number of offices with which a county is compared."""
    return persian_digits(FEWEST_OFFICES)


def spread_of(
    found: QuerySet[Office],
    offices: QuerySet[Office],
    sort: str,
    address: Callable[[UUID], str],
    on: date,
) -> list[Spread]:
    """
    Return the counties by an order of `SORTS`, the first unless known; two queries.

    They are those of a day, one without an office too, and those of the offices. `address` is,
    for a county's public id, where those that are found in it are listed.
    """
    counted = list(
        Office.objects.filter(pk__in=offices.order_by().values("pk"))
        .values("county__public_id", "county__name")
        .annotate(
            offices=Count("pk"),
            found=Count("pk", filter=Q(pk__in=found.order_by().values("pk"))),
        )
    )
    known = [row["county__public_id"] for row in counted]
    bare = Division.objects.at(Level.COUNTY).current(on).exclude(public_id__in=known)
    counted += [
        {"county__name": name, "county__public_id": key, "found": 0, "offices": 0}
        for name, key in bare.values_list("name", "public_id")
    ]
    counted.sort(key=lambda row: sort_key(row["county__name"]))
    rows = [
        Spread(row["county__name"], row["found"], row["offices"], address(row["county__public_id"]))
        for row in counted
    ]
    orders: dict[str, Any] = {
        "name": lambda row: 0,
        "found": lambda row: -row.found,
        "offices": lambda row: -row.offices,
    }
    return sorted(rows, key=orders.get(sort, lambda row: (-(row.rate or 0), -row.offices)))


def holds_all(rows: Iterable[Spread]) -> bool:
    """Tell whether a list shows every office, of which the rate would say nothing."""
    return all(row.found == row.offices for row in rows)


def spread_map(rows: Sequence[Spread]) -> AreaMap:
    """Return the counties by their outlines; of all offices their number, else the rate."""
    kept = outlines()
    if holds_all(rows):
        return _register_map(rows)
    areas = [
        area_of(row.name, row.rate, rest=(group(row.found), group(row.offices)), is_few=row.is_few,
                words=row.words)
        for row in rows
    ]  # fmt: skip
    fair = [row for row in rows if row.found and not row.is_few]
    most = max(fair, key=lambda row: row.rate or 0, default=None)
    summary = _("No county that can be compared has an office in this view.")
    if most:
        summary = _(
            "Of the counties with at least {fewest} offices, {county} has most in this view:"
            " {rate} of ten."
        ).format(fewest=fewest(), county=most.name, rate=said(most.rate))
    head = (_("county"), _("of ten"), _("in this view"), _("offices"))
    return AreaMap(summary, head, areas, kept["width"], kept["height"])


def _register_map(rows: Sequence[Spread]) -> AreaMap:
    """Return the counties by the number of their offices."""
    kept = outlines()
    areas = [
        area_of(row.name, row.offices or None, is_few=not row.offices, words=row.words)
        for row in rows
    ]
    most = max(rows, key=lambda row: row.offices)
    words = _(
        "Most offices are in {county}: {number}. With a filter, the map shows how many of ten"
        " offices of each county it finds."
    )
    summary = words.format(county=most.name, number=group(most.offices))
    head = (_("county"), _("offices"))
    return AreaMap(summary, head, areas, kept["width"], kept["height"], is_counted=True)

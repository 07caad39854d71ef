"""What a desk looks at: a period and perhaps one county; everything on it follows both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet

from accounts.principal import PROVINCE_ROLES
from accounts.roles import Role
from core.jalali import add_months, month_end, month_name, month_start, parts
from core.periods import MONTH, MONTHS, THIS_MONTH, Span, spans
from core.persian import SortKey, persian_digits
from territory.models import Division

PROVINCE_DESK = PROVINCE_ROLES - {Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER}
# Whose desk is of a period, and perhaps of one county.
SCOPED_DESK = PROVINCE_DESK | {Role.COUNTY_REP}
WEEK = timedelta(days=7)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class County:
    """A county to choose: `pk` and `public_id` are what the lists' filters take."""

    pk: int
    public_id: UUID
    name: str
    code: str


@dataclass(frozen=True)
class Scope:
    """
    What the desk looks at.

    `name` is the period's: `this_month`, `month` (the last whole one), `months` (twelve) or `year`
    (this one).
    """

    name: str
    span: Span
    county: County | None
    counties: tuple[County, ...]
    choices: tuple[tuple[str, str], ...]

    def within(self, rows: QuerySet[Any], path: str = "county") -> QuerySet[Any]:
        """Narrow rows to the chosen county."""
        return rows.filter(**{f"{path}_id": self.county.pk}) if self.county else rows

    def address(self, base: str, *, by_id: bool = False, **query: str) -> str:
        """Return a list's address with the chosen county; `by_id` where it takes the public id."""
        if self.county:
            query["county"] = str(self.county.public_id if by_id else self.county.pk)
        return f"{base}?{urlencode(query)}" if query else base

    def bins(self) -> list[Span]:
        """Return the months of the period, or of a single month its weeks; oldest first."""
        if self.name not in {THIS_MONTH, MONTH}:
            found, month = [], month_start(self.span.first)
            while month <= self.span.last:
                found.append(Span(month_name(parts(month)[1]), month, month_end(month)))
                month = add_months(month, 1)
            return found
        found, first = [], self.span.first
        while first <= self.span.last:
            last = min(first + WEEK - ONE_DAY, self.span.last)
            days = persian_digits(f"{parts(first)[2]}–{parts(last)[2]}")
            found.append(Span(days, first, last))
            first = last + ONE_DAY
        return found


def counties_on(on: date) -> tuple[County, ...]:
    """Return the counties of a day, by name; one query."""
    rows = Division.objects.filter(level="county").current(on).order_by(SortKey("name"), "pk")
    return tuple(
        County(pk, public_id, name, code or "")
        for pk, public_id, name, code in rows.values_list("pk", "public_id", "name", "code")
    )


def scope_of(query: Mapping[str, str], on: date) -> Scope:
    """Return what the address asks for; what cannot be read is twelve months everywhere."""
    known = spans(on)
    name = query.get("period", "")
    name = name if name in known else MONTHS
    counties = counties_on(on)
    asked = query.get("county", "")
    county = next((one for one in counties if str(one.public_id) == asked), None)
    choices = tuple((key, span.label) for key, span in known.items())
    return Scope(name, known[name], county, counties, choices)

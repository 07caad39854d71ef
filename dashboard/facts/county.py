"""What the desk of one county shows beside its strip: its offices that need a look."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse

from accounts.principal import Principal
from dashboard.facts.figures import Figure, counted, of
from offices.models import Licence
from violations.models import Case

MOST_SHOWN = 6


@dataclass(frozen=True)
class Busy:
    """An office with open cases: how many, and how many of them are past a deadline."""

    code: str
    name: str
    open: int
    late: int

    @property
    def url(self) -> str:
        """Return the list that holds exactly these cases."""
        return f"{reverse('violations:list')}?queue=cases&standing=open&office_code={self.code}"


@dataclass(frozen=True)
class Ending:
    """An office whose licence ends soon, and when."""

    code: str
    name: str
    on: date | None

    @property
    def url(self) -> str:
        """Return the office's page."""
        return reverse("offices:office", args=[self.code])


def office_parts(
    principal: Principal, licences: QuerySet[Licence], on: date
) -> list[QuerySet[Any]]:
    """Return the offices with most open cases and those whose licence ends first, as figures."""
    cases = Case.objects.visible_to(principal)
    late = Count("pk", filter=Q(pk__in=cases.overdue(on).values("pk")))
    busy = counted(
        "busy", cases.open(), key=F("office__code"), label=F("office__name"), parts=(late,)
    )
    ending = counted(
        "ending", licences, key=F("office__code"), label=F("office__name"), day=F("expires_on")
    )
    return [
        busy.order_by("-figure_count", "-part_0", "figure_key")[:MOST_SHOWN],
        ending.order_by("figure_day", "figure_key")[:MOST_SHOWN],
    ]


def busiest(figures: list[Figure]) -> list[Busy]:
    """Return the offices with most open cases, these first."""
    rows = sorted(of(figures, "busy"), key=lambda row: (-row.count, -row.part, row.key))
    return [Busy(row.key, row.label, row.count, row.part) for row in rows]


def ending_first(figures: list[Figure]) -> list[Ending]:
    """Return the offices whose licence ends soon, the first to end first."""
    rows = sorted(of(figures, "ending"), key=lambda row: (row.day or date.max, row.key))
    return [Ending(row.key, row.label, row.day) for row in rows]

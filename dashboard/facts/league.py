"""The agencies by what they have not acted on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse

from accounts.principal import Principal
from agencies.models import Agency
from dashboard.facts.figures import Figure, counted, of
from violations.states import OPEN_CASES, Track

SMALLEST_SAMPLE = 10
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Standing:
    """One agency in the league: in time, late, not acted on; ranked only from ten on."""

    place: int | None
    name: str
    code: str
    in_time: int
    late: int
    unacted: int
    total: int
    url: str


def league_part(principal: Principal, on: date) -> QuerySet[Any]:
    """
    Return what each agency did with the cases of twelve months.

    Counted are accepted contract-track cases by their decision deadline.
    """
    due = Q(cases__track=Track.CONTRACT, cases__opened_on__gte=on - YEAR)
    decided = Q(cases__decided_on__isnull=False)
    overdue = Q(cases__decision_due_on__lt=on) | Q(
        cases__decision_due_on=None, cases__serve_due_on__lt=on
    )
    until = F("cases__decision_due_on")
    return counted(
        "league",
        Agency.objects.visible_to(principal).filter(is_active=True),
        key=F("code"),
        label=F("short_name"),
        count=Count("cases", filter=due),
        parts=(
            Count("cases", filter=due & decided & Q(cases__decided_on__lte=until)),
            Count("cases", filter=due & decided & Q(cases__decided_on__gt=until)),
            Count("cases", filter=due & ~decided & Q(cases__state__in=OPEN_CASES) & overdue),
            Max("position"),
        ),
    ).filter(figure_count__gt=0)


def league(figures: list[Figure]) -> list[Standing]:
    """Return the agencies, worst first; one with fewer than ten cases has no place."""
    standings, place = [], 0
    for figure in sorted(of(figures, "league"), key=_rank):
        in_time, late, unacted, _position = figure.parts
        ranked = figure.count >= SMALLEST_SAMPLE
        place += ranked
        standings.append(
            Standing(
                place=place if ranked else None,
                name=figure.label,
                code=figure.key,
                in_time=in_time,
                late=late,
                unacted=unacted,
                total=figure.count,
                url=reverse("agencies:agency", args=[figure.key]),
            )
        )
    return standings


def _rank(figure: Figure) -> tuple[int, int, int, str]:
    in_time, _late, unacted, position = figure.parts
    return -unacted, in_time, position, figure.key

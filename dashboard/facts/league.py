"""The agencies by what they have not acted on."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.urls import reverse

from accounts.principal import Principal
from agencies.models import Agency
from dashboard.facts.figures import Figure, counted, of
from dashboard.facts.scope import Scope
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

    @property
    def share(self) -> int | None:
        """Return the share acted on in time, in percent; None where nothing was due yet."""
        due = self.in_time + self.late + self.unacted
        return round(100 * self.in_time / due) if due else None


def league_part(principal: Principal, on: date, scope: Scope | None = None) -> QuerySet[Any]:
    """
    Return what each agency did with the cases of the scope, else of twelve months.

    Counted are accepted contract-track cases by their decision deadline.
    """
    due = Q(cases__track=Track.CONTRACT)
    if scope is None:
        due &= Q(cases__opened_on__gte=on - YEAR)
    else:
        due &= Q(cases__opened_on__range=(scope.span.first, scope.span.last))
        if scope.county:
            due &= Q(cases__county_id=scope.county.pk)
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


def place_if_cleared(figures: list[Figure], code: str) -> int | None:
    """Return the place that an agency would have if it acted, late, on all that it owes."""
    cleared = [
        replace(
            figure, parts=(figure.parts[0], figure.parts[1] + figure.parts[2], 0, figure.parts[3])
        )
        if figure.key == code
        else figure
        for figure in of(figures, "league")
    ]
    return next((row.place for row in league(cleared) if row.code == code), None)


def _rank(figure: Figure) -> tuple[bool, int, float, int, str]:
    """Rank by what was not acted on, then by the share within the deadline; small samples last."""
    in_time, late, unacted, position = figure.parts
    share = in_time / max(1, in_time + late + unacted)
    return figure.count < SMALLEST_SAMPLE, -unacted, share, position, figure.key

"""The agencies by what they have not acted on."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Aggregate,
    Case,
    Count,
    DateField,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.principal import Principal
from agencies.models import Agency, AgencyKind
from core.periods import MONTHS, spans
from dashboard.facts.figures import Figure, counted, of
from dashboard.facts.scope import Scope
from oversight.facts.comparison import closed_cases
from oversight.facts.comparison import counted as counted_duties
from oversight.models import ComparisonRule
from workdays.facts import working_days_of


class Median(Aggregate):
    """The middle of some numbers, the mean of two; NULL of none, rounded as `round` does."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Standing:
    """
    One agency in the league: in time, late, not acted on.

    `is_few`: fewer duties than the comparison ranks. The league carries no rank itself: it lists
    who must act, the worst first; ranks stand in the fair comparison alone. `median` counts
    working days; `closed` are the cases closed without action in the period.
    """

    is_few: bool
    name: str
    code: str
    in_time: int
    late: int
    unacted: int
    total: int
    median: int | None
    closed: int
    url: str
    owed_url: str

    @property
    def share(self) -> int | None:
        """Return the share acted on in time, in percent; None where nothing was due yet."""
        due = self.in_time + self.late + self.unacted
        return round(100 * self.in_time / due) if due else None


def league_part(principal: Principal, on: date, scope: Scope | None = None) -> QuerySet[Any]:
    """
    Return what each agency did with the duties of the scope's period, and all that it ignores.

    Without a scope the period is twelve months, with which a desk opens.

    Counted are duties that were due, as the fair comparison counts them; the fourth part is the
    least number of duties for a rank, of the rule in force; the fifth the median of the working
    days from a duty's first day to the answer, as the agency's record counts them, -1 without one;
    the sixth the cases closed without action.
    """
    span = scope.span if scope else spans(on)[MONTHS]
    county = scope.county.pk if scope and scope.county else None
    within = Q() if county is None else Q(duties__office__county_id=county)
    wanted = counted_duties(on, span.first, span.last)
    due = wanted.in_time | wanted.late | wanted.ignored
    taken = _days_taken(span.first, on)
    least = ComparisonRule.objects.visible_to(principal).in_force(on).values("least")[:1]
    return counted(
        "league",
        Agency.objects.visible_to(principal).filter(is_active=True),
        key=F("code"),
        label=F("short_name"),
        count=Count("duties", filter=within & due),
        parts=(
            Count("duties", filter=within & wanted.in_time),
            Count("duties", filter=within & wanted.late),
            Count("duties", filter=within & wanted.ignored),
            Coalesce(Subquery(least), Value(1)),
            Coalesce(Median(taken, filter=within & (wanted.in_time | wanted.late)), Value(-1.0)),
            closed_cases(span.first, span.last, county=county),
        ),
    ).filter(figure_count__gt=0)


def _days_taken(first: date, last: date) -> Case:
    """
    Return the working days from a duty's first day, not counted, to its answer.

    Each kind of body counts the days that it works; they are added up outside the database, which
    has no calendar. No day lies before `first` or after `last`.
    """
    alike: defaultdict[tuple[int, ...], list[str]] = defaultdict(list)
    bodies = [(None, kind) for kind in AgencyKind]
    for (_county, kind), sums in working_days_of(bodies, first, last).items():
        alike[sums].append(kind)
    return Case(
        *(When(kind__in=kinds, then=_at("ended_on", sums, first) - _at("starts_on", sums, first))
          for sums, kinds in alike.items()),
        output_field=IntegerField(),
    )  # fmt: skip


def _at(column: str, sums: Sequence[int], first: date) -> Func:
    """Return how many working days there are from `first` to the day of a duty's column."""
    place = Func(
        F(f"duties__{column}"), Value(first, DateField()),
        template="%(expressions)s + 1", arg_joiner=" - ", output_field=IntegerField(),
    )  # fmt: skip
    return Func(
        Value(list(sums), ArrayField(IntegerField())), place,
        template="(%(expressions)s]", arg_joiner=")[", output_field=IntegerField(),
    )  # fmt: skip


def league(figures: list[Figure], scope: Scope | None = None) -> list[Standing]:
    """Return the agencies, worst first; those with too few duties last."""
    standings = []
    for figure in sorted(of(figures, "league"), key=_rank):
        in_time, late, unacted, least, median, closed = figure.parts
        standings.append(
            Standing(
                is_few=figure.count < least,
                name=figure.label,
                code=figure.key,
                in_time=in_time,
                late=late,
                unacted=unacted,
                total=figure.count,
                median=median if median >= 0 else None,
                closed=closed,
                url=reverse("agencies:agency", args=[figure.key]),
                owed_url=owed_url(figure.key, scope),
            )
        )
    return standings


def owed_url(code: str, scope: Scope | None) -> str:
    """Return the list of the duties that an agency ignores, in the scope's county."""
    query = {"tab": "late", "agency": code}
    if scope and scope.county:
        query["county"] = str(scope.county.public_id)
    return f"{reverse('oversight:duties')}?{urlencode(query)}"


def _rank(figure: Figure) -> tuple[bool, int, float, str]:
    """Rank by what was not acted on, then by the share within the deadline; small samples last."""
    in_time, late, unacted, least, _median, _closed = figure.parts
    share = in_time / max(1, in_time + late + unacted)
    return figure.count < least, -unacted, share, figure.key

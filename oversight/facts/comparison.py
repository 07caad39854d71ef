"""What became of the agencies' duties, counted for the comparison and for the league."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.principal import Principal
from agencies.models import Agency
from core.jalali import add_months, month_start
from oversight.models import ComparisonRule
from oversight.rules.fairness import (
    Compared,
    Measure,
    Shown,
    Tally,
    compared,
    shown,
    shown_count,
)
from oversight.states import DutyState, RefusalCode
from violations.models import Case
from violations.states import CaseState, Track


@dataclass(frozen=True)
class Counted:
    """Which duties of an agency were due as of a day, as conditions on its rows of duties."""

    in_time: Q
    late: Q
    ignored: Q


def counted(on: date, first: date, last: date, *, prefix: str = "duties__") -> Counted:
    """
    Return the conditions of the comparison, for duties behind a prefix.

    Counted are answers to duties that began from `first` to `last`, both included, and whatever is
    ignored on `on`, however long ago it began: an old silence does not drop out by growing older.
    A refusal with a ground is an answer; a void duty, and one whose period runs, is not counted.
    What ended because its case was closed without action in time is no answer: no decision was
    made. It has a figure of its own (`closed_cases`). Closed after its period, it stays late.
    """

    def of(**columns: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in columns.items()})

    began = of(starts_on__gte=first, starts_on__lte=last)
    answered = began & of(state__in=[DutyState.ACTED, DutyState.REFUSED])
    due_on = F(f"{prefix}due_on")
    dropped = of(refusal_code=RefusalCode.CASE_CLOSED)
    return Counted(
        in_time=answered & of(ended_on__lte=due_on) & ~dropped,
        late=answered & of(ended_on__gt=due_on),
        ignored=of(ended_on__isnull=True, due_on__lt=on),
    )


def closed_cases(first: date, last: date, county: int | None = None) -> Coalesce:
    """
    Return how many cases of the agency around it were closed without action in some days.

    A case that was reopened is not among them.
    """
    cases = Case.objects.filter(
        agency=OuterRef("pk"), track=Track.CONTRACT, state=CaseState.CLOSED_NO_ACTION,
        closed_on__gte=first, closed_on__lte=last,
    )  # fmt: skip
    cases = cases if county is None else cases.filter(county=county)
    total = cases.order_by().values("agency").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total), Value(0))


@dataclass(frozen=True)
class Row:
    """
    One agency of the comparison, with its name.

    `owed_since` is the last day of the duty that it has left undone longest; None where none is
    left, and for a reader who is not shown how many are.
    """

    code: str
    name: str
    compared: Compared
    told: Shown
    closed: int | None
    owed_since: date | None


@dataclass(frozen=True)
class Comparison:
    """All agencies as of a day, by which rule and since when they were counted."""

    on: date
    first: date
    rule: ComparisonRule
    rows: Sequence[Row]


def comparison(principal: Principal, on: date) -> Comparison | None:
    """
    Return the comparison as of a day; None without a rule.

    Who does not see an agency's duties is told no small counts of it.
    The rule's months are whole ones with the present one, as on the desks.
    """
    rule = ComparisonRule.objects.visible_to(principal).in_force(on).first()
    if rule is None:
        return None
    first = add_months(month_start(on), 1 - rule.months)
    wanted = counted(on, first, on)
    rows = (
        Agency.objects.visible_to(principal)
        .filter(is_active=True, is_secretariat=False)
        .annotate(
            in_time=Count("duties", filter=wanted.in_time),
            late=Count("duties", filter=wanted.late),
            ignored=Count("duties", filter=wanted.ignored),
            dropped=closed_cases(first, on),
            oldest=Min("duties__due_on", filter=wanted.ignored),
        )
        .order_by("position", "pk")
        .values_list(
            "code", "short_name", "public_id", "in_time", "late", "ignored", "dropped", "oldest"
        )
    )
    names, closed, owed = {}, {}, {}
    own = set()
    tallies = []
    for code, name, public_id, in_time, late, ignored, dropped, oldest in rows:
        names[code], closed[code], owed[code] = name, dropped, oldest
        if principal.is_province or public_id in principal.agency_ids:
            own.add(code)
        tallies.append(Tally(code, in_time, late, ignored))
    measure = Measure(rule.least, rule.weight, rule.z_thousandths / 1000)
    found = compared(tallies, measure)
    told = {one.tally.key: shown(one, is_own=one.tally.key in own) for one in found}
    if any(one.is_masked for one in told.values()):
        # With every other row, a pulled share would tell the mean, and so what is masked.
        told = {key: replace(one, pulled=None) for key, one in told.items()}
    return Comparison(
        on=on,
        first=first,
        rule=rule,
        rows=[
            Row(
                key := one.tally.key,
                names[key],
                one,
                told[key],
                shown_count(closed[key], is_own=key in own),
                None if told[key].ignored is None else owed[key],
            )
            for one in found
        ],
    )

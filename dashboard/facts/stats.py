"""The numbers of a desk and of the lists, for programs: counted as the pages count them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Role
from core.periods import Span
from core.svg.data import Stage
from dashboard.facts import own, province
from dashboard.facts.counties import CountyRow, counties
from dashboard.facts.figures import Figure
from dashboard.facts.league import Standing, league
from dashboard.facts.scope import PROVINCE_DESK, SCOPED_DESK, County, Scope
from dashboard.facts.trend import OPENED, STAGE_CODES, stages, trend
from lists.columns import Tab
from lists.facts import LISTS, MOST_COUNTED, capped
from lists.listed import Listed
from lists.reading import behind
from oversight.facts.comparison import comparison


@dataclass(frozen=True)
class Number:
    """One number of the desk's strip; `late` of them are past their deadline, None: not told."""

    code: str
    label: str
    count: int
    late: int | None = None


@dataclass(frozen=True)
class Behind:
    """How many rows stand behind a tab of a list; from 1,001 on it is not exact."""

    listed: str
    listed_label: str
    tab: str
    label: str
    count: int
    is_exact: bool


@dataclass(frozen=True)
class Bin:
    """A part of the period: what was filed (or opened), decided and proven in it."""

    span: Span
    filed: int | None
    opened: int | None
    decided: int
    proven: int


@dataclass(frozen=True)
class Stats:
    """
    What the desk of a role counts; empty where the role's desk has no such part.

    `ranks` are those of the fair comparison, by the code of the agency: 1 is the best.
    """

    tiles: Sequence[Number] = ()
    counts: Sequence[Behind] = ()
    trend: Sequence[Bin] = ()
    stages: Sequence[tuple[str, Stage]] = ()
    agencies: Sequence[Standing] = ()
    ranks: Mapping[str, int | None] = field(default_factory=dict)
    counties: Sequence[tuple[County, CountyRow]] = ()


def stats(principal: Principal, scope: Scope, on: date) -> Stats:
    """
    Return the numbers of a principal on a day.

    Four queries: the desk's figures, the counts behind the tabs of the lists, and the comparison.
    """
    counts = behind_tabs(principal, on)
    if principal.role in SCOPED_DESK:
        return _scoped(principal, scope, on, counts)
    if principal.is_agency:
        figures = own.figures_of(principal, on)
        agency = own.agency_of(figures)
        mine = [row for row in league(figures) if agency and row.code == agency["code"]]
        return Stats(counts=counts, agencies=mine, ranks=ranks_of(principal, on))
    if principal.role is Role.ASSOCIATION:
        return Stats(tiles=_members(principal, on), counts=counts)
    return Stats(counts=counts)


def _scoped(principal: Principal, scope: Scope, on: date, counts: Sequence[Behind]) -> Stats:
    figures = province.figures_of(principal, scope, on)
    is_whole = principal.role in PROVINCE_DESK
    if is_whole:
        strip = province.tiles(figures, scope, principal)
    else:
        strip = province.case_tiles(figures, scope, principal)
        strip = [*strip, province.licence_tile(figures, scope)]
    rows = counties(figures, scope, "name") if is_whole else []
    return Stats(
        tiles=[Number(tile.name, tile.label, tile.value, tile.late) for tile in strip],
        counts=counts,
        trend=list(_bins(figures, scope, principal)),
        stages=list(zip(STAGE_CODES, stages(figures, on).stages, strict=True)),
        agencies=league(figures, scope) if is_whole else [],
        ranks=ranks_of(principal, on) if is_whole else {},
        counties=list(zip(scope.counties, rows, strict=True)) if is_whole else [],
    )


def ranks_of(principal: Principal, on: date) -> dict[str, int | None]:
    """Return the ranks of the fair comparison by code; None for an agency with too few duties."""
    found = comparison(principal, on)
    return {row.code: row.compared.place for row in found.rows} if found else {}


def _bins(figures: list[Figure], scope: Scope, principal: Principal) -> Iterator[Bin]:
    drawn = trend(figures, scope, principal)
    is_opened = principal.role in OPENED
    (begun, decided), proven = drawn.lines, drawn.bars
    assert proven is not None  # noqa: S101 # the trend of a desk has bars
    for span, *numbers in zip(
        scope.bins(), begun.values, decided.values, proven.values, strict=True
    ):
        first, second, third = map(int, numbers)
        yield Bin(span, None if is_opened else first, first if is_opened else None, second, third)


def _members(principal: Principal, on: date) -> list[Number]:
    found = own.members(principal, on)
    return [
        Number("members", _("Members"), found["members"]),
        Number("open_cases", _("Open cases of members"), found["cases"]),
        Number("in_defence", _("In the defence window"), found["defence"]),
        Number("licences_expired", _("Expired licences"), found["expired"]),
    ]


def behind_tabs(principal: Principal, on: date) -> list[Behind]:
    """Return what stands behind each tab of each list that the principal has; one query."""
    places = list(_places(principal, on))
    counts = capped([behind(listed, tab) for _name, listed, tab in places])
    return [
        Behind(
            listed=name,
            listed_label=str(listed.title),
            tab=tab.name,
            label=str(tab.label),
            count=min(count, MOST_COUNTED),
            is_exact=count <= MOST_COUNTED,
        )
        for (name, listed, tab), count in zip(places, counts, strict=True)
    ]


def _places(principal: Principal, on: date) -> Iterator[tuple[str, Listed, Tab]]:
    """Yield the counted tabs of the lists, once each where two lists share a page."""
    seen = set()
    for known in LISTS:
        listed = known.listed(actor=principal, query=QueryDict(), on=on)
        name = listed.family or listed.name
        if not listed.is_open():
            continue
        for tab in listed.tabs():
            if tab.is_counted and (name, tab.name) not in seen:
                seen.add((name, tab.name))
                yield name, listed, tab

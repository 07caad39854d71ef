"""What the public loses when contracts of an office are suspended or end: service by service."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from contracts.facts.serving import line_of, substitutes
from contracts.facts.standing import is_licensed
from contracts.models import Contract, ContractService
from contracts.rules.serving import OBSTACLES, Obstacle, obstacle_of
from offices.facts.nearby import in_words, square_from
from offices.models import Office

NEAREST = 3


@dataclass(frozen=True)
class Substitute:
    """Another office that gives a service, in whose county, and how far in a straight line."""

    name: str
    code: str
    county: str
    is_in_county: bool
    metres: int | None

    @property
    def distance(self) -> str:
        """Return the distance in words; nothing where it is not known."""
        return "" if self.metres is None else in_words(self.metres)


@dataclass(frozen=True)
class ServiceImpact:
    """
    What becomes of one service of an agency: how many other offices give it, and the nearest ones.

    `in_place` is None where the office's city or village is not recorded. `kept_by` is the number
    of another contract by which the same office goes on. `obstacle` says why the office itself
    does not give the service on that day.
    """

    service: int
    title: str
    agency: str
    in_place: int | None
    in_county: int
    nearest: tuple[Substitute, ...]
    kept_by: str
    obstacle: Obstacle | None

    @property
    def is_lost(self) -> bool:
        """Tell whether nobody in the county is left to give it."""
        return not self.kept_by and self.in_county == 0

    @property
    def why_not(self) -> str:
        """Return why the office itself does not give it on that day, in words."""
        return "" if self.obstacle is None else str(OBSTACLES[self.obstacle])


@dataclass(frozen=True)
class Impact:
    """What the people of an office's county lose with one contract, as of a day."""

    on: date
    county: str
    place: str
    services: tuple[ServiceImpact, ...]

    @property
    def lost(self) -> tuple[ServiceImpact, ...]:
        """Return the services that nobody in the county is left to give."""
        return tuple(one for one in self.services if one.is_lost)

    @property
    def given_elsewhere(self) -> tuple[ServiceImpact, ...]:
        """Return the services that other offices of the county give, or this one goes on with."""
        return tuple(one for one in self.services if not one.is_lost)


def impact_of(contract: Contract, on: date) -> Impact:
    """Return what the people lose with a contract of an office, as of a day, today or later."""
    return impacts_of(contract.office, [contract.pk], on)[contract.pk]


def impact_of_office(office: Office, on: date) -> Impact:
    """Return what the people lose when an office gives nothing any more, as of a day."""
    running = list(Contract.objects.filter(office=office).running().values_list("pk", flat=True))
    found = impacts_of(office, running, on).values()
    services = [replace(one, kept_by="") for impact in found for one in impact.services]
    return _impact(office, on, {one.service: one for one in services}.values())


def impacts_of(office: Office, contracts: Collection[int], on: date) -> dict[int, Impact]:
    """
    Return what the people lose with each of an office's contracts by itself, as of a day.

    Always the same number of queries. Counted are offices of `substitutes`, never this one; each
    service by itself, because sums over services say nothing about people.
    """
    rows = list(
        ContractService.objects.filter(contract__in=contracts, contract__office=office)
        .select_related("contract", "service__agency")
        .order_by("service__code", "pk")
    )
    lines = substitutes(on).filter(service__in={row.service_id for row in rows})
    others, own = lines.exclude(office=office), _own(lines.filter(office=office))
    counts, nearest = _counts(others, office), _nearest(others, office)
    licensed = is_licensed(office.pk, on)
    found: dict[int, list[ServiceImpact]] = {key: [] for key in contracts}
    for row in rows:
        key = row.service_id
        in_county, in_place = counts.get(key, (0, 0))
        kept = (number for contract, number in own[key] if contract != row.contract_id)
        impact = ServiceImpact(
            service=key,
            title=row.service.title,
            agency=row.service.agency.short_name,
            in_place=None if office.place_id is None else in_place,
            in_county=in_county,
            nearest=tuple(nearest[key]),
            kept_by=next(kept, ""),
            obstacle=_obstacle(office, row, on, is_licensed=licensed),
        )
        found[row.contract_id].append(impact)
    return {key: _impact(office, on, services) for key, services in found.items()}


def _impact(office: Office, on: date, services: Iterable[ServiceImpact]) -> Impact:
    place = f"{office.place.get_level_display()} {office.place.name}" if office.place else ""
    return Impact(on, office.county.name, place, tuple(_with_distinct_titles(list(services))))


def _with_distinct_titles(services: Sequence[ServiceImpact]) -> Iterator[ServiceImpact]:
    """Yield services of which those with one name are called by their agency too."""
    names = Counter(one.title for one in services)
    for one in services:
        is_alone = names[one.title] == 1
        yield one if is_alone else replace(one, title=f"{one.title} ({one.agency})")


def _obstacle(
    office: Office, row: ContractService, on: date, *, is_licensed: bool
) -> Obstacle | None:
    return obstacle_of(
        office_state=office.state,
        is_licensed=is_licensed,
        is_offered=row.service.is_active and row.service.agency.is_active,
        lines=[line_of(row)],
        on=on,
    )


def _counts(lines: QuerySet[ContractService], office: Office) -> dict[int, tuple[int, int]]:
    """Return by service how many offices give it in the office's county and in its place."""
    counted = (
        lines.filter(office__county=office.county_id)
        .values("service")
        .order_by()
        .annotate(
            in_county=Count("office", distinct=True),
            in_place=Count("office", distinct=True, filter=Q(office__place=office.place_id)),
        )
    )
    return {row["service"]: (row["in_county"], row["in_place"]) for row in counted}


def _nearest(lines: QuerySet[ContractService], office: Office) -> dict[int, list[Substitute]]:
    """Return by service the nearest offices, also of other counties; unknown places come last."""
    # Where no distance tells two offices apart: the own city or village, the own county, the rest.
    in_place = Q(office__place=office.place_id) & Q(office__place__isnull=False)
    apart = Case(
        When(in_place, then=0),
        When(office__county=office.county_id, then=1),
        default=2,
        output_field=IntegerField(),
    )
    order: list[Any] = [apart, F("office__code")]
    far: Any = Value(None, output_field=IntegerField())
    if office.latitude is not None and office.longitude is not None:
        far = square_from(float(office.latitude), float(office.longitude), "office__")
        order.insert(0, far.asc(nulls_last=True))
    place = Window(RowNumber(), partition_by=F("service"), order_by=order)
    rows = lines.annotate(far=far, rank=place).filter(rank__lte=NEAREST)
    found: dict[int, list[Substitute]] = defaultdict(list)
    for service, name, code, county, county_name, square in rows.order_by(
        "service", "rank"
    ).values_list(
        "service", "office__name", "office__code", "office__county", "office__county__name", "far"
    ):
        metres = None if square is None else round(square**0.5)
        is_in_county = county == office.county_id
        found[service].append(Substitute(name, code, county_name, is_in_county, metres))
    return found


def _own(lines: QuerySet[ContractService]) -> dict[int, list[tuple[int, str]]]:
    """Return by service the office's own contracts for it: (key, number)."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for service, contract, number in lines.order_by("contract__number").values_list(
        "service", "contract", "contract__number"
    ):
        found[service].append((contract, number))
    return found

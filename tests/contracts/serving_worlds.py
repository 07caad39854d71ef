"""
Small provinces in which it is decided who may give which service.

Rows of any shape are written past actions and triggers; `expected_*` are the rules once more,
as a loop over plain values.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import cos, radians
from random import Random
from typing import Any

from django.db import connection

from agencies.models import Agency, Service
from contracts.models import Contract, ContractService
from offices.models import Office, RegisterImport
from tests import factories
from tests.contracts.stories import make_import

TODAY = factories.TODAY
LATER = TODAY + timedelta(days=45)
RUNNING = ("active", "suspended", "termination_notice")
STATES = (
    *("active",) * 8, *("suspended",) * 4, "termination_notice", "terminated", "expired",
    "ended_mutual", "renewed", "settled", "draft", "pending_signature", "void",
)  # fmt: skip
OFFICE_STATES = (
    *("active",) * 16, "draft", "temporarily_closed", "inactive", "suspended", "revoked", "closed",
)  # fmt: skip
LICENCES = (*("valid",) * 14, "renewal_requested", "suspended", "cancelled", "expired", None)
DAYS = (-400, -30, -1, 0, 1, 30, 44, 45, 46, 300)


@dataclass
class World:
    """Offices of two counties, two agencies with two services each, and who contracts with whom."""

    random: Random
    source: RegisterImport
    offices: list[Office] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    licensed: dict[int, list[Any]] = field(default_factory=dict)
    lines: list[tuple[Contract, Service]] = field(default_factory=list)


def silence_triggers() -> None:
    """Let the tests write rows that the triggers would refuse; undone with the test."""
    with connection.cursor() as cursor:
        for table in ("contracts_contract", "offices_office", "offices_licence"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def draw_world(seed: int) -> World:
    """Return the world of a seed."""
    random = Random(seed)
    world = World(random, make_import())
    counties = [factories.make_county() for _number in range(2)]
    places = [factories.make_division("city", "", county) for county in (*counties, counties[0])]
    for _number in range(2):
        agency = factories.make_agency(is_active=random.random() < 0.8)
        for _service in range(2):
            is_active = random.random() < 0.8
            world.services.append(factories.make_service(agency, is_active=is_active))
    for _number in range(7):
        place = random.choice(places)
        world.offices.append(_office(world, place))
    for office in world.offices:
        for _number in range(random.randint(0, 4)):
            _contract(world, office)
    return world


def _office(world: World, place: Any) -> Office:
    random = world.random
    is_located = random.random() < 0.8
    office = factories.make_office(
        licensed=False,
        state=random.choice(OFFICE_STATES),
        county=place.parent,
        place=place if random.random() < 0.9 else None,
        latitude=f"38.{random.randint(0, 99999):05d}" if is_located else None,
        longitude=f"48.{random.randint(0, 99999):05d}" if is_located else None,
    )
    office.refresh_from_db()
    state = random.choice(LICENCES)
    world.licensed[office.pk] = []
    if state is not None:
        first, last = _span(random)
        paper = {"document_no": "1"} if state in {"suspended", "cancelled"} else {}
        until = {"suspended_until": LATER} if state == "suspended" else {}
        factories.make_licence(
            office, state=state, issued_on=first, expires_on=last, **paper, **until
        )
        world.licensed[office.pk].append((state, first, last))
    return office


def _span(random: Random) -> tuple[date, date]:
    first, last = sorted(TODAY + timedelta(days=random.choice(DAYS)) for _end in range(2))
    if random.random() < 0.75:
        first, last = TODAY - timedelta(days=400), TODAY + timedelta(days=300)
    return first, last


def _contract(world: World, office: Office) -> None:
    """Add a contract of the office, unless it stands in the way of another one of it."""
    random = world.random
    agency: Agency = random.choice(world.services).agency
    offered = [service for service in world.services if service.agency == agency]
    services = random.sample(offered, random.randint(1, 2))
    state, (first, last) = random.choice(STATES), _span(random)
    if state in RUNNING and any(_overlaps(world, office, one, first, last) for one in services):
        return
    contract = Contract.objects.create(
        number=f"W{random.random()}"[:40],
        agency=agency,
        office=office,
        county=office.county,
        state=state,
        starts_on=first,
        ends_on=last,
        signed_on=first,
        **_details(world, state, last),
    )
    world.contracts.append(contract)
    for service in services:
        ContractService.objects.create(
            contract=contract, service=service, office=office, agency=agency, starts_on=first,
            ends_on=last, state=state,
        )  # fmt: skip
        world.lines.append((contract, service))


def _details(world: World, state: str, last: date) -> dict[str, Any]:
    """Return the columns that the state of a contract asks for."""
    random = world.random
    values: dict[str, Any] = {}
    if state != "active" or random.random() < 0.3:
        values |= {"origin": "import", "source_import": world.source}
        if random.random() < 0.8:
            values |= {"confirmed_on": TODAY, "confirmed_by": 1}
    if state == "suspended":
        until = TODAY + timedelta(days=random.choice((-1, 0, 10, 44, 45)))
        values |= {"suspended_on": TODAY - timedelta(days=9), "suspended_until": until}
    if state == "termination_notice":
        values["notice_issued_on"] = TODAY
    if state == "terminated":
        values |= {"terminated_on": TODAY, "ended_on": TODAY}
    if state in {"expired", "renewed"}:
        values["ended_on"] = last
    if state == "active" and random.random() < 0.3:
        values["mutual_end_on"] = TODAY + timedelta(days=random.choice((0, 10, 44, 45, 60)))
        if random.random() < 0.7:
            values |= {"mutual_end_accepted_on": TODAY, "mutual_end_accepted_by": 1}
    return values


def _overlaps(world: World, office: Office, service: Service, first: date, last: date) -> bool:
    return any(
        contract.office == office
        and one == service
        and contract.state in RUNNING
        and contract.starts_on <= last
        and contract.ends_on >= first
        for contract, one in world.lines
    )


def expected_contracts(world: World, office: Office, service: Service, on: date) -> list[Contract]:
    """Return by which contracts an office may give a service on a day."""
    licensed = any(
        state in {"valid", "renewal_requested"} and first <= on <= last
        for state, first, last in world.licensed[office.pk]
    )
    if office.state != "active" or not licensed:
        return []
    if not service.is_active or not service.agency.is_active:
        return []
    return [
        contract
        for contract, one in world.lines
        if contract.office == office and one == service and _gives(contract, on)
    ]


def _gives(contract: Contract, on: date) -> bool:
    if contract.origin == "import" and contract.confirmed_on is None:
        return False
    if not contract.starts_on <= on <= contract.ends_on:
        return False
    if contract.mutual_end_accepted_on and contract.mutual_end_on and contract.mutual_end_on < on:
        return False
    if contract.state == "suspended":
        return contract.suspended_until is not None and contract.suspended_until < on
    return contract.state in {"active", "termination_notice"}


def expected_substitutes(
    world: World, service: Service, on: date, but: Office
) -> list[tuple[Office, int | None]]:
    """Return the other offices that give a service and go on with it, nearest first."""
    found = [
        (office, _square(but, office))
        for office in world.offices
        if office != but and any(map(_stays, expected_contracts(world, office, service, on)))
    ]
    found.sort(
        key=lambda pair: (
            pair[1] is None,
            pair[1] or 0.0,
            0 if but.place_id and pair[0].place_id == but.place_id
            else 1 if pair[0].county_id == but.county_id else 2,
            pair[0].code,
        )
    )  # fmt: skip
    return [(office, None if square is None else round(square**0.5)) for office, square in found]


def expected_holding(world: World, contract: Contract, service: Service, on: date) -> str:
    """Return by which other contract the office itself goes on with a service."""
    own = expected_contracts(world, contract.office, service, on)
    numbers = [one.number for one in own if one != contract and _stays(one)]
    return min(numbers, default="")


def _stays(contract: Contract) -> bool:
    return contract.state != "termination_notice" and contract.mutual_end_accepted_on is None


def _square(one: Office, other: Office) -> float | None:
    if one.latitude is None or other.latitude is None:
        return None
    assert one.longitude is not None
    assert other.longitude is not None
    north = (float(other.latitude) - float(one.latitude)) * 111_195
    east = (float(other.longitude) - float(one.longitude)) * 111_195
    east *= cos(radians(float(one.latitude)))
    return north * north + east * east

"""What can be done to agencies: their card, services, units and contact people."""

import csv
import re
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from agencies.acts import ADD_CONTACT, ADD_SERVICE, ADD_UNIT, END_CONTACT, SET_SEAT, SWITCH
from agencies.facts import counties_of
from agencies.models import (
    SERVICE_CODE,
    SERVICE_CODE_CURE,
    Agency,
    AgencyStaff,
    AgencyUnit,
    Service,
)
from audit.actions import record
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import Invalid
from territory.models import Division
from territory.rules import Level

DATA = Path(__file__).parent / "data"


def load_agencies(*, province: Division) -> int:
    """
    Bring the sample agencies and services of the data files into the register.

    Agencies are known by code, services by agency and code: run twice it changes nothing. Returns
    how many agencies there are.
    """
    known = {}
    counties = Division.objects.filter(level=Level.COUNTY, parent=province)
    seat = counties.filter(name=province.name).first()  # the capital has the province's name
    for row in _rows("agencies.csv"):
        values = {
            "name": row["name"],
            "short_name": row["short_name"],
            "letter": row["letter"],
            "kind": row["kind"],
            "province": province,
            "seat": seat,
            "is_secretariat": row["is_secretariat"] == "1",
            "is_active": row["is_active"] == "1",
            "requires_guarantee": row["requires_guarantee"] == "1",
            "position": int(row["position"]),
        }
        known[row["code"]], _made = Agency.objects.get_or_create(code=row["code"], defaults=values)
    for row in _rows("services.csv"):
        Service.objects.get_or_create(
            agency=known[row["agency"]],
            code=row["code"],
            defaults={
                "title": row["title"],
                "fee": int(row["fee"]) if row["fee"] else None,
                "fee_source": row["fee_source"],
            },
        )
    return len(known)


def _rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@transaction.atomic
def add_service(
    *, agency_id: int, code: str, title: str, actor: Principal, at: datetime
) -> Service:
    """
    Add a service that offices may give under contract.

    Raises:
        NotPermitted: the role may not, or the agency is another's.
        Invalid: the code is none, or the agency has a service of this code.
    """
    agency: Agency = begin(ADD_SERVICE, agency_id, actor, day_in_tehran(at))
    if not re.fullmatch(SERVICE_CODE, code):
        raise Invalid(fields={"code": [str(SERVICE_CODE_CURE)]})
    if Service.objects.filter(agency=agency, code=code).exists():
        raise Invalid(fields={"code": [_("The agency has a service of this code.")]})
    service = Service.objects.create(agency=agency, code=code, title=title)
    record(
        actor=actor, verb="service.added", target=agency, changes={"service": (None, title)}, at=at
    )
    return service


@transaction.atomic
def set_service_active(
    *, service_id: int, is_active: bool, actor: Principal, at: datetime
) -> Service:
    """
    Offer a service, or stop offering it in new contracts; contracts in force keep it.

    Raises:
        NotPermitted: the role may not, or the agency is another's.
    """
    service: Service = begin(SWITCH, service_id, actor, day_in_tehran(at))
    before, service.is_active = service.is_active, is_active
    service.save(update_fields=["is_active", "updated_at"])
    record(
        actor=actor,
        verb="service.updated",
        target=service.agency,
        changes={service.title: (before, is_active)},
        at=at,
    )
    return service


@transaction.atomic
def add_unit(
    *, agency_id: int, county: Division, name: str, actor: Principal, at: datetime
) -> AgencyUnit:
    """
    Add a local unit of the agency in a county.

    Raises:
        NotPermitted: the role may not, or the agency is another's.
        Invalid: the agency has a unit of this name.
    """
    agency: Agency = begin(ADD_UNIT, agency_id, actor, day_in_tehran(at))
    if AgencyUnit.objects.filter(agency=agency, name=name).exists():
        raise Invalid(fields={"name": [_("The agency has a unit of this name.")]})
    unit = AgencyUnit.objects.create(agency=agency, county=county, name=name)
    record(actor=actor, verb="unit.added", target=agency, changes={"unit": (None, name)}, at=at)
    return unit


@transaction.atomic
def set_seat(
    *, agency_id: int, county: Division, reason: str, actor: Principal, at: datetime
) -> Agency:
    """
    Set the county in whose working days the agency's deadlines are counted from now on.

    Deadlines that run keep the county in which they were computed.

    Raises:
        NotPermitted: the role may not, or works for an agency.
        Invalid: the county is not of the agency's province or is the seat already, or no reason.
    """
    on = day_in_tehran(at)
    agency: Agency = begin(SET_SEAT, agency_id, actor, on)
    if not counties_of(agency, on).filter(pk=county.pk).exists():
        raise Invalid(fields={"county": [_("Choose a county of the agency's province.")]})
    if agency.seat_id == county.pk:
        raise Invalid(fields={"county": [_("This county is the seat already.")]})
    if not reason.strip():
        raise Invalid(fields={"reason": [_("A reason is needed.")]})
    before = agency.seat.name if agency.seat else None
    agency.seat = county
    agency.version += 1
    agency.save(update_fields=["seat", "version", "updated_at"])
    record(
        actor=actor, verb="agency.seat_set", target=agency,
        changes={"seat": (before, county.name)}, note=reason, at=at,
    )  # fmt: skip
    return agency


@transaction.atomic
def add_staff(
    *,
    agency_id: int,
    full_name: str,
    position: str,
    phone: str,
    unit: AgencyUnit | None,
    actor: Principal,
    at: datetime,
) -> AgencyStaff:
    """
    Add a person whom offices may contact at the agency.

    Raises:
        NotPermitted: the role may not, or the agency is another's.
    """
    agency: Agency = begin(ADD_CONTACT, agency_id, actor, day_in_tehran(at))
    person = AgencyStaff.objects.create(
        agency=agency, unit=unit, full_name=full_name, position=position, phone=phone
    )
    record(
        actor=actor,
        verb="contact.added",
        target=agency,
        changes={"staff": (None, full_name)},
        at=at,
    )
    return person


@transaction.atomic
def end_staff(*, staff_id: int, actor: Principal, at: datetime) -> AgencyStaff:
    """
    End a contact person of the agency.

    Raises:
        NotPermitted: the role may not, or the agency is another's.
    """
    person: AgencyStaff = begin(END_CONTACT, staff_id, actor, day_in_tehran(at))
    person.is_active = False
    person.save(update_fields=["is_active", "updated_at"])
    record(
        actor=actor,
        verb="contact.ended",
        target=person.agency,
        changes={"staff": (person.full_name, None)},
        at=at,
    )
    return person

"""The tables of acts of agencies, compared with the actions and the pages."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from agencies import actions, acts
from agencies.models import Agency, AgencyStaff, Service
from core.acts import is_open
from core.clock import now, today
from tests.act_walks import faults_of_actions, faults_of_pages, faults_of_table
from tests.factories import make_county, make_service

ROLES = (
    "secretariat", "deputy", "gas_manager", "power_manager", "gas_clerk", "operator",
    "association", "platform_admin",
)  # fmt: skip
OF_AGENCIES = {
    acts.ADD_SERVICE: lambda agency, actor: actions.add_service(
        agency_id=agency.pk, code="new", title="خدمت تازه", actor=actor, at=now()
    ),
    acts.ADD_UNIT: lambda agency, actor: actions.add_unit(
        agency_id=agency.pk, county=make_county(), name="واحد", actor=actor, at=now()
    ),
    acts.SET_SEAT: lambda agency, actor: actions.set_seat(
        agency_id=agency.pk, county=make_county(),
        reason="جابه‌جایی دفتر مرکزی", actor=actor, at=now(),
    ),
    acts.ADD_CONTACT: lambda agency, actor: actions.add_staff(
        agency_id=agency.pk, full_name="نام", position="رابط", phone="", unit=None, actor=actor,
        at=now(),
    ),
}  # fmt: skip
OF_SERVICES = {
    acts.SWITCH: lambda service, actor: actions.set_service_active(
        service_id=service.pk, is_active=not service.is_active, actor=actor, at=now()
    ),
}
OF_CONTACTS = {
    acts.END_CONTACT: lambda person, actor: actions.end_staff(
        staff_id=person.pk, actor=actor, at=now()
    ),
}
TABLES = (acts.AGENCIES, acts.SERVICES, acts.CONTACTS)
PAGES = {
    acts.ADD_SERVICE: "services/new", acts.ADD_UNIT: "units/new", acts.ADD_CONTACT: "people/new",
    acts.SET_SEAT: "seat",
}  # fmt: skip


@pytest.fixture
def world(gas: Agency, power: Agency) -> None:
    """Make services and contact people of two agencies, of which one each has ended."""
    for agency in (gas, power):
        for is_active in (True, False):
            make_service(agency, is_active=is_active)
            AgencyStaff.objects.create(
                agency=agency, full_name="رابط", position="مسئول", is_active=is_active
            )


@pytest.mark.parametrize("table", TABLES)
def test_record_known_events(table: Any) -> None:
    assert list(faults_of_table(table)) == []


def test_are_walked_whole() -> None:
    assert {act for table in TABLES for act in table} == {
        *OF_AGENCIES, *OF_SERVICES, *OF_CONTACTS
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
def test_do_what_is_open_and_refuse_the_rest_with_its_sentence(
    request: Any, browser_of: Any, world: None, role: str
) -> None:
    actor = request.getfixturevalue(role)
    client, faults = browser_of(actor), list[str]()

    for agency in Agency.objects.all():
        faults += faults_of_actions(OF_AGENCIES, agency, actor, today())
        base = agency.get_absolute_url()
        pages = {act: f"{base}/{part}" for act, part in PAGES.items()}
        faults += faults_of_pages(client, pages, agency, actor, today())
    for service in Service.objects.select_related("agency"):
        faults += faults_of_actions(OF_SERVICES, service, actor, today())
    for person in AgencyStaff.objects.select_related("agency"):
        faults += faults_of_actions(OF_CONTACTS, person, actor, today())

    assert faults == []


@pytest.mark.parametrize(("act", "model"), [
    (acts.SWITCH, Service), (acts.END_CONTACT, AgencyStaff),
])  # fmt: skip
def test_on_a_part_lock_the_agency_before_it(
    world: None, gas_manager: Any, act: Any, model: Any
) -> None:
    part = model.objects.visible_to(gas_manager).first()

    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        act.table.lock(part.pk, gas_manager)

    locked = [row["sql"] for row in asked if "FOR UPDATE" in row["sql"]]
    tables = [Agency._meta.db_table, model._meta.db_table]
    assert [f'FROM "{table}"' in sql for table, sql in zip(tables, locked, strict=True)] == [
        True, True
    ]  # fmt: skip


def test_whose_page_is_closed_lead_back_to_the_agency(
    browser_of: Any, gas_manager: Any, gas: Agency
) -> None:
    acts.ADD_UNIT.added.append(lambda record, actor, on: "بسته است.")
    try:
        page = browser_of(gas_manager).get(f"{gas.get_absolute_url()}/units/new")
    finally:
        acts.ADD_UNIT.added.clear()

    assert page.status_code == 409
    assert f'href="{gas.get_absolute_url()}">بازگشت به دستگاه</a>' in page.text


@pytest.mark.parametrize("role", ROLES)
def test_are_offered_where_they_are_open(
    request: Any, browser_of: Any, world: None, role: str
) -> None:
    actor = request.getfixturevalue(role)
    client = browser_of(actor)

    for agency in Agency.objects.all():
        base = agency.get_absolute_url()
        text = "".join(client.get(f"{base}/{part}").text for part in ("services", "people"))
        for act, part in PAGES.items():
            assert (f'href="{base}/{part}"' in text) is is_open(act, agency, actor, today())
        for service in agency.services.all():
            address = f'action="{base}/services/{service.public_id}/switch"'
            assert (address in text) is is_open(acts.SWITCH, service, actor, today())
        # A contact person who has ended is on no page; ending them again changes nothing.
        for person in agency.staff.filter(is_active=True):
            address = f'action="{base}/people/{person.public_id}/end"'
            assert (address in text) is is_open(acts.END_CONTACT, person, actor, today())

"""The tables of acts of the register, compared with the actions, the pages, REST and the menu."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from core.clock import today
from offices import actions
from offices.acts import imports, licences, offices, people
from offices.facts.licences import current_licence
from offices.models import ImportState, LicenceHolder, Office, OfficeStaff, RegisterImport
from offices.states import LICENCE_FLOW, OFFICE_FLOW, LicenceState, OfficeState
from offices.views.offered import ON_HOLDER, ON_LICENCE, ON_OFFICE, acts_on
from tests.act_walks import (
    faults_of_actions,
    faults_of_pages,
    faults_of_table,
    faults_of_transitions,
    open_names,
)
from tests.factories import (
    NOW,
    TODAY,
    document,
    make_case,
    make_contract,
    make_holder,
    make_licence,
    make_office,
    make_principal,
    make_staff,
    picture,
)
from tests.offices.endings import ends_soon
from workdays.models import DeadlineRule

ROLES = (
    "deputy", "expert", "secretariat", "chair", "county_rep", "gas_manager", "gas_clerk",
    "gas_appeal", "association", "operator", "auditor", "platform_admin",
)  # fmt: skip
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}
TERM: dict[str, Any] = {"issued_on": TODAY, "expires_on": date(2031, 11, 23)}


def scan():
    return SimpleUploadedFile("نامه.png", picture("navy"))


def next_state(office):
    """Return a state that is reached without more facts, where there is one."""
    after = {after for before, after in OFFICE_FLOW.edges() if before == office.state}
    return "inactive" if "inactive" in after else next(iter(sorted(after)), "active")


OF_OFFICES = {
    offices.EDIT: lambda office, actor: actions.update_office(
        office_id=office.pk, name="نام تازه", actor=actor, at=NOW
    ),
    offices.CHANGE_STATE: lambda office, actor: actions.change_office_state(
        office_id=office.pk, state=next_state(office), reason="", actor=actor, **WHEN,
        **(document() if next_state(office) == "inactive" else {}),
    ),
    offices.ENTER_HOLDER: lambda office, actor: actions.enter_holder(
        office_id=office.pk, kind="legal", name="آرتا", actor=actor, at=NOW
    ),
    offices.ENTER_LICENCE: lambda office, actor: actions.issue_licence(
        office_id=office.pk, number="N-1", issued_on=date(2031, 1, 1),
        expires_on=date(2032, 1, 1), actor=actor, at=NOW,
    ),
    offices.NOTE_MEMBERSHIP: lambda office, actor: actions.set_membership(
        office_id=office.pk, is_member=not office.is_member, reason="نامه", actor=actor, at=NOW
    ),
    offices.CONFIRM_MEMBERSHIP: lambda office, actor: actions.answer_membership(
        office_id=office.pk, is_confirmed=True, actor=actor, **WHEN
    ),
    offices.ADD_STAFF: lambda office, actor: actions.add_staff(
        office_id=office.pk, full_name="سارا نمونه", position="متصدی", starts_on=TODAY,
        actor=actor, at=NOW,
    ),
}  # fmt: skip
OF_LICENCES = {
    licences.SANCTION: lambda licence, actor: actions.change_licence_state(
        licence_id=licence.pk, state="cancelled", reason="نامهٔ تنظیم مقررات", actor=actor,
        **document(), **WHEN
    ),
    licences.ASK_RENEWAL: lambda licence, actor: actions.request_renewal(
        licence_id=licence.pk, actor=actor, **WHEN
    ),
    licences.ENTER_RENEWED: lambda licence, actor: actions.renew_licence(
        licence_id=licence.pk, number="N-1", actor=actor, **document(), **TERM, **WHEN
    ),
    licences.TRANSFER: lambda licence, actor: actions.enter_transfer(
        licence_id=licence.pk, kind="legal", name="آرتا", legal_id="99990000034", number="N-1",
        has_clearances=True, actor=actor, **document(), **TERM, **WHEN,
    ),
    licences.KEEP_SCAN: lambda licence, actor: actions.keep_licence_scan(
        licence_id=licence.pk, file=scan(), reason="", actor=actor, **WHEN
    ),
}  # fmt: skip
OF_HOLDERS = {
    people.EDIT_HOLDER: lambda holder, actor: actions.update_holder(
        holder_id=holder.pk, name="نام تازه", actor=actor, at=NOW
    ),
    people.REVEAL_ID: lambda holder, actor: actions.reveal_national_id(
        holder_id=holder.pk, reason="-", actor=actor, at=NOW
    ),
}
OF_STAFF = {
    people.END_STAFF: lambda person, actor: actions.end_staff(
        staff_id=person.pk, ends_on=TODAY, actor=actor, at=NOW
    ),
}
OF_IMPORTS = {
    imports.DOWNLOAD: lambda batch, actor: actions.hand_out_annotated(
        import_id=batch.pk, actor=actor, at=NOW
    ),
    imports.CONFIRM: lambda batch, actor: actions.confirm_import(
        import_id=batch.pk, actor=actor, at=NOW, leaves_errors=True
    ),
}
# What creates a record has no record to walk over.
CREATES = {offices.REGISTER, people.REGISTER_HOLDER, imports.START}
# Offered beside what they are about, not in the menu of the office.
ELSEWHERE = {"add-staff", "keep-scan", "reveal-id"}


@pytest.fixture(autouse=True)
def _world(db, media):
    """Keep the rules, and let the doors read the clock of the tests' day."""
    DeadlineRule.objects.get_or_create(
        key="no_transfer_lock", valid_from=date(2021, 3, 21),
        defaults={"value": 1080, "unit": "day", "provenance": "SOURCED", "citation": "آزمون"},
    )  # fmt: skip
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(office):
    """Make offices in all states, with licences in all states, with holders and without."""
    for state in OfficeState:
        make_office(state=state)
        make_office(state=state, licensed=False, is_member=False)
    make_office(state="draft", licensed=False, holder=None)
    for state in LicenceState:
        past = {"expires_on": TODAY - timedelta(days=1)} if state == "expired" else {}
        until = {"suspended_until": TODAY} if state == "suspended" else {}
        make_licence(make_office(licensed=False), state=state, document_no="۱", **past, **until)
    make_licence(make_office(licensed=False), expires_on=TODAY + timedelta(days=20))
    make_case(contract=make_contract(office=make_office()))  # the renewal waits for its end
    locked = make_office(licensed=False)
    first = make_licence(
        locked, holder=make_holder(), issued_on=date(2020, 1, 1), expires_on=date(2026, 1, 1),
        ended_on=date(2025, 1, 1), state="transferred",
    )  # fmt: skip
    make_licence(locked, issued_on=TODAY - timedelta(days=30), previous=first)
    LicenceHolder.objects.filter(pk=locked.holder_id).update(national_id_sealed="x" * 20)
    for one in Office.objects.all()[:3]:
        make_staff(one)
        make_staff(one, starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1))
    return list(Office.objects.select_related("holder", "county").order_by("pk"))


@pytest.fixture
def batches(secretariat):
    """Make an import in every state, with changes and without."""
    values = {"uploaded_by": secretariat.user_id, "uploaded_by_name": "دبیر", "grant_id": 1}
    for state in ImportState:
        for counts in ({"insert": 1, "wrong": 1}, {"same": 2}):
            RegisterImport.objects.create(
                content="offices", state=state, counts=counts, file_name="الف.xlsx",
                applied_at=NOW if state == "applied" else None, **values,
            )  # fmt: skip
    return list(RegisterImport.objects.order_by("pk"))


class TestTheTables:
    @pytest.mark.parametrize(
        ("table", "flow"),
        [
            (offices.OFFICES, OFFICE_FLOW),
            (licences.LICENCES, LICENCE_FLOW),
            (people.HOLDERS, None),
            (people.STAFF, None),
            (imports.IMPORTS, None),
        ],
    )
    def test_lead_where_the_flow_leads_and_record_known_events(self, table, flow):
        assert list(faults_of_table(table, flow)) == []

    def test_are_walked_whole(self):
        walked = {*OF_OFFICES, *OF_LICENCES, *OF_HOLDERS, *OF_STAFF, *OF_IMPORTS, *CREATES}
        tables = (offices.OFFICES, licences.LICENCES, people.HOLDERS, people.STAFF, imports.IMPORTS)

        assert {act for table in tables for act in table} == walked


class TestTheActions:
    @pytest.mark.parametrize("role", ROLES)
    def test_do_what_is_open_and_refuse_the_rest_with_its_sentence(
        self, request, world, batches, role
    ):
        actor, faults = request.getfixturevalue(role), []

        for office in world:
            faults += faults_of_actions(OF_OFFICES, office, actor, TODAY)
            for licence in office.licences.select_related("office"):
                faults += faults_of_actions(OF_LICENCES, licence, actor, TODAY)
        for holder in LicenceHolder.objects.visible_to(actor):
            faults += faults_of_actions(OF_HOLDERS, holder, actor, TODAY)
        for person in OfficeStaff.objects.visible_to(actor):
            faults += faults_of_actions(OF_STAFF, person, actor, TODAY)
        for batch in RegisterImport.objects.visible_to(actor):
            faults += faults_of_actions(OF_IMPORTS, batch, actor, TODAY)

        assert faults == []


class TestTheDoors:
    @pytest.mark.parametrize("role", ["secretariat", "operator", "association", "deputy"])
    def test_of_rest_tell_the_same(self, request, api_of, world, role):
        actor = request.getfixturevalue(role)
        client, faults = api_of(actor), []
        of_office = {"state": offices.CHANGE_STATE, "membership": offices.NOTE_MEMBERSHIP}

        for office in world:
            address = f"/api/v1/offices/{office.public_id}"
            faults += faults_of_transitions(client, address, of_office, office, actor, TODAY)
            for licence in office.licences.select_related("office"):
                address = f"/api/v1/licences/{licence.public_id}"
                named = {"renewal": licences.ASK_RENEWAL}
                faults += faults_of_transitions(client, address, named, licence, actor, TODAY)

        assert faults == []

    @pytest.mark.parametrize("role", ["secretariat", "operator", "expert"])
    def test_of_the_web_open_or_say_why_not(self, request, browser_of, world, role):
        actor = request.getfixturevalue(role)
        client, faults = browser_of(actor), []
        renewed = {"secretariat": world, "operator": world, "expert": world[:4]}[role]

        for office in renewed:
            for pages, record in (
                (ON_OFFICE, office), (ON_HOLDER, office.holder),
                (ON_LICENCE, current_licence(office)),
            ):  # fmt: skip
                if record is not None:
                    names = {"offices:edit": "edit", "offices:edit_holder": "holder/edit",
                             "offices:licence_state": "licence-state"}  # fmt: skip
                    found = {
                        act: f"/offices/{office.code}/{names.get(name, name.split(':')[1])}"
                        for act, name in pages.items()
                    }
                    faults += faults_of_pages(client, found, record, actor, TODAY)

        assert faults == []


class TestTheMenu:
    @pytest.mark.parametrize("role", ROLES)
    def test_offers_what_is_open_and_nothing_else(self, request, world, role):
        actor = request.getfixturevalue(role)

        for office in world:
            offered = [link.url for link in acts_on(office, actor, today())]
            licence = current_licence(office)
            expected = open_names(OF_OFFICES, office, actor, TODAY)
            if office.holder is not None:
                expected |= {f"holder.{name}" for name in
                             open_names(OF_HOLDERS, office.holder, actor, TODAY)}  # fmt: skip
            if licence is not None:
                expected |= open_names(OF_LICENCES, licence, actor, TODAY)
            shown = {name for name in expected if name.split(".")[-1] not in ELSEWHERE}
            assert len(offered) == len(set(offered)) == len(shown), (office, offered, shown)

    def test_stands_on_the_page(self, browser_of, operator, office):
        ends_soon(office)
        page = browser_of(operator).get(office.get_absolute_url())

        assert [link.name for link in page.context["acts"]] == ["ask-renewal"]

    def test_offers_a_person_s_end_once(self, browser_of, secretariat, office):
        here, gone = make_staff(office), make_staff(office, ends_on=TODAY)

        page = browser_of(secretariat).get(f"{office.get_absolute_url()}/people")

        assert page.context["may_leave"] == {here.pk} != {gone.pk}

    def test_offers_no_number_that_the_register_does_not_have(
        self, browser_of, secretariat, office
    ):
        client = browser_of(secretariat)

        assert not client.get(office.get_absolute_url()).context["reveals"]
        answer = client.get(f"/offices/{office.code}/national-id")
        assert (answer.status_code, bool(answer.context["against"])) == (409, True)

    def test_lets_a_stranger_s_renewal_alone(self, browser_of, office):
        stranger = make_principal(Role.OPERATOR, make_office())

        assert browser_of(stranger).get(f"/offices/{office.code}/renewal").status_code == 403

"""Columns of offices, agencies and training by raw SQL: each asks for the event of its own act."""

from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from agencies.actions import end_staff as end_contact
from agencies.actions import set_seat, set_service_active
from agencies.models import AgencyStaff
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from offices import actions
from offices.models import Office, OfficeStateInterval
from offices.states import OfficeState
from readiness.actions import give_score, retire_course, revoke_certificate
from tests.factories import (
    document,
    make_agency,
    make_certificate,
    make_county,
    make_course,
    make_holder,
    make_office,
    make_period,
    make_principal,
    make_service,
    make_staff,
)
from tests.movers import move_refused
from tests.runtime import as_runtime, make_role, settle
from tests.sql import unwatched

UNASKED = "A row of {} moves by an event of somebody who holds the role for it."
OF_OFFICE = UNASKED.format("offices_office")
REASON = "بازدید همین روز و گزارش آن"


@pytest.fixture
def interval(office: Office) -> OfficeStateInterval:
    """Return the present state of the office."""
    return office.intervals.get()


class TestAnOffice:
    def test_changes_by_the_secretariats_edit(
        self, office: Office, secretariat: Principal, auditor: Principal
    ) -> None:
        values = {"iban": "IR820540102680020817909002"}

        for told in ([], [("office.seen", secretariat)], [("office.updated", auditor)]):
            assert move_refused(office, values, told) != ""
        assert move_refused(office, values, [("office.seen", secretariat)]) == OF_OFFICE
        assert move_refused(office, values, [("office.updated", secretariat)]) == ""

    def test_has_its_first_holder_by_the_secretariats_entry_alone(
        self, office: Office, secretariat: Principal, auditor: Principal
    ) -> None:
        words = "An office has the holder of its licence."
        values = {"holder": make_holder()}
        entry = [("office.updated", secretariat)]

        assert move_refused(office, values, entry) == words
        bare = make_office(state=OfficeState.DRAFT, holder=None, licensed=False)
        assert move_refused(bare, values, [("office.seen", auditor)]) == words
        assert move_refused(bare, values, entry) == ""

    def test_leaves_the_association_by_its_word(
        self, auditor: Principal, association: Principal
    ) -> None:
        office = make_office(is_member=True)

        told = [("office.left", auditor)]
        assert move_refused(office, {"is_member": False}, told) == OF_OFFICE
        assert move_refused(office, {"is_member": False}, [("office.left", association)]) == ""


class TestAState:
    @pytest.mark.parametrize(
        "values",
        [
            {"document_no": "دیگر"}, {"reason": "دیگر"}, {"document_on": today()},
            {"planned_until": today()}, {"state": "inactive"},
            {"state": "inactive", "ends_on": today()},
        ],
    )  # fmt: skip
    def test_keeps_what_it_rests_on(
        self, interval: OfficeStateInterval, secretariat: Principal, values: dict[str, Any]
    ) -> None:
        told = [("office.active", secretariat), ("office.inactive", secretariat)]

        for starts_on in (interval.starts_on, today()):
            with unwatched("offices_officestateinterval"):
                OfficeStateInterval.objects.update(starts_on=starts_on)
            words = move_refused(interval, values, told, interval.office)
            # A state that began today is replaced: then the office itself moves with it.
            replaces = starts_on == today() and values == {"state": "inactive"}
            assert words == (
                "The states of an office follow its own state." if replaces
                else "A state of an office is replaced on its first day alone."
            )  # fmt: skip

    def test_carries_the_event_of_that_very_state(
        self, interval: OfficeStateInterval, secretariat: Principal
    ) -> None:
        with unwatched("offices_officestateinterval"):
            OfficeStateInterval.objects.update(starts_on=today())
        words = UNASKED.format("offices_officestateinterval")

        other = [("office.active", secretariat)]
        assert move_refused(interval, {"state": "inactive"}, other, interval.office) == words

    def test_ends_with_the_event_of_what_follows(
        self, interval: OfficeStateInterval, secretariat: Principal, auditor: Principal
    ) -> None:
        office, values = interval.office, {"ends_on": today()}

        unasked = move_refused(interval, values, [("office.seen", secretariat)], office)
        assert move_refused(interval, values, [("office.inactive", auditor)], office) == unasked
        assert unasked.startswith("A row of")
        # The right event passes; the state of the office itself has not moved here.
        words = move_refused(interval, values, [("office.inactive", secretariat)], office)
        assert words == "The states of an office follow its own state."


class TestALicence:
    def words(self, office: Office, state: str, verb: str, actor: Principal) -> str:
        values = {"state": state, "state_since": today()}
        return move_refused(office.licences.get(), values, [(verb, actor)])

    def test_asks_its_renewal_by_its_office(
        self, office: Office, auditor: Principal, secretariat: Principal
    ) -> None:
        unasked = UNASKED.format("offices_licence")
        asked = ("renewal_requested", "licence.renewal_requested")
        operator = make_principal(Role.OPERATOR, office)
        other = make_principal(Role.OPERATOR, make_office())

        assert self.words(office, *asked, other) == unasked
        assert self.words(office, asked[0], "licence.scan_opened", auditor) == unasked
        assert self.words(office, asked[0], "licence.suspended", secretariat) == unasked
        assert self.words(office, *asked, operator) == ""


def as_the_house(call: Any, actor: Principal, **values: Any) -> Any:
    """Do an act by the role of the running house, with its deferred guards."""
    with as_runtime(make_role()):
        set_scope(scope=SYSTEM, user_id=actor.user_id)
        done = call(actor=actor, at=now(), **values)
        settle()
        return done


@pytest.mark.django_db
class TestTheActsOfTheProduct:
    def test_change_an_office_and_its_people(self, office: Office, secretariat: Principal) -> None:
        key = {"office_id": office.pk}
        as_the_house(actions.update_office, secretariat, **key, mobile="09000000001", rank=2)
        paper = {"document_on": today()}
        papers: Any = (
            document("navy", **paper),
            {},
            document("black", **paper, document_no="۱۲/۴"),
        )
        states = ("inactive", "active", "inactive")  # a state is replaced on its first day
        for state, head in zip(states, papers, strict=True):
            as_the_house(
                actions.change_office_state, secretariat, **key, state=state, reason=REASON,
                on=today(), **head,
            )  # fmt: skip
        as_the_house(
            actions.update_holder, secretariat, holder_id=office.holder_id, name="شرکت دیگر",
            mobile="09000000002",
        )  # fmt: skip
        person = make_staff(office=office)
        as_the_house(actions.end_staff, secretariat, staff_id=person.pk, ends_on=today())

    def test_change_an_agency_and_its_parts(self, secretariat: Principal) -> None:
        agency = make_agency()
        county = make_county()
        manager = make_principal(Role.AGENCY_MANAGER, agency)
        contact = AgencyStaff.objects.create(agency=agency, full_name="رابط", position="کارشناس")
        service = make_service(agency=agency)

        as_the_house(set_seat, secretariat, agency_id=agency.pk, county=county, reason=REASON)
        as_the_house(set_service_active, manager, service_id=service.pk, is_active=False)
        as_the_house(end_contact, manager, staff_id=contact.pk)

    def test_change_courses_certificates_and_points(
        self, secretariat: Principal, association: Principal
    ) -> None:
        office = make_office(is_member=True)
        score = {"period_id": make_period().pk, "office_code": office.code, "on": today()}
        certificate = make_certificate(staff=make_staff(office=office))

        as_the_house(retire_course, secretariat, course_id=make_course().pk)
        as_the_house(
            revoke_certificate, association, certificate_id=certificate.pk, reason=REASON,
            on=today(),
        )  # fmt: skip
        for points in (40, 60):
            as_the_house(give_score, association, points=points, **score)

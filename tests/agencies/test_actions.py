"""Agencies: who may change what, and what stays in the history."""

import pytest
from django.db import IntegrityError, transaction

from accounts.principal import Principal
from agencies import actions
from agencies.acts import SET_SEAT
from agencies.forms import ServiceForm
from agencies.models import Agency, Service
from audit.models import AuditEvent
from core.errors import Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import NOW, make_county, make_division, make_province, make_service

REASON = "جابه‌جایی دفتر مرکزی شرکت"


class TestLoadAgencies:
    def test_brings_agencies_and_services_once(self, db: None) -> None:
        province = make_province()

        first = actions.load_agencies(province=province)
        second = actions.load_agencies(province=province)

        assert first == second == Agency.objects.count() == 14
        assert Service.objects.filter(fee__isnull=False, fee_source="").count() == 0


class TestAddService:
    def test_adds_it_with_one_event(self, gas: Agency, gas_manager: Principal) -> None:
        service = actions.add_service(
            agency_id=gas.pk, code="gaz-new", title="خدمت تازه", actor=gas_manager, at=NOW
        )

        assert service.is_active
        assert AuditEvent.objects.about(gas).get().verb == "service.added"

    def test_refuses_the_same_code(self, gas: Agency, gas_manager: Principal) -> None:
        known = make_service(gas)

        with pytest.raises(Invalid):
            actions.add_service(
                agency_id=gas.pk, code=known.code, title="x", actor=gas_manager, at=NOW
            )

    @pytest.mark.parametrize(
        "code", ["-1", "1e400", "NaN", "a--b", "a-", "گاز", "a_b", "a b", "", "۱"]
    )
    def test_refuses_what_is_no_code(self, gas: Agency, gas_manager: Principal, code: str) -> None:
        with pytest.raises(Invalid):
            actions.add_service(agency_id=gas.pk, code=code, title="x", actor=gas_manager, at=NOW)
        assert not ServiceForm({"code": code, "title": "x"}).is_valid()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_service(gas, code=code)

    def test_refuses_the_manager_of_another_agency(
        self, gas: Agency, power_manager: Principal
    ) -> None:
        with pytest.raises(NotPermitted):
            actions.add_service(agency_id=gas.pk, code="x", title="x", actor=power_manager, at=NOW)

    def test_refuses_a_clerk(self, gas: Agency, gas_clerk: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.add_service(agency_id=gas.pk, code="x", title="x", actor=gas_clerk, at=NOW)


class TestPeople:
    def test_names_and_ends_a_contact_person(self, gas: Agency, secretariat: Principal) -> None:
        unit = actions.add_unit(
            agency_id=gas.pk, county=make_county(), name="ادارهٔ نمونه", actor=secretariat, at=NOW
        )
        person = actions.add_staff(
            agency_id=gas.pk, full_name="فرد نمونه", position="رابط", phone="04533000000",
            unit=unit, actor=secretariat, at=NOW,
        )  # fmt: skip

        ended = actions.end_staff(staff_id=person.pk, actor=secretariat, at=NOW)

        assert not ended.is_active
        verbs = AuditEvent.objects.about(gas).order_by("id").values_list("verb", flat=True)
        assert list(verbs) == ["unit.added", "contact.added", "contact.ended"]


class TestSeat:
    def test_is_the_county_in_whose_working_days_later_deadlines_are_counted(
        self, gas: Agency, secretariat: Principal
    ) -> None:
        county = make_county()

        agency = actions.set_seat(
            agency_id=gas.pk, county=county, reason=REASON, actor=secretariat, at=NOW
        )

        assert agency.calendar_place == (county.public_id, gas.kind)
        event = AuditEvent.objects.about(gas).get()
        assert (event.verb, event.changes["seat"][1]) == ("agency.seat_set", county.name)

    def test_tells_whom_its_row_names(
        self, gas: Agency, secretariat: Principal, gas_manager: Principal, deputy: Principal
    ) -> None:
        actions.set_seat(
            agency_id=gas.pk, county=make_county(), reason=REASON, actor=secretariat, at=NOW
        )

        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=NOW)

        heard = Notification.objects.filter(kind="agency.seat_set").values_list("role", flat=True)
        assert sorted(heard) == ["agency_manager", "deputy"]
        assert SET_SEAT.tells == ("agency", "deputy")

    def test_is_not_the_agencys_own_to_choose(self, gas: Agency, gas_manager: Principal) -> None:
        with pytest.raises(NotPermitted):
            actions.set_seat(
                agency_id=gas.pk, county=make_county(), reason=REASON, actor=gas_manager, at=NOW
            )

    @pytest.mark.parametrize("fault", ["elsewhere", "same", "no reason"])
    def test_refuses_what_changes_nothing_or_says_nothing(
        self, gas: Agency, secretariat: Principal, fault: str
    ) -> None:
        county = make_division("county", "", make_division("province"))
        if fault != "elsewhere":
            county = make_county()
        if fault == "same":
            Agency.objects.filter(pk=gas.pk).update(seat=county)

        with pytest.raises(Invalid) as refusal:
            actions.set_seat(
                agency_id=gas.pk, county=county, reason="" if fault == "no reason" else REASON,
                actor=secretariat, at=NOW,
            )  # fmt: skip

        assert set(refusal.value.fields) == {"reason" if fault == "no reason" else "county"}

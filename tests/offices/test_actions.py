"""Each act on offices, holders and staff: does it, leaves one event, refuses state and role."""

from datetime import date, timedelta

import pytest

from audit.models import AuditEvent
from core.crypto import blind_index
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted, Stale
from core.models import as_shown
from core.panels import Guard
from offices import actions
from offices.facts import GUARDS
from offices.models import (
    LicenceHolder,
    Office,
    OfficeStaff,
    OfficeStateInterval,
    TouchedOffice,
)
from tests.factories import (
    NOW,
    TODAY,
    document,
    make_county,
    make_division,
    make_holder,
    make_licence,
    make_office,
)

pytestmark = pytest.mark.usefixtures("media")
WHEN = {"on": TODAY, "at": NOW}
READY = {"address": "اردبیل، میدان عالی‌قاپو", "postal_code": "5613913579"}


def events(verb):
    return AuditEvent.objects.filter(verb=verb).count()


def register(actor, **values):
    defaults = {"code": "۲۴۰۱۰۰۷", "name": "میدان عالي قاپو", "kind": "urban"}
    values.setdefault("county_id", make_county().pk)
    return actions.register_office(**(defaults | values), actor=actor, **WHEN)


class TestRegisterOffice:
    def test_adds_a_draft_with_a_clean_code_and_its_first_interval(self, secretariat):
        office = register(secretariat)

        assert (office.code, office.name, office.state) == ("2401007", "میدان عالی قاپو", "draft")
        interval = OfficeStateInterval.objects.get(office=office)
        assert (interval.state, interval.starts_on, interval.ends_on) == ("draft", TODAY, None)

    def test_leaves_one_event(self, secretariat):
        register(secretariat)

        assert events("office.registered") == 1

    def test_refuses_a_code_that_is_taken_in_other_digits(self, secretariat):
        register(secretariat)

        with pytest.raises(Invalid) as refusal:
            register(secretariat, code="2401007")
        assert "code" in refusal.value.fields

    def test_refuses_a_place_outside_the_county(self, secretariat):
        elsewhere = make_division("city", "", make_division("district", "", make_county()))

        with pytest.raises(Invalid) as refusal:
            register(secretariat, place_id=elsewhere.pk)
        assert "place" in refusal.value.fields

    def test_refuses_an_address_book_that_is_not_of_its_form(self, secretariat):
        with pytest.raises(Invalid) as refusal:
            register(secretariat, phone="۱۲۳", iban="IR12")
        assert set(refusal.value.fields) == {"phone", "iban"}

    def test_refuses_a_role_without_the_permission(self, gas_clerk, expert):
        for actor in (gas_clerk, expert):
            with pytest.raises(NotPermitted):
                register(actor)


class TestUpdateOffice:
    def test_changes_named_fields_and_counts_up(self, secretariat, office):
        done = actions.update_office(
            office_id=office.pk, phone="۰۴۵۳۳۰۰۰۰۱۲", actor=secretariat, at=NOW
        )

        done.refresh_from_db()
        assert (done.phone, done.version) == ("04533000012", 2)

    def test_changes_the_kind(self, secretariat, office):
        actions.update_office(office_id=office.pk, kind="rural_ict", actor=secretariat, at=NOW)

        office.refresh_from_db()
        assert office.kind == "rural_ict"

    def test_leaves_one_event_and_none_for_nothing(self, secretariat, office):
        for _ in range(2):
            actions.update_office(office_id=office.pk, name="تازه", actor=secretariat, at=NOW)

        assert events("office.updated") == 1

    def test_keeps_the_search_key_in_step(self, secretariat, office):
        actions.update_office(office_id=office.pk, name="پارس‌آباد ۴", actor=secretariat, at=NOW)

        office.refresh_from_db()
        assert "پارساباد4" in office.search_key

    def test_refuses_a_stale_version(self, secretariat, office):
        with pytest.raises(Stale), as_shown(office, office.version + 1):
            actions.update_office(office_id=office.pk, name="تازه", actor=secretariat, at=NOW)

    def test_refuses_a_role_without_the_permission(self, gas_manager, office):
        with pytest.raises(NotPermitted):
            actions.update_office(office_id=office.pk, name="تازه", actor=gas_manager, at=NOW)


def change(office, state, actor, **values):
    values = {"reason": "بازدید ۲ آذر", **WHEN} | values
    return actions.change_office_state(office_id=office.pk, state=state, actor=actor, **values)


class TestChangeOfficeState:
    def test_refuses_a_document_of_a_day_to_come(self, secretariat, office):
        with pytest.raises(Invalid) as refusal:
            change(
                office, "inactive", secretariat,
                **document(document_on=TODAY + timedelta(days=1)),
            )  # fmt: skip
        assert set(refusal.value.fields) == {"document_on"}

    def test_makes_a_complete_draft_active(self, secretariat):
        office = register(secretariat, holder_id=make_holder().pk, **READY)
        make_licence(office)

        change(office, "active", secretariat)

        office.refresh_from_db()
        assert (office.state, office.first_active_on) == ("active", TODAY)

    def test_keeps_intervals_apart(self, secretariat, office):
        first = TODAY - timedelta(days=10)
        until = TODAY + timedelta(days=20)
        paper = document(document_on=first)
        change(office, "temporarily_closed", secretariat, ends_on=until, on=first, **paper)
        change(office, "active", secretariat)

        rows = office.intervals.order_by("starts_on").values_list("state", "starts_on", "ends_on")
        assert list(rows) == [
            ("active", date(2023, 3, 21), first - timedelta(days=1)),
            ("temporarily_closed", first, TODAY - timedelta(days=1)),
            ("active", TODAY, None),
        ]

    def test_replaces_a_state_that_began_on_the_same_day(self, secretariat, office):
        change(office, "inactive", secretariat, **document())
        change(office, "active", secretariat)

        rows = office.intervals.order_by("starts_on").values_list("state", "starts_on")
        assert list(rows) == [("active", date(2023, 3, 21)), ("active", TODAY)]

    def test_leaves_one_event_and_touches_the_office(self, secretariat, office):
        change(office, "inactive", secretariat, **document())

        assert events("office.inactive") == 1
        assert TouchedOffice.objects.filter(office=office).exists()

    def test_names_all_that_a_draft_lacks(self, secretariat):
        office = register(secretariat)

        with pytest.raises(IllegalMove) as refusal:
            change(office, "active", secretariat)
        assert refusal.value.message.count(".") == 3

    def test_asks_for_the_end_and_the_document_of_a_suspension(self, secretariat, office):
        with pytest.raises(Invalid) as refusal:
            change(office, "suspended", secretariat, reason=" ")
        head = {"document_no", "document_on", "document_issuer", "file"}
        assert set(refusal.value.fields) == head | {"ends_on", "reason"}

    def test_refuses_a_day_before_the_present_state(self, secretariat, office):
        with pytest.raises(Invalid):
            change(office, "inactive", secretariat, on=date(2023, 3, 20))

    @pytest.mark.parametrize("state", ["revoked", "closed"])
    def test_refuses_a_final_state(self, secretariat, state):
        office = make_office(state=state)

        with pytest.raises(IllegalMove):
            change(office, "active", secretariat)

    def test_asks_the_floors_above_before_closing(self, secretariat, office):
        GUARDS.add(Guard("test", "close", lambda record, on: ["قرارداد در جریان است."]))
        try:
            with pytest.raises(IllegalMove, match="قرارداد"):
                change(office, "closed", secretariat, **document())
        finally:
            GUARDS.remove("test")

    def test_refuses_a_role_without_the_permission(self, deputy, operator, office):
        for actor in (deputy, operator):
            with pytest.raises(NotPermitted):
                change(office, "inactive", actor)


class TestRegisterHolder:
    def test_seals_the_national_id(self, secretariat):
        holder = actions.register_holder(
            kind="natural", name="سارا نمونه", national_id="۹۹۹۰۰۰۰۰۱۸", actor=secretariat, at=NOW
        )

        assert "9990000018" not in holder.national_id_sealed
        assert holder.national_id_index == blind_index("9990000018")

    def test_leaves_one_event_without_the_number(self, secretariat):
        actions.register_holder(
            kind="natural", name="سارا نمونه", national_id="9990000018", actor=secretariat, at=NOW
        )

        event = AuditEvent.objects.get(verb="holder.registered")
        assert "9990000018" not in f"{event.changes}{event.note}{event.target_label}"

    @pytest.mark.parametrize(
        ("kind", "number"),
        [("natural", {"national_id": "9990000018"}), ("legal", {"legal_id": "99990000015"})],
    )
    def test_refuses_a_number_that_is_taken(self, secretariat, kind, number):
        arguments = {"kind": kind, "name": "نمونه", "actor": secretariat, "at": NOW, **number}
        actions.register_holder(**arguments)

        with pytest.raises(Invalid) as refusal:
            actions.register_holder(**arguments)
        assert set(refusal.value.fields) == set(number)

    def test_refuses_a_wrong_check_digit(self, secretariat):
        with pytest.raises(Invalid):
            actions.register_holder(
                kind="natural", name="نمونه", national_id="9990000019", actor=secretariat, at=NOW
            )

    def test_refuses_a_role_without_the_permission(self, expert):
        with pytest.raises(NotPermitted):
            actions.register_holder(kind="legal", name="نمونه", actor=expert, at=NOW)


class TestUpdateHolder:
    def test_renames_and_brings_the_offices_search_along(self, secretariat, office):
        actions.update_holder(holder_id=office.holder_id, name="آرتا", actor=secretariat, at=NOW)

        office.refresh_from_db()
        assert "ارتا" in office.search_key
        assert events("holder.updated") == 1

    def test_refuses_a_role_without_the_permission(self, operator, office):
        with pytest.raises(NotPermitted):
            actions.update_holder(holder_id=office.holder_id, name="آ", actor=operator, at=NOW)


class TestRevealNationalId:
    @pytest.fixture
    def holder(self, secretariat):
        return actions.register_holder(
            kind="natural", name="نمونه", national_id="9990000018", actor=secretariat, at=NOW
        )

    def test_shows_it_and_records_who_and_why(self, secretariat, holder):
        shown = actions.reveal_national_id(
            holder_id=holder.pk, reason="مکاتبه با ثبت احوال", actor=secretariat, at=NOW
        )

        assert shown == "9990000018"
        assert AuditEvent.objects.get(verb="holder.id_revealed").note == "مکاتبه با ثبت احوال"

    def test_asks_for_a_reason_and_a_fresh_factor(self, secretariat, holder):
        from dataclasses import replace

        with pytest.raises(Invalid):
            actions.reveal_national_id(holder_id=holder.pk, reason="-", actor=secretariat, at=NOW)
        with pytest.raises(FactorRequired):
            actions.reveal_national_id(
                holder_id=holder.pk,
                reason="مکاتبه با ثبت احوال",
                actor=replace(secretariat, fresh_factor=False),
                at=NOW,
            )

    def test_refuses_a_role_without_the_permission(self, gas_manager, operator, auditor, holder):
        for actor in (gas_manager, operator, auditor):
            with pytest.raises(NotPermitted):
                actions.reveal_national_id(
                    holder_id=holder.pk, reason="کنجکاوی من است", actor=actor, at=NOW
                )


class TestAddStaff:
    def add(self, office, actor):
        return actions.add_staff(
            office_id=office.pk,
            full_name="لیلا نمونه",
            position="کاربر باجه",
            starts_on=TODAY,
            national_id="9990000018",
            actor=actor,
            at=NOW,
        )

    def test_enters_a_person_with_one_event(self, secretariat, office):
        person = self.add(office, secretariat)

        assert OfficeStaff.objects.get().national_id_index == blind_index("9990000018")
        assert person.national_id_sealed.startswith("k1:")
        assert events("staff.added") == 1

    def test_refuses_the_same_person_twice(self, secretariat, office):
        self.add(office, secretariat)

        with pytest.raises(Invalid):
            self.add(office, secretariat)

    def test_refuses_a_role_without_the_permission(self, association, office):
        with pytest.raises(NotPermitted):
            self.add(office, association)

    def test_ends_once(self, secretariat, office):
        person = self.add(office, secretariat)
        actions.end_staff(staff_id=person.pk, ends_on=TODAY, actor=secretariat, at=NOW)

        with pytest.raises(IllegalMove):
            actions.end_staff(staff_id=person.pk, ends_on=TODAY, actor=secretariat, at=NOW)
        assert events("staff.ended") == 1


class TestTouchOffices:
    def test_keeps_one_row_for_an_office_however_often(self, office, django_assert_num_queries):
        with django_assert_num_queries(1):
            actions.touch_offices(office_ids=[office.pk, office.pk])
        actions.touch_offices(office_ids=[office.pk])

        assert TouchedOffice.objects.count() == 1

    def test_asks_nothing_for_no_office(self, django_assert_num_queries, db):
        with django_assert_num_queries(0):
            actions.touch_offices(office_ids=[])


class TestVisibleTo:
    def test_shows_the_public_card_of_every_office_to_everybody(self, office, gas_clerk, operator):
        for actor in (gas_clerk, operator):
            assert Office.objects.visible_to(actor).filter(pk=office.pk).exists()

    def test_shows_contacts_by_role(
        self, office, operator, county_rep, deputy, gas_clerk, association, platform_admin
    ):
        other = make_office()

        def seen(actor):
            return set(Office.objects.contacts_for(actor).values_list("pk", flat=True))

        assert seen(deputy) == seen(gas_clerk) == {office.pk, other.pk}
        assert seen(operator) == seen(county_rep) == {office.pk}
        assert seen(association) == seen(platform_admin) == set()

    def test_shows_holders_through_their_offices(
        self, office, operator, secretariat, association, gas_clerk
    ):
        stray = make_holder()

        def seen(actor):
            return set(LicenceHolder.objects.visible_to(actor).values_list("pk", flat=True))

        assert seen(secretariat) == {office.holder_id, stray.pk}
        assert seen(operator) == seen(gas_clerk) == {office.holder_id}
        assert seen(association) == set()

    def test_shows_staff_through_their_offices(self, office, secretariat, operator, association):
        other = make_office(is_member=False)
        for place in (office, other):
            actions.add_staff(
                office_id=place.pk, full_name="نمونه", position="کاربر", starts_on=TODAY,
                actor=secretariat, at=NOW,
            )  # fmt: skip

        def seen(actor):
            return set(OfficeStaff.objects.visible_to(actor).values_list("office", flat=True))

        assert seen(secretariat) == {office.pk, other.pk}
        assert seen(operator) == seen(association) == {office.pk}


def test_becomes_inactive_by_its_document_alone(secretariat, office):
    with pytest.raises(Invalid) as refusal:
        change(office, "inactive", secretariat, file=None)

    assert "file" in refusal.value.fields
    assert change(office, "inactive", secretariat, **document()).state == "inactive"

"""Licences that go to another holder, by the action and by its page; people who leave."""

from datetime import date, timedelta

import pytest
import time_machine

from accounts.roles import Role
from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import short
from core.panels import Guard
from offices import actions
from offices.facts import GUARDS
from offices.models import Licence, LicenceHolder, OfficeStaff
from offices.rules import transfer_obstacles
from tests.factories import (
    NOW,
    TODAY,
    document,
    make_holder,
    make_licence,
    make_office,
    make_principal,
)
from workdays.models import DeadlineRule

DAY = timedelta(days=1)
LOCK = 1080
WHEN = {"on": TODAY, "at": NOW}
TERM = {"issued_on": TODAY, "expires_on": date(2031, 11, 23)}
pytestmark = pytest.mark.usefixtures("media")
LEGAL, NATURAL = "99990000034", "9990000018"


@pytest.fixture(autouse=True)
def lock_rule(db):
    """Keep the 36 months in which a new holder may not transfer."""
    DeadlineRule.objects.get_or_create(
        key="no_transfer_lock", valid_from=date(2021, 3, 21),
        defaults={"value": LOCK, "unit": "day", "provenance": "SOURCED", "citation": "آزمون"},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _moment():
    """Let the doors read the clock of the tests' day."""
    with time_machine.travel(NOW, tick=False):
        yield


def events(verb):
    return AuditEvent.objects.filter(verb=verb).count()


def current(office):
    return Licence.objects.current().get(office=office)


def enter(office, actor, **values):
    defaults = {
        "licence_id": current(office).pk, "kind": "legal", "name": "شرکت مغان نو",
        "legal_id": LEGAL, "number": "T-1", "has_clearances": True, "actor": actor,
        **document(document_no="۴۴"), **TERM, **WHEN,
    }  # fmt: skip
    return actions.enter_transfer(**(defaults | values))


class TestEnterTransfer:
    def test_registers_the_new_holder_and_gives_him_office_and_licence(self, secretariat, office):
        old = current(office)

        new = enter(office, secretariat)

        office.refresh_from_db()
        old.refresh_from_db()
        assert LicenceHolder.objects.get(legal_id=LEGAL) == office.holder == new.holder
        assert (old.state, old.document_no, new.previous_id) == ("transferred", "۴۴", old.pk)
        assert (events("holder.registered"), events("licence.transferred")) == (1, 1)

    def test_takes_a_holder_of_this_number_as_he_is(self, secretariat, office):
        known = make_holder(name="شرکت خدمات مغان", legal_id=LEGAL)

        assert enter(office, secretariat).holder == known
        assert known.name == LicenceHolder.objects.get(pk=known.pk).name
        assert events("holder.registered") == 0

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"has_clearances": False}, "has_clearances"),
            ({"legal_id": ""}, "legal_id"),
            ({"legal_id": "99990000035"}, "legal_id"),
            ({"kind": "natural", "national_id": ""}, "kind national_id"),
            ({"kind": "natural", "national_id": NATURAL}, "kind"),
            ({"document_no": " "}, "document_no"),
        ],
    )
    def test_refuses_what_is_missing_or_does_not_fit(self, secretariat, office, values, field):
        with pytest.raises(Invalid) as caught:
            enter(office, secretariat, **values)

        assert set(caught.value.fields) == {*field.split()}

    def test_gives_a_person_one_rural_licence(self, secretariat):
        first, second = make_office(kind="rural_ict"), make_office(kind="rural_ict")
        person = {"kind": "natural", "national_id": NATURAL, "name": "یاشار نمونه"}

        assert enter(first, secretariat, **person).holder.kind == "natural"
        with pytest.raises(Invalid) as caught:
            enter(second, secretariat, number="T-2", **person)
        assert set(caught.value.fields) == {"national_id"}

    def test_refuses_a_role_without_the_permission(self, operator, office):
        with pytest.raises(NotPermitted):
            enter(office, operator)

    def test_refuses_what_a_floor_above_knows(self, secretariat, office):
        GUARDS.add(Guard("test", "transfer", lambda record, on: ["تسویه باز است."]))
        try:
            with pytest.raises(IllegalMove, match="تسویه"):
                enter(office, secretariat)
        finally:
            GUARDS.remove("test")


class TestTheLock:
    def held_since(self, taken_on):
        """Return an office whose holder took it over on a day."""
        office = make_office(licensed=False)
        first = make_licence(
            office, holder=make_holder(), issued_on=taken_on - 400 * DAY, expires_on=taken_on + DAY,
            ended_on=taken_on - DAY, state="transferred",
        )  # fmt: skip
        make_licence(office, issued_on=taken_on, previous=first, expires_on=TODAY + 900 * DAY)
        return office

    @pytest.mark.parametrize(("days", "is_free"), [(LOCK - 1, False), (LOCK, True)])
    def test_holds_for_its_days(self, secretariat, days, is_free):
        office = self.held_since(TODAY - days * DAY)
        if is_free:
            assert enter(office, secretariat).number == "T-1"
            return
        with pytest.raises(IllegalMove):
            enter(office, secretariat)

    def test_outlasts_a_renewal(self, secretariat):
        office = self.held_since(TODAY - 100 * DAY)
        old = current(office)
        Licence.objects.filter(pk=old.pk).update(state="renewal_requested")
        Licence.objects.filter(pk=old.pk).update(state="renewed", ended_on=TODAY - 11 * DAY)
        make_licence(office, issued_on=TODAY - 10 * DAY, previous=old)

        with pytest.raises(IllegalMove):
            enter(office, secretariat)

    def test_tells_its_last_day(self):
        assert transfer_obstacles(locked_until=None, on=TODAY) == []
        assert transfer_obstacles(locked_until=TODAY, on=TODAY) == []
        assert len(transfer_obstacles(locked_until=TODAY + DAY, on=TODAY)) == 1


class TestPages:
    FORM = {
        "kind": "legal", "name": "شرکت مغان نو", "legal_id": "۹۹۹۹۰۰۰۰۰۳۴", "number": "T-1",
        "issued_on": short(TODAY), "expires_on": "1410/09/02", "document_no": "۱۲/۴",
        "document_on": short(TODAY), "document_issuer": "سازمان", "has_clearances": "on",
    }  # fmt: skip

    def test_enter_a_transfer(self, browser_of, secretariat, office):
        client, path = browser_of(secretariat), f"/offices/{office.code}/transfer"

        shown = client.get(path)
        silent = client.post(path, self.FORM | {"has_clearances": ""})
        done = client.post(path, self.FORM | {"file": document()["file"]})

        assert office.holder.name in shown.content.decode()
        assert (silent.status_code, done.status_code) == (422, 302)
        assert current(office).holder.name == "شرکت مغان نو"

    def test_say_what_stands_against_it(self, browser_of, secretariat, office):
        make = TestTheLock().held_since(TODAY - 5 * DAY)

        locked = browser_of(secretariat).get(f"/offices/{make.code}/transfer")
        Licence.objects.filter(office=office).update(
            state="suspended", suspended_until=TODAY, document_no="1"
        )
        invalid = browser_of(secretariat).get(f"/offices/{office.code}/transfer")

        assert (locked.status_code, invalid.status_code) == (409, 409)
        assert "می‌تواند" in locked.context["against"]
        assert "تنها پروانهٔ معتبر" in invalid.context["against"]

    def test_edit_the_holder(self, browser_of, secretariat, office):
        client, path = browser_of(secretariat), f"/offices/{office.code}/holder/edit"

        shown = client.get(path)
        form = {"name": "شرکت سبلان", "version": 1}
        wrong = client.post(path, form | {"mobile": "12"})
        done = client.post(path, form | {"mobile": "۰۹۰۰۰۰۰۰۰۰۱"})

        office.holder.refresh_from_db()
        assert shown.context["form"]["name"].value()
        assert (wrong.status_code, done.status_code) == (422, 302)
        assert (office.holder.name, office.holder.mobile) == ("شرکت سبلان", "09000000001")

    def test_edit_the_places_and_contacts(self, browser_of, secretariat, office):
        client, path = browser_of(secretariat), f"/offices/{office.code}/edit"
        form = {"name": office.name, "kind": "urban", "county": office.county_id, "version": 1}
        form["reason"] = "نامهٔ دفتر"

        done = client.post(path, form | {"area_m2": "60", "phone": "04533001122"})

        office.refresh_from_db()
        assert done.status_code == 302
        assert (office.area_m2, office.phone) == (60, "04533001122")

    def test_note_that_a_person_leaves(self, browser_of, secretariat, office):
        person = OfficeStaff.objects.create(
            office=office, full_name="سارا نمونه", position="متصدی باجه", starts_on=TODAY - DAY
        )
        client, people = browser_of(secretariat), f"/offices/{office.code}/people"
        path = f"{people}/{person.public_id}/end"

        listed = client.get(people).content.decode()
        early = client.post(path, {"ends_on": short(TODAY - 9 * DAY)})
        done = client.post(path, {"ends_on": short(TODAY)})

        person.refresh_from_db()
        assert f'href="{path}"' in listed
        assert (early.status_code, done.status_code) == (422, 302)
        assert person.ends_on == TODAY
        assert f'href="{path}"' not in client.get(people).content.decode()

    @pytest.mark.parametrize("part", ["transfer", "holder/edit"])
    @pytest.mark.parametrize("who", ["operator", "expert", "gas_manager", "auditor"])
    def test_are_refused_to_other_roles(self, browser_of, request, office, part, who):
        client = browser_of(request.getfixturevalue(who))

        assert client.get(f"/offices/{office.code}/{part}").status_code == 403

    def test_list_the_offices_accounts_for_those_who_end_them(
        self, browser_of, platform_admin, secretariat, office
    ):
        make_principal(Role.OPERATOR, office, name="متصدی باجهٔ یک")
        path = f"/offices/{office.code}/people"

        assert "متصدی باجهٔ یک" in browser_of(platform_admin).get(path).content.decode()
        assert "متصدی باجهٔ یک" not in browser_of(secretariat).get(path).content.decode()

"""Each act on licences, and the calendar's acts on sets of them."""

import random
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from audit.models import AuditEvent
from contracts.facts import is_licensed
from core.errors import IllegalMove, Invalid, NotPermitted
from core.jalali import long
from core.panels import Guard
from core.persian import latin_digits
from offices import actions
from offices.actions.licences import replace_licence
from offices.facts import GUARDS
from offices.facts.licences import (
    current_licence,
    is_without,
    unlicensed,
    waits_for_state,
)
from offices.models import Licence, Office, TouchedOffice
from offices.states import LICENCE_FLOW, LicenceState, OfficeState
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
)
from tests.offices.endings import ends_soon

pytestmark = pytest.mark.usefixtures("media")
WHEN = {"on": TODAY, "at": NOW}
TERM = {"issued_on": TODAY, "expires_on": date(2031, 11, 23)}


def events(verb):
    return AuditEvent.objects.filter(verb=verb).count()


def licence_of(office):
    return office.licences.get()


@pytest.mark.django_db
class TestValidOn:
    """An office may work on a day by one of its licences: query, SQL and counting by hand."""

    STATES = ("valid", "renewal_requested", "renewed", "transferred", "suspended", "cancelled")

    def by_hand(self, licences, day):
        for licence in licences:
            last = licence.ended_on or licence.expires_on
            ends = min(last, licence.expires_on)
            if licence.issued_on <= day <= ends and licence.state in self.STATES[:4]:
                return True
        return False

    def in_sql(self, office, day):
        with connection.cursor() as cursor:
            cursor.execute("SELECT offices_is_licensed(%s, %s)", [office.pk, day])
            return cursor.fetchone()[0]

    @pytest.mark.parametrize("seed", range(6))
    def test_equals_counting_by_hand(self, seed):
        chance = random.Random(seed)
        office = make_office(licensed=False)
        first = date(2022, 1, 1)
        for number in range(chance.randint(0, 3)):
            ends = first + timedelta(days=chance.randint(100, 500))
            state = "valid" if number == 2 else chance.choice(self.STATES[2:])
            ended = chance.choice([None, ends - timedelta(days=30)]) if state != "valid" else None
            make_licence(
                office, state=state, issued_on=first, expires_on=ends, ended_on=ended,
                state_since=first, suspended_until=ends if state == "suspended" else None,
                document_no="" if state == "valid" else "12", document_on=first,
            )  # fmt: skip
            first = (ended or ends) + timedelta(days=chance.choice([1, 20]))
        licences = list(office.licences.all())

        for _each in range(40):
            day = date(2022, 1, 1) + timedelta(days=chance.randint(0, 1800))
            wanted = self.by_hand(licences, day)
            assert office.licences.valid_on(day).exists() is wanted
            assert self.in_sql(office, day) is wanted

    def test_holds_until_the_renewed_one_begins(self, secretariat):
        office, begins = make_office(licensed=False), TODAY + timedelta(days=40)
        old = make_licence(office, expires_on=begins - timedelta(days=1))
        replace_licence(
            old, LicenceState.RENEWED, office.holder, "24/1405/1", begins,
            begins + timedelta(days=1800), on=TODAY,
        )  # fmt: skip

        for day in (TODAY, begins - timedelta(days=1), begins):
            assert is_licensed(office.pk, day)


class TestIssueLicence:
    def test_gives_an_office_its_licence_with_one_event(self, secretariat):
        office = make_office(licensed=False)

        licence = actions.issue_licence(
            office_id=office.pk, number="۲۴/۱۳۹۸/۰۱۳۷", **TERM, actor=secretariat, at=NOW
        )

        assert (licence.number, licence.state) == ("24/1398/0137", "valid")
        assert licence.holder_id == office.holder_id
        assert events("licence.issued") == 1
        assert TouchedOffice.objects.filter(office=office).exists()

    def test_refuses_a_second_current_licence(self, secretariat, office):
        with pytest.raises(IllegalMove):
            actions.issue_licence(
                office_id=office.pk, number="1", **TERM, actor=secretariat, at=NOW
            )

    def test_refuses_a_number_that_is_taken(self, secretariat, office):
        with pytest.raises(Invalid):
            actions.issue_licence(
                office_id=make_office(licensed=False).pk,
                number=licence_of(office).number,
                **TERM,
                actor=secretariat,
                at=NOW,
            )

    def test_refuses_dates_turned_round(self, secretariat):
        with pytest.raises(Invalid):
            actions.issue_licence(
                office_id=make_office(licensed=False).pk, number="1", issued_on=TODAY,
                expires_on=TODAY - timedelta(days=1), actor=secretariat, at=NOW,
            )  # fmt: skip

    @pytest.mark.parametrize("state", ["revoked", "closed"])
    def test_refuses_an_office_that_has_ended(self, secretariat, state):
        office = make_office(licensed=False, state=state)

        with pytest.raises(IllegalMove):
            actions.issue_licence(
                office_id=office.pk, number="1", **TERM, actor=secretariat, at=NOW
            )

    def test_refuses_a_role_without_the_permission(self, expert, gas_manager, office):
        for actor in (expert, gas_manager):
            with pytest.raises(NotPermitted):
                actions.issue_licence(office_id=office.pk, number="1", **TERM, actor=actor, at=NOW)


def change(office, state, actor, **values):
    colour = values.pop("colour", "navy")
    values = document(colour) | {"reason": "رأی کمیته", **WHEN} | values
    return actions.change_licence_state(
        licence_id=licence_of(office).pk, state=state, actor=actor, **values
    )


class TestChangeLicenceState:
    def test_suspends_until_a_day_and_makes_valid_again(self, secretariat, office):
        change(office, "suspended", secretariat, suspended_until=TODAY + timedelta(days=30))
        licence = licence_of(office)
        assert (licence.state, licence.suspended_until) == (
            "suspended", TODAY + timedelta(days=30),
        )  # fmt: skip

        change(office, "valid", secretariat, colour="black")
        assert licence_of(office).suspended_until is None
        assert (events("licence.suspended"), events("licence.reinstated")) == (1, 1)

    def test_cancels_for_good_from_the_day(self, secretariat, office):
        change(office, "cancelled", secretariat)

        assert licence_of(office).ended_on == TODAY
        with pytest.raises(IllegalMove):
            change(office, "valid", secretariat, colour="black")

    def test_touches_the_office(self, secretariat, office):
        change(office, "cancelled", secretariat)

        assert TouchedOffice.objects.filter(office=office).exists()

    def test_asks_for_the_document_the_reason_and_the_end(self, secretariat, office):
        with pytest.raises(Invalid) as refusal:
            change(office, "suspended", secretariat, document_no=" ", reason=" ")
        assert set(refusal.value.fields) == {"document_no", "reason", "suspended_until"}

    def test_suspends_no_longer_than_the_licence_lasts(self, office, secretariat):
        last = licence_of(office).expires_on

        with pytest.raises(Invalid) as refusal:
            change(office, "suspended", secretariat, suspended_until=last + timedelta(days=1))
        change(office, "suspended", secretariat, suspended_until=last)

        assert set(refusal.value.fields) == {"suspended_until"}
        assert licence_of(office).suspended_until == last

    def test_refuses_a_document_of_a_day_to_come(self, secretariat, office):
        tomorrow = TODAY + timedelta(days=1)
        with pytest.raises(Invalid) as refusal:
            change(office, "suspended", secretariat, document_on=tomorrow, suspended_until=tomorrow)
        assert set(refusal.value.fields) == {"document_on"}

    def test_keeps_the_letter_that_cancels(self, secretariat, office):
        change(office, "cancelled", secretariat)

        kept = licence_of(office).scans.get(paper="cancellation")
        event = AuditEvent.objects.get(verb="licence.cancelled")
        assert event.changes["scan_sha256"] == [None, kept.scan_sha256]
        assert (kept.scan_name, kept.kept_by) == ("نامه.png", secretariat.user_id)

    def test_comes_before_the_office_is_revoked(self, secretariat, office):
        revoked = {
            "office_id": office.pk, "state": "revoked", "reason": "نامه", "document_no": "۱۲/۳",
            "actor": secretariat, **WHEN,
        }  # fmt: skip
        with pytest.raises(IllegalMove, match="لغو پروانه"):
            actions.change_office_state(**revoked | document("navy"))

        change(office, "cancelled", secretariat)

        assert actions.change_office_state(**revoked).state == "revoked"

    @pytest.mark.parametrize("state", ["suspended", "cancelled", "valid"])
    def test_asks_for_the_whole_document_of_each_decision(self, secretariat, office, state):
        if state == "valid":
            change(office, "suspended", secretariat, suspended_until=TODAY)
        until = {"suspended_until": TODAY} if state == "suspended" else {}

        with pytest.raises(Invalid) as refusal:
            change(
                office, state, secretariat, document_no="بی‌شماره", document_on=None,
                document_issuer=" ", file=None, **until,
            )  # fmt: skip

        head = {"document_no", "document_on", "document_issuer"}
        assert set(refusal.value.fields) == head | {"file"}

    def test_rests_on_a_paper_of_its_own(self, secretariat, office):
        change(office, "suspended", secretariat, suspended_until=TODAY)

        with pytest.raises(Invalid) as refusal:
            change(office, "valid", secretariat)
        assert set(refusal.value.fields) == {"file"}

    @pytest.mark.parametrize("state", ["expired", "renewed", "transferred", "renewal_requested"])
    def test_refuses_states_of_other_acts(self, secretariat, office, state):
        with pytest.raises(IllegalMove):
            change(office, state, secretariat)

    def test_refuses_a_role_without_the_permission(self, chair, deputy, operator, office):
        for actor in (chair, deputy, operator):
            with pytest.raises(NotPermitted):
                change(office, "cancelled", actor)


class TestRequestRenewal:
    def ask(self, office, actor, **values):
        return actions.request_renewal(
            licence_id=licence_of(office).pk, actor=actor, **(WHEN | values)
        )

    def test_moves_a_valid_licence_with_one_event(self, operator, office):
        ends_soon(office)

        self.ask(office, operator)

        assert licence_of(office).state == "renewal_requested"
        assert events("licence.renewal_requested") == 1

    @pytest.mark.parametrize(
        ("days", "is_allowed"),
        [(181, False), (180, True), (91, True), (90, True), (89, False)],
    )
    def test_keeps_the_first_and_the_last_day(self, secretariat, days, is_allowed):
        office = make_office(licensed=False)
        make_licence(office, expires_on=TODAY + timedelta(days=days))

        if is_allowed:
            self.ask(office, secretariat)
        else:
            with pytest.raises(IllegalMove) as refusal:
                self.ask(office, secretariat)
            last = TODAY + timedelta(days=days - 90)
            assert long(last) in refusal.value.message
            if days > 180:
                assert long(TODAY + timedelta(days=1)) in refusal.value.message

    def test_refuses_a_suspended_licence(self, secretariat, office):
        change(office, "suspended", secretariat, suspended_until=TODAY)

        with pytest.raises(IllegalMove):
            self.ask(office, secretariat)

    def test_refuses_an_office_that_is_not_active(self, secretariat):
        with pytest.raises(IllegalMove):
            self.ask(make_office(state="inactive"), secretariat)

    def test_refuses_what_a_floor_above_knows(self, secretariat, office):
        GUARDS.add(Guard("test", "renew", lambda record, on: ["پروندهٔ باز دارد."]))
        try:
            with pytest.raises(IllegalMove, match="پروندهٔ باز"):
                self.ask(office, secretariat)
        finally:
            GUARDS.remove("test")

    def test_refuses_the_operator_of_another_office(self, office):
        stranger = make_principal(Role.OPERATOR, make_office())

        with pytest.raises(NotPermitted):
            self.ask(office, stranger)

    def test_refuses_a_role_without_the_permission(self, gas_clerk, office):
        with pytest.raises(NotPermitted):
            self.ask(office, gas_clerk)


class TestRenewLicence:
    def test_follows_the_old_one_without_overlap(self, secretariat, office):
        old = actions.request_renewal(licence_id=ends_soon(office).pk, actor=secretariat, **WHEN)

        new = actions.renew_licence(
            licence_id=old.pk, number="N-2", **document(), **TERM, actor=secretariat, **WHEN
        )

        old.refresh_from_db()
        assert (old.state, old.ended_on) == ("renewed", TODAY - timedelta(days=1))
        assert (new.state, new.previous_id, new.holder_id) == ("valid", old.pk, old.holder_id)
        assert events("licence.renewed") == 1

    @pytest.mark.parametrize("days", [89, 0])
    def test_renews_on_the_regulator_s_document_when_the_last_day_has_passed(
        self, secretariat, days
    ):
        office = make_office(licensed=False)
        old = make_licence(office, expires_on=TODAY + timedelta(days=days))

        new = actions.renew_licence(
            licence_id=old.pk, number="N-2", **document(), **TERM, actor=secretariat, **WHEN
        )

        old.refresh_from_db()
        assert (old.state, new.previous_id) == ("renewed", old.pk)
        event = AuditEvent.objects.about(old).get(verb="licence.renewed")
        assert event.changes["state"] == ["valid", "renewed"]

    def test_records_what_stays_open_of_the_office(self, secretariat):
        office = make_office(licensed=False)
        old = make_licence(office, expires_on=TODAY + timedelta(days=40))
        case = make_case(contract=make_contract(office=office), is_issued=True)

        actions.renew_licence(
            licence_id=old.pk, number="N-2", **document(), **TERM, actor=secretariat, **WHEN
        )

        event = AuditEvent.objects.about(old).get(verb="licence.renewed")
        assert case.number in latin_digits(event.note)

    def test_refuses_a_licence_that_ends_far_later(self, secretariat, office):
        with pytest.raises(IllegalMove):
            actions.renew_licence(
                licence_id=licence_of(office).pk,
                number="N",
                **document(),
                **TERM,
                actor=secretariat,
                **WHEN,
            )

    def test_refuses_a_role_without_the_permission(self, operator, office):
        with pytest.raises(NotPermitted):
            actions.renew_licence(
                licence_id=licence_of(office).pk,
                number="N",
                **document(),
                **TERM,
                actor=operator,
                **WHEN,
            )


class TestTransferLicence:
    def move(self, office, actor, **values):
        defaults = {
            "licence_id": licence_of(office).pk, "holder_id": make_holder(name="آرتا").pk,
            "number": "T-1", "actor": actor, **document(), **TERM, **WHEN,
        }  # fmt: skip
        return actions.transfer_licence(**(defaults | values))

    def test_gives_office_and_new_licence_to_the_new_holder(self, secretariat, office):
        new = self.move(office, secretariat)

        office.refresh_from_db()
        old = office.licences.get(pk=new.previous_id)
        assert (old.state, office.holder_id) == ("transferred", new.holder_id)
        assert "ارتا" in office.search_key
        assert events("licence.transferred") == 1

    def test_refuses_the_present_holder_and_no_document(self, secretariat, office):
        for values in ({"holder_id": office.holder_id}, {"document_no": " "}):
            with pytest.raises(Invalid):
                self.move(office, secretariat, **values)

    def test_refuses_a_licence_that_is_not_valid(self, secretariat, office):
        change(office, "cancelled", secretariat)

        with pytest.raises(IllegalMove):
            self.move(office, secretariat)

    def test_refuses_a_role_without_the_permission(self, operator, office):
        with pytest.raises(NotPermitted):
            self.move(office, operator)


class TestExpireLicences:
    def test_expires_from_the_day_after_the_last(self, clock):
        last = make_licence(make_office(licensed=False), expires_on=TODAY)

        assert actions.expire_licences(as_of=TODAY, actor=clock) == []
        assert actions.expire_licences(as_of=TODAY + timedelta(days=1), actor=clock) == [last.pk]

    def test_run_twice_moves_nothing(self, clock):
        make_licence(make_office(licensed=False), expires_on=TODAY - timedelta(days=1))

        assert len(actions.expire_licences(as_of=TODAY, actor=clock)) == 1
        assert actions.expire_licences(as_of=TODAY, actor=clock) == []
        assert events("licence.expired") == 1

    def test_dates_the_move_by_the_given_moment(self, clock):
        licence = make_licence(make_office(licensed=False), expires_on=TODAY - timedelta(days=1))

        actions.expire_licences(as_of=TODAY, actor=clock, at=NOW)

        licence.refresh_from_db()
        assert licence.updated_at == NOW

    def test_takes_the_same_number_of_queries_for_twenty(self, clock):
        def queries(rows):
            for _place in range(rows):
                make_licence(make_office(licensed=False), expires_on=TODAY - timedelta(days=1))
            with CaptureQueriesContext(connection) as taken:
                assert len(actions.expire_licences(as_of=TODAY, actor=clock)) == rows
            return len(taken)

        queries(1)  # makes the audit's stream
        assert queries(1) == queries(20)

    def test_refuses_a_role_without_the_permission(self, secretariat):
        with pytest.raises(NotPermitted):
            actions.expire_licences(as_of=TODAY, actor=secretariat)


class TestLiftLapsedLicenceSuspensions:
    def test_makes_valid_from_the_day_after_the_last(self, clock, secretariat, office):
        last = TODAY - timedelta(days=1)
        change(office, "suspended", secretariat, suspended_until=last, on=last, document_on=last)

        assert actions.lift_lapsed_licence_suspensions(as_of=last, actor=clock) == []
        assert len(actions.lift_lapsed_licence_suspensions(as_of=TODAY, actor=clock)) == 1
        assert licence_of(office).state == "valid"


class TestTheDatabase:
    @pytest.mark.parametrize("before", list(LicenceState))
    @pytest.mark.parametrize("after", list(LicenceState))
    def test_allows_the_moves_of_the_table_and_no_other(self, db, before, after):
        office = make_office(licensed=False)
        extra: dict[str, object] = {"document_no": "1"}
        until = {"suspended_until": TODAY} if before == "suspended" else {}
        if LicenceState.EXPIRED in {before, after}:
            extra["expires_on"] = TODAY - timedelta(days=1)
        licence = make_licence(office, state=before, **extra, **until)
        allowed = before == after or LICENCE_FLOW.allows(before, after)
        try:
            with transaction.atomic():
                Licence.objects.filter(pk=licence.pk).update(
                    state=after, suspended_until=TODAY if after == "suspended" else None
                )
            assert allowed
        except IntegrityError:
            assert not allowed


class TestAnOfficeWithoutLicence:
    """At work by its state alone, it is not shown green and asks for its state."""

    @pytest.mark.parametrize(
        ("state", "days", "is_one"),
        [
            ("valid", 0, False), ("valid", -1, True), ("renewal_requested", -1, False),
            ("suspended", 9, True), ("expired", -1, True),
        ],
    )  # fmt: skip
    def test_has_none_to_work_by(self, state, days, is_one):
        assert is_without(state, TODAY + timedelta(days=days), TODAY) is is_one

    @pytest.mark.django_db
    def test_are_the_same_for_one_office_and_for_many(self):
        chance = random.Random(20261130)
        for _ in range(40):
            office = make_office(licensed=False, state=chance.choice(OfficeState.values))
            if chance.random() < 0.9:
                state = chance.choice(LicenceState.values)
                days = -1 if state == LicenceState.EXPIRED else chance.choice([-1, 0, 1, 200])
                until = TODAY + timedelta(days=9) if state == LicenceState.SUSPENDED else None
                make_licence(
                    office, state=state, suspended_until=until, document_no="۱",
                    document_on=TODAY - timedelta(days=400),
                    expires_on=TODAY + timedelta(days=days),
                )  # fmt: skip

        many = set(Office.objects.filter(unlicensed(TODAY)).values_list("pk", flat=True))

        one_by_one = {
            office.pk
            for office in Office.objects.all()
            if waits_for_state(office, current_licence(office), TODAY)
        }
        assert many == one_by_one
        assert many

    def test_is_not_green_on_its_page_and_in_the_list(self, browser_of, secretariat):
        office = make_office()
        Licence.objects.filter(office=office).update(
            state="cancelled", document_no="۱", document_on=TODAY
        )
        browser = browser_of(secretariat)

        page = browser.get(f"/offices/{office.code}")
        rows = browser.get("/offices").context["rows"]

        assert page.context["waits_for_state"]
        assert page.context["marks"][0]["tone"] == "warn"
        assert f"/offices/{office.code}/state" in page.content.decode()
        assert [row["waits_for_state"] for row in rows if row["code"] == office.code] == [True]

    def test_with_one_is_green(self, browser_of, secretariat):
        office = make_office()

        page = browser_of(secretariat).get(f"/offices/{office.code}")

        assert not page.context["waits_for_state"]
        assert page.context["marks"][0]["tone"] == "ok"

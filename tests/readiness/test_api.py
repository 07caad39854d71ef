"""The association's work over REST: members, certificates of their staff, points until a day."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from accounts.roles import Role
from accounts.scopes import ASSOCIATION_ID
from audit.actions import record
from audit.models import AuditEvent
from core.clock import now, today
from core.scope import set_scope
from notices.actions import spread
from notices.models import Message, Notification
from offices.models import Office
from offices.states import OfficeState
from readiness.models import Certificate, RatingScore
from readiness.rules import last_day
from tests.factories import (
    make_case,
    make_certificate,
    make_contract,
    make_course,
    make_office,
    make_period,
    make_principal,
    make_same_person,
    make_score,
    make_staff,
)
from tests.sql import refused_at_runtime

CERTIFICATES, SCORES = "/api/v1/certificates", "/api/v1/rating-scores"


@pytest.fixture
def member(db):
    return make_office(is_member=True)


@pytest.fixture
def stranger(db):
    return make_office(is_member=False)


@pytest.fixture
def program(api_of, association):
    return api_of(association)


def entry(person, course, **values):
    day = today().isoformat()
    return {
        "staff": str(person.public_id), "course_code": course.code, "number": "1405/1",
        "issued_on": day, **values,
    }  # fmt: skip


def send(client, address, items, key="one", **values):
    headers = {"Idempotency-Key": key}
    return client.post(f"{address}/bulk", {"items": items, **values}, headers=headers)


def version_of(client, address):
    return {"If-Match": client.get(address).headers["ETag"]}


class TestCertificates:
    def test_are_entered_for_the_staff_of_members(self, program, member):
        course = make_course(valid_months=12)

        made = program.post(CERTIFICATES, entry(make_staff(member), course))

        assert made.status_code == 201
        assert made.json()["office_code"] == member.code
        assert made.json()["expires_on"] == last_day(today(), 12).isoformat()
        event = AuditEvent.objects.get(verb="certificate.issued")
        assert event.target_id == made.json()["id"]

    def test_are_entered_many_at_once_each_with_its_outcome(self, program, member, stranger):
        course = make_course()
        good, hidden = make_staff(member), make_staff(stranger)
        items = [
            entry(good, course),
            entry(hidden, course, number="2"),
            entry(good, course, number="3", issued_on=(today() + timedelta(days=1)).isoformat()),
            entry(good, course),  # the same once more
        ]

        answer = send(program, CERTIFICATES, items).json()

        assert [item["status"] for item in answer["items"]] == [201, 400, 400, 400]
        pointers = [
            item["problem"]["errors"][0]["pointer"] for item in answer["items"] if item["problem"]
        ]
        assert pointers == ["/staff", "/issued_on", "/number"]
        assert Certificate.objects.count() == 1

    def test_hidden_people_and_none_at_all_are_answered_alike(self, program, member, stranger):
        course, hidden = make_course(), make_staff(stranger)
        nobody = make_staff(member)
        absent = entry(nobody, course, staff="01990000-0000-7000-8000-000000000000")

        of_hidden, of_absent = (
            send(program, CERTIFICATES, [item], key).json()["items"][0]["problem"]
            for key, item in (("a", entry(hidden, course)), ("b", absent))
        )

        assert of_hidden.pop("instance") != of_absent.pop("instance")  # each request has its own
        assert of_hidden == of_absent

    def test_of_a_bulk_sent_twice_one_of_each_is_kept(self, program, member):
        items = [entry(make_staff(member), make_course())]

        first, second = (send(program, CERTIFICATES, items) for _turn in range(2))

        assert first.json() == second.json()
        assert Certificate.objects.count() == 1

    def test_a_dry_run_keeps_nothing(self, program, member):
        answer = send(
            program, CERTIFICATES, [entry(make_staff(member), make_course())], dry_run=True
        ).json()

        assert (answer["is_applied"], answer["done"]) == (False, 1)
        assert not Certificate.objects.exists()

    def test_refuse_a_retired_course(self, program, member, secretariat, api_of):
        course = make_course()
        retired = api_of(secretariat).post(f"/api/v1/courses/{course.public_id}/retire")

        answer = program.post(CERTIFICATES, entry(make_staff(member), course))

        assert retired.json()["is_active"] is False
        assert answer.json()["errors"][0]["pointer"] == "/course_code"

    def test_are_revoked_with_a_reason_and_once(self, program, member):
        kept = make_certificate(make_staff(member))
        address = f"{CERTIFICATES}/{kept.public_id}/revoke"

        first, second = (
            program.post(address, {"reason": "شماره اشتباه بود"}) for _turn in range(2)
        )

        assert first.json()["revoked_on"] == today().isoformat()
        assert (second.status_code, second.json()["type"]) == (
            409, "/docs/api/problems#illegal-move",
        )  # fmt: skip

    @pytest.mark.parametrize("role", [Role.EXPERT, Role.AGENCY_MANAGER, Role.OPERATOR])
    def test_are_entered_by_nobody_else(self, role, gas, member, api_of):
        scope = {Role.AGENCY_MANAGER: gas, Role.OPERATOR: member}.get(role)
        client = api_of(make_principal(role, scope))

        answer = client.post(CERTIFICATES, entry(make_staff(member), make_course()))

        assert answer.status_code == 403

    @pytest.mark.parametrize(
        "change", [{"number": "9"}, {"issued_on": date(2020, 1, 1)}, {"revoke_reason": ""}]
    )
    def test_are_not_changed_behind_the_actions(self, member, change):
        kept = make_certificate(make_staff(member))
        ended = {"revoked_on": today(), "revoke_reason": "اشتباه"}
        Certificate.objects.filter(pk=kept.pk).update(**ended)

        with pytest.raises(DatabaseError), transaction.atomic():
            Certificate.objects.filter(pk=kept.pk).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            kept.delete()


class TestScores:
    def test_are_given_anew_until_the_last_day(self, program, member):
        period = make_period(association_due_on=today())
        item = {"period": str(period.public_id), "office_code": member.code, "points": 60}

        first = send(program, SCORES, [item]).json()
        again = send(program, SCORES, [{**item, "points": 80}], key="two").json()
        same = send(program, SCORES, [{**item, "points": 80}], key="three").json()

        (kept,) = RatingScore.objects.values_list("points", flat=True)
        assert kept == 80
        assert {answer["items"][0]["status"] for answer in (first, again, same)} == {200}
        assert first["items"][0]["number"] == member.code
        assert AuditEvent.objects.filter(verb="rating_score.given").count() == 2

    @pytest.mark.parametrize(
        ("opens", "closes"), [(-30, -1), (1, 30)], ids=["a day too late", "a day too early"]
    )
    def test_are_refused_on_other_days(self, program, member, opens, closes):
        day = today()
        period = make_period(
            opens_on=day + timedelta(days=opens), association_due_on=day + timedelta(days=closes)
        )
        item = {"period": str(period.public_id), "office_code": member.code, "points": 60}

        problem = send(program, SCORES, [item]).json()["items"][0]["problem"]

        assert (problem["status"], problem["type"]) == (409, "/docs/api/problems#illegal-move")
        assert not RatingScore.objects.exists()

    def test_are_refused_on_other_days_by_the_database_too(self, member):
        period = make_period(
            opens_on=today() - timedelta(days=9), association_due_on=today() - timedelta(days=1)
        )

        with pytest.raises(DatabaseError), transaction.atomic():
            make_score(member, period=period)

    def test_give_rejected_rows_back(self, program, member, stranger):
        period = str(make_period().public_id)
        items = [
            {"period": period, "office_code": member.code, "points": 60},
            {"period": period, "office_code": stranger.code, "points": 60},
            {"period": period, "office_code": "2499999", "points": 60},
            {"period": period, "office_code": member.code, "points": 101},
        ]

        answer = send(program, SCORES, items).json()

        told = [item["problem"] for item in answer["items"]]
        assert [item["status"] for item in answer["items"]] == [200, 400, 400, 400]
        assert told[1] == told[2]  # a stranger to the association is as none
        assert told[3]["errors"][0]["pointer"] == "/points"

    def test_atomic_keeps_none_when_one_is_refused(self, program, member):
        period = str(make_period().public_id)
        items = [
            {"period": period, "office_code": code, "points": 60} for code in (member.code, "0")
        ]

        answer = send(program, SCORES, items, atomic=True)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/items/1/office_code"
        assert not RatingScore.objects.exists()

    def test_are_seen_by_those_who_answer_for_the_office(self, gas, member, stranger, api_of):
        make_contract(agency=gas, office=member)
        own, other = make_score(member), make_score(stranger)
        seen = {
            role: {
                row["id"]
                for row in api_of(make_principal(role, scope)).get(SCORES).json()["results"]
            }
            for role, scope in (
                (Role.EXPERT, None), (Role.ASSOCIATION, ASSOCIATION_ID), (Role.OPERATOR, member),
                (Role.COUNTY_REP, stranger.county), (Role.AGENCY_MANAGER, gas),
            )
        }  # fmt: skip

        mine, theirs = str(own.public_id), str(other.public_id)
        assert seen == {
            Role.EXPERT: {mine, theirs}, Role.ASSOCIATION: {mine}, Role.OPERATOR: {mine},
            Role.COUNTY_REP: {theirs}, Role.AGENCY_MANAGER: set(),
        }  # fmt: skip


class TestPeriods:
    def body(self, **values):
        return {
            "year": 1405, "half": 2, "opens_on": "2026-11-22", "association_due_on": "2026-12-21",
            **values,
        }  # fmt: skip

    def test_are_opened_by_the_secretariat_once_for_a_half(self, secretariat, api_of):
        client = api_of(secretariat)

        first, second = (client.post("/api/v1/rating-periods", self.body()) for _turn in range(2))

        assert first.status_code == 201
        assert second.json()["errors"][0]["pointer"] == "/half"
        assert AuditEvent.objects.filter(verb="rating_period.opened").count() == 1

    def test_refuse_days_out_of_order(self, secretariat, api_of):
        body = self.body(association_due_on="2026-11-21")

        answer = api_of(secretariat).post("/api/v1/rating-periods", body)

        assert answer.json()["errors"][0]["pointer"] == "/association_due_on"

    def test_are_opened_by_nobody_else(self, program):
        assert program.post("/api/v1/rating-periods", self.body()).status_code == 403


class TestCourses:
    body = {"code": "office-law", "title": "مقررات دفاتر", "hours": 12, "valid_months": 24}

    def test_are_added_by_the_secretariat_once(self, secretariat, api_of):
        client = api_of(secretariat)

        first, second = (client.post("/api/v1/courses", self.body) for _turn in range(2))

        assert first.status_code == 201
        assert second.json()["errors"][0]["pointer"] == "/code"
        assert AuditEvent.objects.filter(verb="course.added").count() == 1

    def test_have_a_code_that_a_program_can_keep(self, secretariat, api_of):
        answer = api_of(secretariat).post("/api/v1/courses", {**self.body, "code": "دوره ۱"})

        assert answer.json()["errors"][0]["pointer"] == "/code"

    def test_are_retired_once(self, secretariat, api_of):
        course, client = make_course(), api_of(secretariat)
        address = f"/api/v1/courses/{course.public_id}/retire"

        assert [client.post(address).status_code for _turn in range(2)] == [200, 409]

    def test_are_added_by_nobody_else(self, program):
        assert program.post("/api/v1/courses", self.body).status_code == 403


def declare(program: Any, office: Office, is_member: bool = True) -> Any:
    """Declare the office a member, or note that it has left, as the association."""
    address = f"/api/v1/offices/{office.public_id}"
    body = {"is_member": is_member, "reason": "به درخواست دفتر"}
    return program.post(f"{address}/membership", body, headers=version_of(program, address))


def answer(client: Any, office: Office, is_confirmed: bool = True) -> Any:
    """Confirm or decline the membership that is declared."""
    address = f"/api/v1/offices/{office.public_id}"
    return client.post(
        f"{address}/membership-answer", {"is_confirmed": is_confirmed},
        headers=version_of(client, address),
    )  # fmt: skip


class TestMembership:
    def test_is_declared_by_the_association_once(self, program, stranger):
        joined, again = declare(program, stranger), declare(program, stranger)

        assert joined.json()["is_member"] is False
        assert joined.json()["membership_declared_on"] is not None
        assert again.status_code == 409
        event = AuditEvent.objects.get(verb="office.membership_declared")
        assert (event.note, event.actor_role) == ("به درخواست دفتر", "association")

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.SECRETARIAT])
    def test_begins_with_the_confirmation(self, program, stranger, api_of, role):
        declare(program, stranger)
        confirmer = make_principal(role, stranger if role is Role.OPERATOR else None)

        done = answer(api_of(confirmer), stranger)

        assert (done.status_code, done.json()["is_member"]) == (200, True)
        assert done.json()["membership_declared_on"] is None
        assert AuditEvent.objects.filter(verb="office.joined").count() == 1
        assert answer(api_of(confirmer), stranger).status_code == 409

    def test_that_is_declined_or_withdrawn_never_was(self, program, stranger, api_of):
        operator = make_principal(Role.OPERATOR, stranger)
        declare(program, stranger)
        assert answer(api_of(operator), stranger, is_confirmed=False).json()["is_member"] is False

        declare(program, stranger)
        assert declare(program, stranger, is_member=False).status_code == 200

        stranger.refresh_from_db()
        assert (stranger.is_member, stranger.membership_declared_on) == (False, None)

    def test_is_confirmed_by_neither_the_association_nor_another_office(
        self, program, stranger, member, api_of
    ):
        declare(program, stranger)
        other = make_principal(Role.OPERATOR, member)

        for client in (program, api_of(other)):
            assert answer(client, stranger).status_code == 403
        stranger.refresh_from_db()
        assert stranger.is_member is False

    def test_is_not_confirmed_by_who_declared_it(self, program, association, stranger, api_of):
        secretary = make_principal(Role.SECRETARIAT)
        declare(program, stranger)
        make_same_person(association, secretary)

        assert answer(api_of(secretary), stranger).status_code == 403

    def test_is_guarded(self, program, association, stranger):
        declare(program, stranger)
        operator = make_principal(Role.OPERATOR, stranger)
        row = Office.objects.filter(pk=stranger.pk)

        def written_by(person):
            set_scope(scope="system", user_id=person and person.user_id)
            return refused_at_runtime(lambda: joined(person))

        def joined(person):
            row.update(is_member=True)
            record(actor=person, verb="office.joined", target=stranger, at=now())

        assert "by the office or the secretariat" in written_by(None)
        assert "by the office or the secretariat" in written_by(association)
        assert written_by(operator) == ""

    @pytest.mark.parametrize("state", OfficeState)
    def test_opens_no_office_that_is_over(self, program, state):
        office = make_office(is_member=False, state=state)

        done = declare(program, office)

        over = {"draft", "revoked", "closed"}
        assert done.status_code == (409 if state in over else 200)

    @pytest.mark.parametrize("state", ["closed", "revoked"])
    def test_ends_also_when_the_office_is_over(self, program, state):
        office = make_office(is_member=True, state=state)

        assert declare(program, office, is_member=False).json()["is_member"] is False

    def test_notifies_office_and_secretariat(self, program, association, stranger, member, api_of):
        operator = make_principal(Role.OPERATOR, stranger)
        secretary = make_principal(Role.SECRETARIAT)
        make_principal(Role.OPERATOR, member)
        declare(program, stranger)
        answer(api_of(operator), stranger)
        declare(program, stranger, is_member=False)

        for message in Message.objects.filter(carrier="news").order_by("pk"):
            spread(payload=message.payload, at=now())

        told = Notification.objects.filter(user_id=operator.user_id).order_by("pk")
        assert [one.kind for one in told] == ["office.membership_declared", "office.left"]
        heard = Notification.objects.exclude(user_id=operator.user_id)
        assert set(heard.values_list("user_id", "kind")) == {
            (secretary.user_id, "office.membership_declared"),
            (association.user_id, "office.joined"),
        }

    def test_opens_nothing_before_it_is_confirmed(self, program, stranger, gas, api_of):
        contract = make_contract(agency=gas, office=stranger)
        case = make_case(contract=contract, is_issued=True)  # not served yet
        person = make_staff(stranger)
        hidden = f"/api/v1/staff/{person.public_id}", f"/api/v1/contracts/{contract.public_id}"
        operator = make_principal(Role.OPERATOR, stranger)

        declare(program, stranger)
        assert [program.get(one).status_code for one in hidden] == [404, 404]
        answer(api_of(operator), stranger)

        assert [program.get(one).status_code for one in hidden] == [200, 200]
        assert program.get(f"/api/v1/cases/{case.public_id}").status_code == 404
        card = program.get(f"/api/v1/offices/{stranger.public_id}").json()
        assert card["phone"] is card["mobile"] is card["holder_name"] is None

    def test_needs_the_scope_of_the_key(self, api_of, association, stranger):
        reader = api_of(association, scopes=("offices:read",))

        refused = declare(reader, stranger)

        assert refused.status_code == 403
        assert refused.json()["type"].endswith("#scope-missing")

    def test_asks_for_the_version_that_was_read(self, program, member):
        address = f"/api/v1/offices/{member.public_id}"
        body = {"is_member": False, "reason": "انصراف داد"}
        read = version_of(program, address)
        Office.objects.filter(pk=member.pk).update(version=member.version + 1)

        missing = program.post(f"{address}/membership", body, headers={"If-Match": ""})

        assert missing.status_code == 428
        assert program.post(f"{address}/membership", body, headers=read).status_code == 412

    def test_takes_what_hangs_on_it_out_of_sight(self, program, member):
        make_certificate(make_staff(member))
        before = program.get(CERTIFICATES).json()["results"]

        declare(program, member, is_member=False)

        assert len(before) == 1
        assert program.get(CERTIFICATES).json()["results"] == []

    def test_is_changed_by_nobody_else(self, expert, api_of, member):
        assert declare(api_of(expert), member, is_member=False).status_code == 403

    def test_has_a_page(self, program, stranger, browser_of):
        declare(program, stranger)
        browser = browser_of(make_principal(Role.OPERATOR, stranger))

        page = browser.get(f"/offices/{stranger.code}/membership")
        done = browser.post(f"/offices/{stranger.code}/membership", {"answer": "confirm"})

        assert (page.status_code, done.status_code) == (200, 302)
        stranger.refresh_from_db()
        assert stranger.is_member


class TestLastDay:
    @pytest.mark.parametrize(
        ("issued", "months", "last"),
        [
            (date(2026, 3, 21), 12, date(2027, 3, 20)),  # 1 Farvardin 1405 to the year's end
            (date(2026, 11, 22), 1, date(2026, 12, 21)),
            (date(2025, 3, 20), 12, date(2026, 3, 19)),  # 30 Esfand 1403, a leap year
        ],
    )
    def test_is_the_day_before_the_same_day_later(self, issued, months, last):
        assert last_day(issued, months) == last


class TestDivisions:
    def test_name_the_counties_by_which_offices_are_asked_for(self, program, member):
        name = member.county.name
        (county,) = program.get(
            "/api/v1/divisions", {"level": "county", "name": name, "expand": "parent"}
        ).json()["results"]

        found = program.get("/api/v1/offices", {"county": county["id"]}).json()["results"]

        assert county["parent"]["level"] == "province"
        assert [row["code"] for row in found] == [member.code]

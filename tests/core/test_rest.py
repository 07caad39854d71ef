"""What every resource of the REST API does alike: wishes, versions, acts once, moves, bulk."""

import threading
import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import SentKey
from accounts.roles import Role
from accounts.tasks import sweep_keys
from audit.models import AuditEvent
from contracts.models import Contract
from core.clock import now, today
from core.errors import Stale
from core.models import as_shown
from core.rest.bodies import Unread, _fields, read
from core.rest.moves import Moving
from offices.models import Office
from pishkhan.api import router
from tests.factories import (
    make_agency,
    make_api_client,
    make_case,
    make_contract,
    make_final_case,
    make_office,
    make_principal,
    make_report,
    make_type,
)
from violations import actions
from violations.models import ViolationReport

REPORTS = "/api/v1/violation-reports"
NARRATIVE = "کارمزدی بیش از تعرفهٔ مصوب از مراجعه‌کننده گرفته شده است."


def report_of(office, kind, **values):
    return {
        "office_code": office.code,
        "type_code": kind.code,
        "occurred_on": today().isoformat(),
        "discovered_on": today().isoformat(),
        "narrative": NARRATIVE,
        **values,
    }


@pytest.fixture
def contract(gas, office):
    return make_contract(agency=gas, office=office)


@pytest.fixture
def kind(db):
    return make_type()


def kind_of(answer):
    return answer.json()["type"].rpartition("#")[2]


class TestWishes:
    def test_choose_fields(self, api_of, expert, office):
        row = api_of(expert).get("/api/v1/offices?fields=code,state").json()["results"][0]

        assert row == {"code": office.code, "state": office.state}

    def test_add_jalali_days(self, api_of, expert, contract):
        told = api_of(expert).get(f"/api/v1/contracts/{contract.public_id}?calendar=jalali").json()

        assert told["starts_on"] == contract.starts_on.isoformat()
        assert told["starts_on_jalali"].startswith("14")
        assert told["settled_on_jalali"] is None

    def test_expand_two_deep_in_few_queries(
        self, api_of, expert, contract, django_assert_num_queries
    ):
        make_contract(agency=contract.agency, office=make_office())
        make_case(contract=contract, type=make_type())
        client = api_of(expert)
        address = "/api/v1/cases?expand=contract.agency,office"
        client.get(address)

        with django_assert_num_queries(7):  # token, rows, three nodes; savepoint
            row = client.get(address).json()["results"][0]

        assert row["contract"]["agency"]["code"] == "gaz"
        assert row["office"]["code"] == contract.office.code

    def test_expand_within_the_scope_of_each_node(self, api_of, contract, gas_clerk, monkeypatch):
        client, address = api_of(gas_clerk), f"/api/v1/contracts/{contract.public_id}?expand=office"
        seen = client.get(address).json()["office"]
        monkeypatch.setattr(
            type(Office.objects.all()), "visible_to", lambda rows, _who: rows.none()
        )

        assert seen["code"] == contract.office.code
        assert client.get(address).json()["office"] is None

    def test_refuse_a_node_without_its_scope(self, expert, contract):
        client = make_api_client(expert, scopes=("contracts:read",))

        plain = client.get("/api/v1/contracts")
        expanded = client.get("/api/v1/contracts?expand=office")

        assert plain.status_code == 200
        assert (expanded.status_code, kind_of(expanded)) == (403, "scope-missing")

    @pytest.mark.parametrize(
        "query",
        [
            "nothing=1", "code=1&code=2", "fields=secret", "fields=", "expand=nothing",
            "expand=county.a.b", "calendar=lunar", "include=all", "page_size=201", "ordering=phone",
            "state__in=closed,nonsense", "office__agency=1", "offset=20", "format=json",
        ],
    )  # fmt: skip
    def test_that_are_not_known_are_refused(self, api_of, expert, query):
        answer = api_of(expert).get(f"/api/v1/offices?{query}")

        assert (answer.status_code, kind_of(answer)) == (400, "invalid")
        assert answer.json()["errors"][0]["message"]

    def test_that_are_not_known_are_refused_of_one_record_too(self, api_of, expert, office):
        answer = api_of(expert).get(f"/api/v1/offices/{office.public_id}?code=1")

        assert answer.status_code == 400

    def test_are_refused_in_persian_digits(self, api_of, expert):
        answer = api_of(expert).get("/api/v1/offices", {"page_size": "201"})

        assert answer.json()["errors"][0]["message"] == "هر صفحه ۱ تا ۲۰۰ ردیف دارد."

    def test_count_up_to_a_limit(self, api_of, expert, office, monkeypatch):
        make_office()
        client = api_of(expert)
        exact = client.get("/api/v1/offices?include=count").json()
        monkeypatch.setattr("core.wire.MAX_COUNT", 1)
        capped = client.get("/api/v1/offices?include=count").json()

        assert (exact["count"], exact["count_is_exact"]) == (2, True)
        assert (capped["count"], capped["count_is_exact"]) == (1, False)
        assert "count" not in client.get("/api/v1/offices").json()

    def test_speak_the_callers_language(self, api_of, expert, office):
        client = api_of(expert)
        address = f"/api/v1/offices/{office.public_id}"

        persian = client.get(address).json()["state_label"]
        english = client.get(address, headers={"Accept-Language": "en"}).json()["state_label"]

        assert persian != english
        assert english.isascii()


class TestForms:
    def test_share_their_fields_but_no_reading(self):
        class Form(serializers.Serializer):
            name = serializers.CharField()
            places = serializers.ListField(child=serializers.IntegerField(), required=False)

        assert read(Form, {"name": "یک", "places": [1]}) == {"name": "یک", "places": [1]}
        assert read(Form, {"name": "دو"}) == {"name": "دو"}
        with pytest.raises(ValidationError):
            read(Form, {"places": ["x"]})
        assert _fields(Form) is _fields(Form) is not None

    @pytest.mark.parametrize("day", ["1905-03-21", "2126-11-24"])
    @pytest.mark.parametrize("place", ["first", "begins_at", "inside"])
    def test_refuse_a_year_that_no_record_has(self, day, place):
        class Inside(serializers.Serializer):
            last = serializers.DateField()

        class Days(serializers.Serializer):
            first = serializers.DateField()
            begins_at = serializers.DateTimeField()
            inside = Inside(many=True)

        body = {"first": "2026-11-24", "begins_at": "2026-11-24T08:00:00Z", "inside": []}
        wrong = {"first": day, "begins_at": f"{day}T08:00:00Z", "inside": [{"last": day}]}
        assert read(Days, body)

        with pytest.raises(ValidationError) as refusal:
            read(Days, body | {place: wrong[place]})

        assert "۱۳۰۰" in str(refusal.value.detail[place])

    def test_read_forms_inside_by_fields_of_their_own(self):
        class Inner(serializers.Serializer):
            name = serializers.CharField()

        class Outer(serializers.Serializer):
            one = Inner()

        class Many(serializers.Serializer):
            several = Inner(many=True)

        assert _fields(Outer) is None
        assert _fields(Many) is None
        assert read(Outer, {"one": {"name": "یک"}}) == {"one": {"name": "یک"}}

    def test_refuse_names_that_no_field_has_at_every_depth(self):
        class Inner(serializers.Serializer):
            name = serializers.CharField()

        class Outer(serializers.Serializer):
            one = Inner()
            several = Inner(many=True)

        good = {"name": "یک"}
        with pytest.raises(Unread) as refusal:
            read(Outer, {"one": good | {"a": 1}, "several": [good, good | {"b/c": 1}], "d": 1})
        with pytest.raises(Unread) as wrong:
            read(Outer, {"one": "یک", "several": [1]})

        assert refusal.value.unknown == (("d",), ("one", "a"), ("several", "1", "b/c"))
        assert wrong.value.unknown == ()


class TestVersions:
    def test_are_needed_for_a_change(self, api_of, gas_clerk, contract):
        address = f"/api/v1/contracts/{contract.public_id}/guarantee"
        answer = api_of(gas_clerk).post(address, {}, headers={"If-Match": ""})

        # an empty header names no version
        assert (answer.status_code, kind_of(answer)) == (428, "precondition-required")

    def test_that_are_old_are_refused(self, api_of, secretariat, office):
        client = api_of(secretariat)
        address = f"/api/v1/offices/{office.public_id}"
        etag = client.get(address)["ETag"]

        first = client.patch(address, {"name": "دفتر نام تازه"}, headers={"If-Match": etag})
        second = client.patch(address, {"name": "دفتر نام دیگر"}, headers={"If-Match": etag})

        assert first.status_code == 200, first.json()
        assert first["ETag"] == client.get(address)["ETag"]
        assert (second.status_code, kind_of(second)) == (412, "stale")
        assert "دوباره بخوانید" in second.json()["detail"], "no text was kept, as a page would"
        assert Office.objects.get(pk=office.pk).name == "دفتر نام تازه"

    @pytest.mark.parametrize(
        "packed",
        [lambda said: f'{said[:-1]}-gzip"', lambda said: f'{said[:-1]}-zstd"', "W/{}".format],
    )
    def test_are_known_though_a_front_server_packed_the_answer(
        self, api_of, secretariat, office, packed
    ):
        client = api_of(secretariat)
        address = f"/api/v1/offices/{office.public_id}"
        seen = packed(client.get(address)["ETag"])

        spared = client.get(address, headers={"If-None-Match": f'"other", {seen}'})
        first = client.patch(address, {"name": "دفتر نام تازه"}, headers={"If-Match": seen})
        second = client.patch(address, {"name": "دفتر نام دیگر"}, headers={"If-Match": seen})

        assert (spared.status_code, first.status_code) == (304, 200)
        assert (second.status_code, kind_of(second)) == (412, "stale")

    def test_are_judged_under_the_lock(self, gas_manager, gas_clerk, contract, kind):
        report = make_report(reporter=gas_clerk, contract=contract, type=kind)
        seen = report.version
        ViolationReport.objects.filter(pk=report.pk).update(version=seen + 1)

        with pytest.raises(Stale), as_shown(report, seen):
            actions.reject_report(
                report_id=report.pk, reason=NARRATIVE, actor=gas_manager, on=today(), at=now()
            )

    def test_spare_the_answer_when_nothing_changed(self, api_of, expert, deputy, office):
        client, other = api_of(expert), api_of(deputy)
        for address in f"/api/v1/offices/{office.public_id}", "/api/v1/violation-types":
            etag = client.get(address)["ETag"]

            again = client.get(address, headers={"If-None-Match": etag})
            crossed = other.get(address, headers={"If-None-Match": etag})

            assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
            assert crossed.status_code == 200
            assert crossed["ETag"] != etag


class TestEveryChange:
    """Whatever changes one record, an If-Match that names another version is refused."""

    WRONG = '"999999-00"'

    def test_has_a_version_wherever_acts_are_made(self):
        bare = [
            prefix
            for prefix, viewset, _base in router.registry
            if issubclass(viewset, Moving) and any(viewset.moves())
            if not any(field.name == "version" for field in viewset.queryset.model._meta.fields)
        ]
        assert bare == []

    def test_rests_on_the_whole_etag_of_a_record_without_a_version(self, api_of, expert):
        client = api_of(expert)
        asked = {"name": "سامانه", "url": "http://127.0.0.1:1/hook", "resources": ["offices"]}
        address = f"/api/v1/webhooks/{client.post('/api/v1/webhooks', asked).json()['id']}"
        seen = client.get(address)["ETag"]

        wrong = client.post(f"{address}/end", {}, headers={"If-Match": self.WRONG})
        ended = client.post(f"{address}/end", {}, headers={"If-Match": seen})
        again = client.post(f"{address}/rotate", {}, headers={"If-Match": seen})

        assert (wrong.status_code, kind_of(wrong)) == (412, "stale")
        assert ended.status_code == 200, ended.json()
        assert (again.status_code, kind_of(again)) == (412, "stale")

    def test_is_refused_where_the_header_is_not_asked_for(self, api_of, gas_manager, contract):
        case = make_case(contract=contract)
        client, address = api_of(gas_manager), f"/api/v1/cases/{case.public_id}/dossier"

        wrong = client.post(address, {}, headers={"If-Match": self.WRONG})
        without = client.post(address, {}, headers={"If-Match": ""})

        assert (wrong.status_code, kind_of(wrong)) == (412, "stale")
        assert without.status_code == 202, without.json()


class TestOnce:
    def test_answers_again_what_was_sent_again(self, api_of, gas_clerk, contract, kind):
        client, body = api_of(gas_clerk), report_of(contract.office, kind)
        headers = {"Idempotency-Key": "night-7"}

        first = client.post(REPORTS, body, headers=headers)
        second = client.post(REPORTS, body, headers=headers)

        assert (first.status_code, second.status_code) == (201, 201)
        assert second.content == first.content
        assert second["Idempotent-Replayed"] == "true"
        assert second["ETag"] == first["ETag"]
        assert ViolationReport.objects.count() == 1

    def test_keeps_a_refusal_and_its_key(self, api_of, gas_clerk, contract, kind):
        client = api_of(gas_clerk)
        wrong, headers = report_of(contract.office, kind, narrative="کم"), {"Idempotency-Key": "k"}

        first, second = (client.post(REPORTS, wrong, headers=headers) for _time in range(2))
        other = client.post(REPORTS, report_of(contract.office, kind), headers=headers)

        assert (first.status_code, second.status_code) == (400, 400)
        assert second["Content-Type"] == "application/problem+json"
        assert (other.status_code, kind_of(other)) == (422, "idempotency-mismatch")

    @pytest.mark.parametrize("key", ["", "با حرف فارسی".encode().decode("latin-1"), "x" * 256])
    def test_needs_a_key_for_a_report(self, api_of, gas_clerk, contract, kind, key):
        body = report_of(contract.office, kind)
        answer = api_of(gas_clerk).post(REPORTS, body, headers={"Idempotency-Key": key})

        assert (answer.status_code, kind_of(answer)) == (400, "idempotency-key-needed")
        assert not ViolationReport.objects.exists()

    def test_is_each_callers_own(self, api_of, gas_clerk, gas_manager, contract, kind):
        headers, body = {"Idempotency-Key": "same"}, report_of(contract.office, kind)
        api_of(gas_clerk).post(REPORTS, body, headers=headers)
        other = body | {"separate_reason": "گزارش دیگری است که مدیر خود دیده است."}

        answer = api_of(gas_manager).post(REPORTS, other, headers=headers)

        assert answer.status_code == 201, answer.json()
        assert ViolationReport.objects.count() == 2

    def test_hides_an_answer_that_may_no_longer_be_seen(
        self, api_of, gas_clerk, contract, kind, monkeypatch
    ):
        client, body = api_of(gas_clerk), report_of(contract.office, kind)
        client.post(REPORTS, body, headers={"Idempotency-Key": "k"})
        monkeypatch.setattr(
            type(ViolationReport.objects.all()), "visible_to", lambda rows, _who: rows.none()
        )

        assert client.post(REPORTS, body, headers={"Idempotency-Key": "k"}).status_code == 404

    def test_does_not_keep_an_error_of_the_system(
        self, api_of, gas_clerk, contract, kind, monkeypatch
    ):
        client, body = api_of(gas_clerk), report_of(contract.office, kind)
        client.raise_request_exception = False
        with monkeypatch.context() as broken:
            broken.setattr("violations.actions.submit_report", lambda **_: 1 / 0)
            failed = client.post(REPORTS, body, headers={"Idempotency-Key": "k"})

        assert failed.status_code == 500
        assert not SentKey.objects.exists()
        assert client.post(REPORTS, body, headers={"Idempotency-Key": "k"}).status_code == 201

    def test_forgets_after_a_day(self, api_of, gas_clerk, contract, kind):
        client, headers = api_of(gas_clerk), {"Idempotency-Key": "k"}
        client.post(REPORTS, report_of(contract.office, kind), headers=headers)
        SentKey.objects.update(sent_at=now() - timedelta(hours=25))
        other = report_of(contract.office, kind, separate_reason="رویداد جداگانه در روز دیگر است.")

        assert client.post(REPORTS, other, headers=headers).status_code == 201
        SentKey.objects.update(sent_at=now() - timedelta(hours=25))
        kept = SentKey.objects.count()
        assert (sweep_keys(), SentKey.objects.count()) == (kept, 0)

    def test_keeps_no_plain_text(self, api_of, gas_clerk, contract, kind):
        api_of(gas_clerk).post(REPORTS, report_of(contract.office, kind))

        assert NARRATIVE not in SentKey.objects.get().answer


def at_once(calls, *, is_patient=True):
    """Do all calls at the same moment; return their answers. What is in progress is asked again."""
    gate, answers, lock = threading.Barrier(len(calls)), [], threading.Lock()

    def ask(call):
        try:
            gate.wait()
            answer = call()
            while is_patient and answer.status_code == 409:  # in progress (DECISIONS 23)
                time.sleep(0.05)
                answer = call()
            with lock:
                answers.append(answer)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class TestAnswers:
    def test_says_where_the_new_record_is_read(self, gas, contract, kind, api_of):
        client = api_of(make_principal(Role.AGENCY_CLERK, gas))
        body, headers = report_of(contract.office, kind), {"Idempotency-Key": "one"}

        made = client.post(REPORTS, body, headers=headers)
        again = client.post(REPORTS, body, headers=headers)

        assert made.headers["Location"] == f"{REPORTS}/{made.json()['id']}"
        assert again.headers["Location"] == made.headers["Location"]
        assert client.get(made.headers["Location"]).status_code == 200

    @pytest.mark.parametrize("method", ["options", "put", "delete"])
    def test_refuses_methods_that_the_document_does_not_name(self, db, api_of, expert, method):
        answer = getattr(api_of(expert), method)("/api/v1/offices")

        assert answer.status_code == 405
        assert kind_of(answer) == "method-not-allowed"

    @pytest.mark.parametrize("said", ["maybe", "1", "بله"])
    def test_refuses_what_is_neither_true_nor_false(self, db, api_of, expert, said):
        make_office()

        answer = api_of(expert).get("/api/v1/offices", {"is_member": said})

        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/is_member"

    @pytest.mark.parametrize(("said", "count"), [("true", 0), ("False", 1)])
    def test_takes_true_and_false(self, db, api_of, expert, said, count):
        make_office(is_member=False)

        answer = api_of(expert).get("/api/v1/offices", {"is_member": said})

        assert len(answer.json()["results"]) == count

    def test_names_no_type_of_the_language_it_is_written_in(self, gas, api_of):
        client = api_of(make_principal(Role.AGENCY_CLERK, gas))

        answer = client.post(f"{REPORTS}/bulk", {"items": [1]}, headers={"Idempotency-Key": "one"})

        assert answer.json()["errors"][0]["message"] == "اینجا یک شیء JSON لازم است."


ROUNDS = [pytest.param(1, id="once"), pytest.param(100, id="often", marks=pytest.mark.deep)]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_sixteen_double_posts_make_one_report_and_have_one_answer(real_db, rounds):
    gas = make_agency("gaz")
    clerk = make_principal(Role.AGENCY_CLERK, gas)
    clients = [make_api_client(clerk) for _hand in range(16)]
    for turn in range(rounds):
        office, kind = make_office(), make_type()
        make_contract(agency=gas, office=office)
        body, headers = report_of(office, kind), {"Idempotency-Key": f"turn-{turn}"}

        answers = at_once(
            [partial(client.post, REPORTS, body, headers=headers) for client in clients]
        )

        assert ViolationReport.objects.filter(office=office).count() == 1
        assert {(one.status_code, one.content) for one in answers} == {(201, answers[0].content)}


@pytest.mark.parametrize("rounds", ROUNDS)
def test_of_two_writers_who_saw_one_version_one_is_refused(real_db, rounds):
    gas = make_agency("gaz")
    clerk = make_principal(Role.AGENCY_CLERK, gas)
    writers = [make_api_client(make_principal(Role.AGENCY_MANAGER, gas)) for _hand in range(2)]
    contract = make_contract(agency=gas)
    for _turn in range(rounds):
        report = make_report(reporter=clerk, contract=contract)
        place = f"{REPORTS}/{report.public_id}"
        seen = writers[0].get(place).headers["ETag"]
        move = {"name": "reject", "reason": NARRATIVE}

        answers = at_once(
            [
                partial(one.post, f"{place}/transitions", move, headers={"If-Match": seen})
                for one in writers
            ],
            is_patient=False,
        )

        assert sorted(one.status_code for one in answers) == [200, 412]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-01-01T00:00:00+03:30", 200),
        ("0505-09-03T03:34:01-16:11", 200),  # an offset that the database would refuse
        ("0001-01-01T00:00:00+23:00", 400),
        ("9999-12-31T23:59:59-23:00", 400),
    ],
)
def test_moments_of_filters_are_of_this_world(api_of, gas_clerk, moment, status):
    answer = api_of(gas_clerk).get("/api/v1/contracts", {"updated_at__gte": moment})

    assert answer.status_code == status


class TestMoves:
    def test_are_listed_with_why_not(self, api_of, gas_clerk, gas_manager, contract, kind):
        report = make_report(reporter=gas_clerk, contract=contract, type=kind)
        address = f"{REPORTS}/{report.public_id}/transitions"

        own = {row["name"]: row for row in api_of(gas_clerk).get(address).json()}
        told = {row["name"]: row for row in api_of(gas_manager).get(address).json()}

        assert own["withdraw"]["code"] == "illegal-move"  # its ten minutes are over
        assert own["accept"]["code"] == "not-permitted"
        assert told["reject"]["is_allowed"]
        assert told["withdraw"]["code"] == "not-yours"
        assert told["supplement"]["code"] == "not-yours"
        assert own["supplement"]["code"] == "illegal-move"
        assert told["reject"]["required"] == ["reason"]
        assert all(row["why_not"] for row in told.values() if not row["is_allowed"])

    def test_are_made_by_name(self, api_of, gas_clerk, gas_manager, contract, kind):
        report = make_report(reporter=gas_clerk, contract=contract, type=kind)
        address = f"{REPORTS}/{report.public_id}/transitions"
        client = api_of(gas_manager)

        unknown = client.post(address, {"name": "delete"})
        refused = api_of(gas_clerk).post(address, {"name": "accept"})
        bare = client.post(address, {"name": "reject", "reason": NARRATIVE}, HTTP_IF_MATCH="")
        done = client.post(address, {"name": "reject", "reason": NARRATIVE})

        assert (unknown.status_code, refused.status_code) == (400, 403)
        assert bare.status_code == 428
        assert (done.status_code, done.json()["state"]) == (200, "rejected")

    def test_have_a_state_for_every_flow(self, api_of, gas_manager, contract, kind):
        case = make_final_case(contract=contract, type=kind)
        rows = api_of(gas_manager).get(f"/api/v1/cases/{case.public_id}/transitions").json()

        assert {row["name"] for row in rows} >= {"decision", "closing", "judgment", "note"}
        assert next(row for row in rows if row["name"] == "decision")["code"] == "illegal-move"


class TestBulk:
    def test_tells_the_outcome_of_each_item(self, api_of, gas_clerk, contract, kind):
        items = [report_of(contract.office, kind), report_of(contract.office, kind, narrative="کم")]
        answer = api_of(gas_clerk).post(f"{REPORTS}/bulk", {"items": items}).json()

        assert (answer["is_applied"], answer["done"], answer["refused"]) == (True, 1, 1)
        assert [item["status"] for item in answer["items"]] == [201, 400]
        assert answer["items"][0]["number"] == ViolationReport.objects.get().number
        assert answer["items"][1]["problem"]["errors"][0]["pointer"] == "/narrative"

    def test_does_all_or_nothing(self, api_of, gas_clerk, contract, kind):
        items = [report_of(contract.office, kind), {"office_code": "1"}]
        answer = api_of(gas_clerk).post(f"{REPORTS}/bulk", {"items": items, "atomic": True})

        assert (answer.status_code, kind_of(answer)) == (422, "bulk-refused")
        assert {error["pointer"].split("/")[2] for error in answer.json()["errors"]} == {"1"}
        assert not ViolationReport.objects.exists()
        assert not AuditEvent.objects.filter(verb="report.submitted").exists()

    def test_tries_without_keeping_but_one_event(self, api_of, gas_clerk, contract, kind):
        items = [report_of(contract.office, kind)]
        answer = api_of(gas_clerk).post(f"{REPORTS}/bulk", {"items": items, "dry_run": True}).json()

        assert (answer["is_applied"], answer["done"]) == (False, 1)
        assert answer["items"][0]["id"] is None
        assert not ViolationReport.objects.exists()
        assert AuditEvent.objects.filter(verb="bulk.tried").count() == 1

    def test_tells_nothing_of_a_hidden_record(self, api_of, gas_clerk, contract, kind):
        def texts(code):
            answer = api_of(gas_clerk).post(
                f"{REPORTS}/bulk", {"items": [report_of(contract.office, kind, office_code=code)]}
            )
            return answer.json()["items"][0]["problem"]["errors"]

        assert texts("0000000") == texts("9999999")

    @pytest.mark.parametrize("items", [[], [{}] * 1001, "x", [1]])
    def test_refuses_what_is_no_list_of_items(self, api_of, gas_clerk, contract, items):
        answer = api_of(gas_clerk).post(f"{REPORTS}/bulk", {"items": items})

        assert answer.status_code == 400

    def test_drafts_contracts_and_enters_offices(self, api_of, secretariat, office, gas_clerk):
        item = {"code": "2499001", "name": "دفتر نمونه", "kind": office.kind,
                "county": str(office.county.public_id)}  # fmt: skip
        answer = api_of(secretariat).post("/api/v1/offices/bulk", {"items": [item]}).json()
        drafted = api_of(gas_clerk).post("/api/v1/contracts/bulk", {"items": [{}]}).json()

        assert answer["items"][0]["number"] == "2499001", answer
        assert drafted["items"][0]["status"] == 400
        assert not Contract.objects.exists()

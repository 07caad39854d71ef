"""Types, reports, cases and evidence over REST; the clock is the real one."""

import base64
import hashlib
import json
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from accounts.roles import Role
from accounts.sealing import factor_of
from contracts.models import Waiver
from core.clock import today
from core.jalali import short
from core.persian import persian_digits
from tests.factories import TODAY, make_contract, make_office, make_principal, make_type
from tests.violations.conftest import picture
from tests.violations.stories import REASONS, STORY, moment
from violations import actions
from violations.models import Case, ViolationReport

pytestmark = pytest.mark.django_db
REPORTS = "/api/v1/violation-reports"
CASES = "/api/v1/cases"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def running(gas, office):
    """Return a contract that runs on the real day."""
    return make_contract(
        agency=gas, office=office, starts_on=today() - timedelta(days=200),
        ends_on=today() + timedelta(days=160),
    )  # fmt: skip


@pytest.fixture
def body(running):
    """Return the arguments of a report of yesterday's event."""
    day = (today() - timedelta(days=1)).isoformat()
    kind = make_type("V1")
    return {
        "office_code": running.office.code, "type_code": kind.code, "occurred_on": day,
        "discovered_on": day, "narrative": STORY,
    }  # fmt: skip


def authenticator(principal):
    """Give a person an authenticator; return a function that reads its code of this moment."""
    secret = generate_totp_secret()
    with factor_of(principal.user_id):
        TOTP.activate(User.objects.get(pk=principal.user_id), secret)
    period = 30  # seconds, as authenticators have it

    def code():
        """Wait for the next code when this one ends before the request arrives."""
        left = period - time.time() % period
        if left < 3:
            time.sleep(left)
        return format_hotp_value(hotp_value(secret, int(time.time()) // period))

    return code


def pointers(answer):
    return {error["pointer"] for error in answer.json()["errors"]}


class TestTypes:
    def test_come_with_their_matrix(self, api_of, gas_clerk, django_assert_max_num_queries):
        for number in range(5):
            make_type(f"V{number}")
        client = api_of(gas_clerk)

        with django_assert_max_num_queries(7):
            rows = client.get("/api/v1/violation-types").json()["results"]

        assert [row["code"] for row in rows] == [f"V{number}" for number in range(5)]
        assert rows[0]["sanctions"][1]["days"] == 15
        assert "pk" not in rows[0]

    def test_stand_as_of_a_day(self, api_of, gas_clerk):
        old = make_type("V1", valid_to=today() - timedelta(days=10))
        new = make_type("V1", valid_from=today() - timedelta(days=9))
        client = api_of(gas_clerk)
        past = (today() - timedelta(days=20)).isoformat()

        now = client.get("/api/v1/violation-types").json()["results"]
        then = client.get(f"/api/v1/violation-types?on={past}").json()["results"]

        assert [row["id"] for row in now] == [str(new.public_id)]
        assert [row["id"] for row in then] == [str(old.public_id)]
        assert client.get(f"/api/v1/violation-types/{old.public_id}").status_code == 200


class TestFiling:
    @pytest.mark.parametrize("more", [{}, {
        "agency_code": "gaz", "occurred_at": "09:30", "place": "باجهٔ ۲", "amount": 30_000,
        "affected": 2, "separate_reason": "رویداد دیگری است.",
    }])  # fmt: skip
    def test_answers_what_is_read_afterwards(self, api_of, gas_clerk, body, more):
        """The answer is told from what was written; nothing is asked again."""
        client = api_of(gas_clerk)

        made = client.post(REPORTS, body | more)
        read = client.get(f"{REPORTS}/{made.json()['id']}")

        assert (made.status_code, read.status_code) == (201, 200), made.json()
        assert (made.json(), made["ETag"]) == (read.json(), read["ETag"])

    def test_of_an_identical_report_asks_why_it_is_another_event(self, api_of, gas_clerk, body):
        client = api_of(gas_clerk)
        first = client.post(REPORTS, body).json()["number"]

        again = client.post(REPORTS, body)
        other = client.post(REPORTS, body | {"separate_reason": "رسید دیگری است."})

        assert (again.status_code, pointers(again)) == (400, {"/separate_reason"})
        assert persian_digits(first) in again.json()["errors"][0]["message"]
        assert other.status_code == 201

    def test_files_a_report(self, api_of, gas_clerk, body):
        answer = api_of(gas_clerk).post(REPORTS, body)

        assert answer.status_code == 201, answer.json()
        told = answer.json()
        assert told["state"] == "submitted"
        assert told["agency_code"] == "gaz"
        assert told["reporter_name"] == gas_clerk.name
        assert "reporter_id" not in told

    def test_says_all_domain_errors_at_once(self, api_of, gas_clerk, body):
        late = (today() + timedelta(days=2)).isoformat()
        answer = api_of(gas_clerk).post(
            REPORTS,
            body | {"office_code": "0000", "type_code": "none", "narrative": "کم",
                    "occurred_on": late, "discovered_on": late},
        )  # fmt: skip

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert pointers(answer) == {
            "/office_code", "/type_code", "/narrative", "/occurred_on", "/discovered_on"
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [
            ({"occurred_on": "1405-09-03x"}, "/occurred_on"),
            ({"amount": "many"}, "/amount"),
            ({"state": "accepted"}, "/state"),
            ({"reporter_id": 1}, "/reporter_id"),
            ({"evidence": ["x"]}, "/evidence/0"),
            ({"narrative": ""}, "/narrative"),
        ],
    )
    def test_refuses_forms_and_unknown_fields(self, api_of, gas_clerk, body, change, pointer):
        answer = api_of(gas_clerk).post(REPORTS, body | change)

        assert answer.status_code == 400
        assert any(found.startswith(pointer.rstrip("/0")) for found in pointers(answer))
        assert not ViolationReport.objects.exists()

    def test_refuses_a_role_and_a_stranger(self, api_of, operator, body, client):
        assert api_of(operator).post(REPORTS, body).status_code == 403
        assert client.post(REPORTS, body, content_type="application/json").status_code == 401

    def test_withdraws_accepts_and_shows_the_case(self, api_of, gas_clerk, gas_manager, body):
        first = api_of(gas_clerk).post(REPORTS, body).json()
        second = api_of(gas_clerk).post(REPORTS, body | {"place": "باجهٔ ۲"}).json()

        gone = api_of(gas_clerk).post(f"{REPORTS}/{first['id']}/withdraw", {})
        accepted = api_of(gas_manager).post(f"{REPORTS}/{second['id']}/accept", {})

        assert gone.json()["state"] == "withdrawn"
        assert accepted.json()["state"] == "accepted"
        assert api_of(gas_manager).get(CASES).json()["results"][0]["number"] == second["number"]

    @pytest.mark.parametrize(
        ("name", "extra"),
        [
            ("return", {"reason": "رسید پیوست نیست."}),
            ("reject", {"reason": "رخداد ثابت نیست."}),
            ("refer", {"reason": "موضوع کیفری است.", "referred_to": "دادسرا"}),
        ],
    )
    def test_triages(self, api_of, gas_clerk, gas_manager, body, name, extra):
        report = api_of(gas_clerk).post(REPORTS, body).json()

        answer = api_of(gas_manager).post(f"{REPORTS}/{report['id']}/{name}", extra)

        assert answer.status_code == 200, answer.json()
        assert answer.json()["triage_reason"] == extra["reason"]

    def test_answers_what_is_hidden_as_if_it_were_not_there(
        self, api_of, gas_clerk, power_manager, body
    ):
        report = api_of(gas_clerk).post(REPORTS, body).json()
        client = api_of(power_manager)
        nowhere = "01900000-0000-7000-8000-000000000000"

        for path in ("", "/accept"):
            for key in (report["id"], nowhere):
                method = client.post if path else client.get
                answer = method(f"{REPORTS}/{key}{path}", {"wrong": 1} if path else None)
                assert answer.status_code == 404

    def test_refuses_a_move_out_of_state(self, api_of, gas_clerk, gas_manager, body):
        report = api_of(gas_clerk).post(REPORTS, body).json()
        client = api_of(gas_manager)
        client.post(f"{REPORTS}/{report['id']}/accept", {})

        answer = client.post(f"{REPORTS}/{report['id']}/accept", {})

        assert answer.status_code == 409
        assert answer.json()["type"].endswith("illegal-move")


class TestLists:
    def test_are_filtered_ordered_and_paged(self, api_of, gas_clerk, body):
        client = api_of(gas_clerk)
        for number in range(3):
            client.post(REPORTS, body | {"affected": number + 1})

        page = client.get(f"{REPORTS}?page_size=2&type_code=V1").json()
        rest = client.get(page["next"]).json()

        numbers = [row["number"] for row in page["results"] + rest["results"]]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) == 3

    @pytest.mark.parametrize(
        "query",
        ["reporter=1", "reporter_id=1", "office__holder=1", "ordering=narrative", "page_size=0",
         "page_size=201", "cursor=x", "state=bad", "submitted_on__gte=x"],
    )  # fmt: skip
    def test_refuse_unknown_parameters(self, api_of, gas_clerk, query):
        assert api_of(gas_clerk).get(f"{REPORTS}?{query}").status_code == 400

    @pytest.mark.parametrize("count", [1, 20])
    def test_make_few_queries(
        self, api_of, gas_clerk, gas_manager, body, count, django_assert_max_num_queries
    ):
        client, manager = api_of(gas_clerk), api_of(gas_manager)
        for number in range(count):
            report = client.post(REPORTS, body | {"affected": number + 1}).json()
            manager.post(f"{REPORTS}/{report['id']}/accept", {})

        for path in (REPORTS, CASES):
            with django_assert_max_num_queries(6):
                assert len(manager.get(path).json()["results"]) == count

    def test_hide_who_reported(self, api_of, county_rep, gas_manager, secretariat, body):
        answer = api_of(county_rep).post(REPORTS, body | {"agency_code": "gaz"})
        assert answer.status_code == 201, answer.json()

        def told(principal):
            return api_of(principal).get(REPORTS).json()["results"][0]["reporter_name"]

        assert told(gas_manager) is None
        assert told(secretariat) == county_rep.name


class TestCase:
    @pytest.fixture
    def case(self, api_of, gas, gas_manager, body):
        reporter = make_principal(Role.AGENCY_CLERK, gas)
        report = api_of(reporter).post(REPORTS, body).json()
        api_of(gas_manager).post(f"{REPORTS}/{report['id']}/accept", {})
        return f"{CASES}/{Case.objects.get().public_id}"

    def test_goes_from_notice_to_finality(self, api_of, case, gas_clerk, gas_manager, operator):
        clerk, manager, office = api_of(gas_clerk), api_of(gas_manager), api_of(operator)
        signed, waived = authenticator(gas_manager), authenticator(operator)

        issued = clerk.post(f"{case}/notice", {"kind": "charge", "channel": "portal"})
        assert issued.json()["state"] == "opened"
        served = office.post(f"{case}/acknowledge", {"kind": "charge"})
        assert served.json()["state"] == "notified"
        for told in served.json(), clerk.get(case).json():  # null until decided, never empty
            assert (told["outcome"], told["outcome_label"], told["sanction"]) == (None,) * 3
        heard = office.post(f"{case}/defence", {"stance": "denies", "text": "این درست نیست."})
        assert heard.json()["state"] == "notified"
        for name in ("defence_due_on", "decision_due_on"):
            assert heard.json()[name] == served.json()[name]
        story = Case.objects.get()
        actions.waive_window(case_id=story.pk, window="defence", actor=operator, **moment(TODAY))
        assert office.get(case).json()["state"] == "defended"
        decided = manager.post(
            f"{case}/decision",
            {"outcome": "proven", "reasons": REASONS, "sanction": "written_warning",
             "one_time_code": signed()},
        )  # fmt: skip
        assert decided.status_code == 200, decided.json()
        assert decided.json()["outcome"] == "proven"
        clerk.post(f"{case}/notice", {"kind": "decision", "channel": "portal"})
        office.post(f"{case}/acknowledge", {"kind": "decision"})
        sentences = office.get(f"{case}/waiver-text").json()
        final = office.post(
            f"{case}/waive",
            {"window": "appeal", "text": sentences["appeal"], "one_time_code": waived()},
        )
        assert final.status_code == 200, final.json()
        assert final.json()["state"] == "final"

        file = office.get(f"{case}/file").json()
        assert [row["kind"] for row in file["notices"]] == ["charge", "decision"]
        assert file["decisions"][0]["reasons"] == REASONS

    def test_has_no_declaration_for_a_window_without_a_last_day(
        self, api_of, case, gas_clerk, operator
    ):
        clerk, office = api_of(gas_clerk), api_of(operator)
        clerk.post(f"{case}/notice", {"kind": "charge", "channel": "portal"})
        office.post(f"{case}/acknowledge", {"kind": "charge"})

        sentences = office.get(f"{case}/waiver-text").json()

        assert sentences["appeal"] == ""
        assert short(Case.objects.get().defence_due_on) in sentences["defence"]

    def test_takes_no_declaration_but_the_official_one(self, api_of, case, gas_clerk, operator):
        clerk, office = api_of(gas_clerk), api_of(operator)
        code = authenticator(operator)
        clerk.post(f"{case}/notice", {"kind": "charge", "channel": "portal"})
        office.post(f"{case}/acknowledge", {"kind": "charge"})
        body = {"window": "defence", "text": "از هیچ حقی نمی‌گذریم و رأی را قبول نداریم."}

        refused = office.post(f"{case}/waive", body | {"one_time_code": code()})

        assert refused.status_code == 400, refused.json()
        assert "text" in refused.json()["errors"][0]["pointer"]
        assert not Waiver.objects.exists()

    def test_asks_for_the_code_and_takes_it_once(self, api_of, case, gas_clerk, gas_manager,
                                                 operator):  # fmt: skip
        clerk, manager, office = api_of(gas_clerk), api_of(gas_manager), api_of(operator)
        clerk.post(f"{case}/notice", {"kind": "charge", "channel": "portal"})
        office.post(f"{case}/acknowledge", {"kind": "charge"})
        office.post(f"{case}/defence", {"stance": "denies", "text": "این درست نیست."})
        story = Case.objects.get()
        actions.waive_window(case_id=story.pk, window="defence", actor=operator, **moment(TODAY))
        verdict = {"outcome": "proven", "reasons": REASONS, "sanction": "written_warning"}

        without = manager.post(f"{case}/decision", verdict)
        wrong = manager.post(f"{case}/decision", verdict | {"one_time_code": "000000"})

        assert without.status_code == wrong.status_code == 403
        assert without.json()["type"].endswith("factor-required")
        assert Case.objects.get().state == "defended"

    def test_tells_the_association_little(self, api_of, case, gas_clerk, operator, association):
        client = api_of(association)
        api_of(gas_clerk).post(f"{case}/notice", {"kind": "charge", "channel": "portal"})
        assert client.get(case).status_code == 404
        api_of(operator).post(f"{case}/acknowledge", {"kind": "charge"})

        told = client.get(case).json()

        assert told["type_code"] == "V1"
        for name in ("agency_code", "severity", "points", "outcome", "sanction", "occurrence"):
            assert told[name] is None
        assert client.get(f"{case}/file").status_code == 404

    def test_answers_a_detail_in_few_queries(
        self, api_of, case, gas_manager, django_assert_max_num_queries
    ):
        client = api_of(gas_manager)

        with django_assert_max_num_queries(6):
            assert client.get(case).status_code == 200

    def test_refuses_a_method_that_is_not_there(self, api_of, case, gas_manager):
        client = api_of(gas_manager)

        assert client.patch(case, {"state": "final"}).status_code == 405
        assert client.delete(case).status_code == 405
        assert client.put(REPORTS, {}).status_code == 405

    def test_takes_a_note_and_correction(self, api_of, case, gas_manager):
        client = api_of(gas_manager)

        assert client.post(f"{case}/note", {"text": "تماس گرفته شد."}).status_code == 200
        early = client.post(
            f"{case}/correction", {"text": "نصب تعرفه", "due_on": today().isoformat()}
        )
        assert early.status_code == 409


@pytest.mark.usefixtures("media")
class TestEvidence:
    def upload(self, client, **values):
        file = SimpleUploadedFile("رسید.png", picture(), content_type="image/png")
        return client.post(
            "/api/v1/evidence", {"file": file, "kind": "report"} | values, format="multipart"
        )

    def test_is_uploaded_attached_and_read(self, api_of, gas_clerk, gas_manager, body):
        client = api_of(gas_clerk)
        told = self.upload(client)
        assert told.status_code == 201, told.json()
        key = told.json()["id"]

        report = client.post(REPORTS, body | {"evidence": [key]})
        content = api_of(gas_manager).get(f"/api/v1/evidence/{key}/content")

        assert report.status_code == 201, report.json()
        assert content.status_code == 200
        assert content["Content-Disposition"].startswith("attachment")
        assert content["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in content["Content-Security-Policy"]

    def test_is_read_as_a_copy_unless_who_judges_asks(self, api_of, gas_clerk):
        client = api_of(gas_clerk)
        address = f"/api/v1/evidence/{self.upload(client).json()['id']}/content"

        assert client.get(address).content != picture()
        assert client.get(f"{address}?sealed_original=false").content != picture()
        assert client.get(f"{address}?sealed_original=true").content == picture()
        assert client.get(f"{address}?sealed_original=1").status_code == 400

    def test_comes_with_the_digest_of_what_is_downloaded(self, api_of, gas_clerk):
        client = api_of(gas_clerk)
        told = self.upload(client).json()
        address = f"/api/v1/evidence/{told['id']}/content"

        for content in (client.get(address), client.get(f"{address}?sealed_original=true")):
            digest = hashlib.sha256(content.content)
            told_digest = base64.b64encode(digest.digest()).decode()
            assert content["Repr-Digest"] == f"sha-256=:{told_digest}:"
        assert digest.hexdigest() == told["sha256"]

    def test_is_refused_with_its_reason(self, api_of, gas_clerk):
        file = SimpleUploadedFile("a.gif", b"GIF89a", content_type="image/gif")
        answer = self.upload(api_of(gas_clerk), file=file)

        assert answer.status_code == 400
        assert pointers(answer) == {"/file"}

    def test_is_not_there_for_others(self, api_of, gas_clerk, gas_manager, power_clerk):
        key = self.upload(api_of(gas_clerk)).json()["id"]

        for principal in (gas_manager, power_clerk):
            client = api_of(principal)
            assert client.get(f"/api/v1/evidence/{key}").status_code == 404
            assert client.get(f"/api/v1/evidence/{key}/content").status_code == 404

    def test_takes_multipart_only(self, api_of, gas_clerk):
        assert api_of(gas_clerk).post("/api/v1/evidence", {"kind": "report"}).status_code == 415
        assert self.upload(api_of(gas_clerk), state="x").status_code == 400
        told = self.upload(api_of(gas_clerk), file="text").json()
        assert "اینجا یک فایل ارسال کنید" in told["errors"][0]["message"]


class TestOffice:
    def test_sees_its_own_issued_cases_only(self, api_of, operator, gas_clerk, gas_manager, body,
                                            running):  # fmt: skip
        other = make_contract(
            agency=running.agency, office=make_office(), starts_on=running.starts_on,
            ends_on=running.ends_on,
        )  # fmt: skip
        for code in (body["office_code"], other.office.code):
            report = api_of(gas_clerk).post(REPORTS, body | {"office_code": code}).json()
            api_of(gas_manager).post(f"{REPORTS}/{report['id']}/accept", {})
        for case in Case.objects.all():
            api_of(gas_manager).post(
                f"{CASES}/{case.public_id}/notice", {"kind": "charge", "channel": "portal"}
            )

        rows = api_of(operator).get(CASES).json()["results"]

        assert [row["office_code"] for row in rows] == [body["office_code"]]
        assert api_of(operator).get(REPORTS).json()["results"] == []


AWKWARD = (
    "", " ", "\u200c", "\u202e", "\x00", "\ud800", "ا" * 5000, "ا\u064b" * 3000, "٣٤٥", "１２３",
    "ﻻﺁ", "<script>alert(1)</script>", "{{7*7}}", "%s%n{}", "'; DROP TABLE x; --", "%_%", "=1+1",
    "../../etc/passwd", "a\r\nSet-Cookie: x", "(a+)+$", "👨‍👩‍👧‍👦" * 500, "null", "NaN",
)  # fmt: skip


class TestAwkwardInput:
    @pytest.mark.parametrize(
        "field",
        ["office_code", "type_code", "agency_code", "narrative", "place", "separate_reason",
         "occurred_on", "source"],
    )  # fmt: skip
    def test_ends_as_a_helpful_refusal_or_is_kept(self, api_of, gas_clerk, body, field):

        client = api_of(gas_clerk)
        for text in AWKWARD:
            raw = json.dumps(body | {field: text}).encode()
            answer = client.generic("POST", REPORTS, raw, content_type="application/json")
            assert answer.status_code in {201, 400}, (field, text, answer.status_code)

    @pytest.mark.parametrize("field", ["amount", "affected"])
    @pytest.mark.parametrize("value", [-1, 2**63, 10**400, 1.5, "۱۲", True, [], {}])
    def test_numbers_have_bounds(self, api_of, gas_clerk, body, field, value):
        answer = api_of(gas_clerk).post(REPORTS, body | {field: value})

        assert answer.status_code in {201, 400}

    @pytest.mark.parametrize("raw", [b"", b"[]", b"1", b"{", b'{"a":1}', b"[" * 9999, b"\xff"])
    def test_bodies_have_a_form(self, api_of, gas_clerk, raw):
        answer = api_of(gas_clerk).generic("POST", REPORTS, raw, content_type="application/json")

        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("key", ["1", "x", "00000000-0000-0000-0000-000000000000", "%00"])
    def test_addresses_have_a_form(self, api_of, gas_clerk, key):
        assert api_of(gas_clerk).get(f"{REPORTS}/{key}").status_code in {400, 404}
        assert api_of(gas_clerk).get(f"{CASES}/{key}").status_code in {400, 404}

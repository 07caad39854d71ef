"""What an office, and those outside a file, know before a notice has been served: that it waits."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.roles import Role
from core.jalali import long
from tests.factories import NOW, make_principal, make_type
from tests.violations.conftest import picture
from tests.violations.stories import REASONS, STORY, Walk, file_report
from violations import actions, facts
from violations.forms.decisions import AppealDecisionForm
from violations.models import (
    Case,
    CorrectiveAction,
    Decision,
    Evidence,
    Notice,
    ViolationReport,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
INSIDE = ("deputy", "expert", "secretariat", "auditor", "chair", "gas_manager", "gas_clerk")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def issued(walk, upload, gas_clerk, gas_manager):
    """Return a case with evidence whose notice stands in the portal."""
    told = walk(evidence_ids=[upload(gas_clerk).public_id]).open()
    actions.issue_notice(
        case_id=told.case.pk, kind="charge", channel="portal", actor=gas_manager, **told.now
    )
    return told


@pytest.fixture
def decided(walk, gas_manager):
    """Return a case that was decided, its decision not served yet."""
    return walk().open().notify().defend().decide(gas_manager)


def read(client, path):
    """Return the status and the text of an answer."""
    response = client.get(path)
    return response.status_code, response.content.decode()


def file_of(client, case):
    """Return the case's file over REST."""
    return client.get(f"/api/v1/cases/{case.public_id}/file").json()


class TestTheCharge:
    def test_is_known_to_the_office_and_closed(self, issued, operator, browser_of):
        status, page = read(browser_of(operator), reverse("violations:file", args=[issued.case]))

        assert status == 200
        assert STORY not in page
        assert issued.case.notices.get().letter_no in page or "۱۴۰۵-N" in page
        assert not Evidence.objects.visible_to(operator).exists()

    def test_opens_by_acknowledging(self, issued, operator, browser_of):
        client, case = browser_of(operator), issued.case
        acknowledge = reverse("violations:acknowledge", args=[case, "charge"])
        assert STORY not in read(client, acknowledge)[1]

        client.post(acknowledge, {"received": "on"})

        assert STORY in read(client, reverse("violations:file", args=[case]))[1]
        assert Evidence.objects.visible_to(operator).count() == 1

    def test_letter_leads_the_office_to_its_acknowledgement(self, issued, operator, browser_of):
        response = browser_of(operator).get(
            reverse("violations:letter", args=[issued.case, issued.case.notices.get().public_id])
        )

        assert response.url == reverse("violations:acknowledge", args=[issued.case, "charge"])

    def test_is_closed_over_rest(self, issued, operator, api_of):
        told = file_of(api_of(operator), issued.case)

        assert [(row["kind"], row["text"]) for row in told["notices"]] == [("charge", "")]
        assert told["evidence"] == []

        actions.acknowledge_notice(
            case_id=issued.case.pk, kind="charge", actor=operator, **issued.now
        )
        told = file_of(api_of(operator), issued.case)
        assert told["notices"][0]["text"]
        assert len(told["evidence"]) == 1

    @pytest.mark.parametrize("who", INSIDE)
    def test_is_open_to_those_inside(self, issued, browser_of, request, who):
        client = browser_of(request.getfixturevalue(who))

        assert STORY in read(client, reverse("violations:file", args=[issued.case]))[1]

    def test_is_not_known_to_the_association(
        self, issued, association, operator, browser_of, api_of
    ):
        page, rest = reverse("violations:file", args=[issued.case]), "/api/v1/cases"
        assert browser_of(association).get(page).status_code == 404
        assert api_of(association).get(rest).json()["results"] == []

        actions.acknowledge_notice(
            case_id=issued.case.pk, kind="charge", actor=operator, **issued.now
        )

        assert browser_of(association).get(page).status_code == 200
        assert len(api_of(association).get(rest).json()["results"]) == 1

    def test_by_letter_is_not_acknowledged_in_the_portal(
        self, walk, gas_manager, operator, browser_of
    ):
        told = walk().open()
        actions.issue_notice(
            case_id=told.case.pk, kind="charge", channel="letter", actor=gas_manager, **told.now
        )
        client = browser_of(operator)

        page = client.get(reverse("violations:file", args=[told.case]))

        assert "acknowledge" not in page.context["offers"]
        acknowledge = reverse("violations:acknowledge", args=[told.case, "charge"])
        assert client.get(acknowledge).status_code == 409


class TestTheDecision:
    @pytest.mark.parametrize("is_issued", [False, True])
    def test_is_closed_until_it_is_served(
        self, decided, operator, gas_manager, browser_of, api_of, is_issued
    ):
        case = decided.case
        CorrectiveAction.objects.create(case=case, text="تعرفه نصب شود.", due_on=decided.day)
        if is_issued:
            actions.issue_notice(
                case_id=case.pk, kind="decision", channel="portal", actor=gas_manager,
                **decided.now,
            )  # fmt: skip

        page = read(browser_of(operator), reverse("violations:file", args=[case]))[1]
        row = api_of(operator).get(f"/api/v1/cases/{case.public_id}").json()
        told = file_of(api_of(operator), case)

        assert REASONS not in page
        assert (row["state"], row["outcome"], row["sanction"], row["occurrence"]) == (
            "decided", None, None, None,
        )  # fmt: skip
        assert (told["decisions"], told["corrections"]) == ([], [])
        assert all(not notice["text"] for notice in told["notices"] if notice["kind"] == "decision")

    def test_opens_with_its_service(self, decided, operator, browser_of, api_of):
        decided.notify("decision")
        case = decided.case

        page = read(browser_of(operator), reverse("violations:file", args=[case]))[1]
        row = api_of(operator).get(f"/api/v1/cases/{case.public_id}").json()

        assert REASONS in page
        assert (row["outcome"], row["sanction"]) == ("proven", "written_warning")
        assert Decision.objects.visible_to(operator).count() == 1

    def test_is_in_no_list_before(self, decided, browser_of, operator):
        client = browser_of(operator)
        lists = reverse("violations:list")
        (row,) = client.get(lists).context["rows"]
        assert (row["outcome"], row["outcome_mark"]) == ("", None)

        decided.notify("decision")

        (row,) = client.get(lists).context["rows"]
        assert row["outcome"] == "proven"

    def test_on_an_appeal_opens_with_its_own_notice(
        self, decided, operator, gas_appeal, gas_manager
    ):
        decided.notify("decision").appeal()
        actions.decide_appeal(
            case_id=decided.case.pk, result="annulled", reasons=REASONS, actor=gas_appeal,
            **decided.now,
        )  # fmt: skip
        decisions = Decision.objects.visible_to(operator)
        assert [decision.forum for decision in decisions] == ["agency"]
        assert not facts.is_told(decided.case, operator)

        decided.notify("appeal_result")

        assert decisions.all().count() == 2
        assert facts.is_told(decided.case, operator)

    def test_is_told_inside_at_once(self, decided, gas_clerk, api_of):
        row = api_of(gas_clerk).get(f"/api/v1/cases/{decided.case.public_id}").json()

        assert row["outcome"] == "proven"
        assert facts.is_told(decided.case, gas_clerk)


class TestEvidence:
    """Personal data lies in files, so that not everybody who sees a case opens them (C3)."""

    @pytest.fixture
    def member(self, db):
        return make_principal(Role.COMMITTEE_MEMBER, name="عضو نمونه")

    @pytest.mark.parametrize(
        ("track", "who", "sees"),
        [
            ("contract", "county_rep", False), ("contract", "member", False),
            ("contract", "chair", False), ("contract", "gas_clerk", True),
            ("contract", "secretariat", True), ("licence", "county_rep", False),
            ("licence", "member", True), ("licence", "chair", True),
        ],
    )  # fmt: skip
    def test_is_opened_by_those_who_need_it(
        self, contract, upload, gas_clerk, gas_manager, secretariat, operator, track, who, sees,
        request, browser_of, api_of, member,
    ):  # fmt: skip
        file = upload(gas_clerk)
        report = file_report(
            contract, gas_clerk, make_type(track=track), evidence_ids=[file.public_id]
        )
        triager = gas_manager if track == "contract" else secretariat
        case = Walk(report, triager, operator).open().case
        actor = member if who == "member" else request.getfixturevalue(who)

        page = browser_of(actor).get(reverse("violations:evidence", args=[file.public_id]))
        rest = api_of(actor).get(f"/api/v1/evidence/{file.public_id}/content")

        assert Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        assert (page.status_code, rest.status_code) == ((200, 200) if sees else (404, 404))
        assert bool(file_of(api_of(actor), case)["evidence"]) is sees

    def test_of_ones_own_report_is_the_county_representatives(
        self, contract, upload, county_rep, secretariat
    ):
        file = upload(county_rep)
        file_report(
            contract, county_rep, make_type(track="licence"), agency_id=None,
            evidence_ids=[file.public_id],
        )  # fmt: skip

        assert Evidence.objects.visible_to(county_rep).get() == file

    def test_of_an_appeal_is_the_chairs(self, walk, upload, gas_clerk, gas_manager, chair):
        told = walk(evidence_ids=[upload(gas_clerk).public_id]).open().notify().defend()
        assert not Evidence.objects.visible_to(chair).exists()

        told.decide(gas_manager).notify("decision").appeal()

        assert Evidence.objects.visible_to(chair).count() == 1

    def test_that_is_restricted_is_closed_to_other_clerks(
        self, walk, upload, gas, gas_clerk, gas_manager
    ):
        walk(evidence_ids=[upload(gas_clerk, is_restricted=True).public_id]).open()
        other = make_principal(Role.AGENCY_CLERK, gas, name="کارشناس دیگر")

        assert Evidence.objects.visible_to(gas_clerk).count() == 1
        assert Evidence.objects.visible_to(gas_manager).count() == 1
        assert not Evidence.objects.visible_to(other).exists()


def test_parts_of_an_unserved_case_are_closed_to_the_office_only(issued, operator, gas_clerk):
    for model in (Decision, CorrectiveAction):
        assert not model.objects.visible_to(operator).exists()
    assert Notice.objects.visible_to(operator).count() == 1
    assert not Notice.objects.read_by(operator).exists()
    assert Notice.objects.read_by(gas_clerk).count() == 1


def test_search_finds_no_word_of_it(issued, operator, api_of):
    found = api_of(operator).get("/api/v1/cases", {"office_code": issued.case.office.code}).json()

    assert STORY not in json.dumps(found, ensure_ascii=False)


class TestNotices:
    def test_of_the_report_tells_what_was_reported_and_how_long_there_is(self, issued):
        text = issued.case.notices.get().text

        assert STORY in text
        assert "۱۰ روز" in text

    def test_of_the_decision_tells_the_decision(self, walk, gas_manager):
        told = walk().open().notify().defend()
        told.decide(
            gas_manager, sanction="suspension", sanction_days=15,
            override_reason="برای حفظ حقوق مشترکان لازم است.",
        ).notify("decision")  # fmt: skip

        text = told.case.notices.get(kind="decision").text

        for part in (REASONS, "تعلیق", "۱۵ روز", "۵۰", "۲۰ روز"):
            assert part in text

    def test_of_an_appeal_tells_its_reasons(self, decided, gas_appeal):
        decided.notify("decision").appeal()
        why = "رسید هزینهٔ پست با دفتر ثبت مرکز یکی است و تخلفی محرز نیست."
        actions.decide_appeal(
            case_id=decided.case.pk, result="annulled", reasons=why, actor=gas_appeal,
            **decided.now,
        )  # fmt: skip
        decided.notify("appeal_result")

        assert why in decided.case.notices.get(kind="appeal_result").text


NATIONAL_ID = "۰۰۱۳۵۴۲۴۱۹"


class TestPersonalData:
    @pytest.mark.parametrize("written", [NATIONAL_ID, "0013542419", "001-354241-9"])
    def test_is_refused_in_a_report(self, contract, gas_clerk, browser_of, api_of, written):
        kind = make_type("V1")
        story = f"{STORY} کد ملی مشترک {written} است."
        day = (NOW - DAY).date().isoformat()
        body = {
            "office_code": contract.office.code, "type_code": "V1", "occurred_on": day,
            "discovered_on": day, "narrative": story,
        }  # fmt: skip
        rest = api_of(gas_clerk).post("/api/v1/violation-reports", body)
        page = browser_of(gas_clerk).post(
            reverse("violations:new"),
            {
                "office": contract.office.code, "agency": contract.agency.code, "type": kind.code,
                "occurred_on": "دیروز", "narrative": story,
            },
        )  # fmt: skip

        assert rest.status_code == 400
        assert "narrative" in rest.content.decode()
        assert page.status_code == 422
        assert page.context["form"].errors["narrative"]
        assert not ViolationReport.objects.exists()

    def test_is_masked_for_the_office_where_it_was_written_before(
        self, walk, operator, gas_clerk, browser_of, monkeypatch
    ):
        monkeypatch.setattr("violations.actions.reports.refuse_personal", lambda *_, **__: None)
        case = walk(narrative=f"{STORY} {NATIONAL_ID}").open().notify().case
        address = reverse("violations:file", args=[case])

        assert NATIONAL_ID not in read(browser_of(operator), address)[1]
        assert NATIONAL_ID in read(browser_of(gas_clerk), address)[1]

    def test_lies_in_files_that_the_browser_keeps_from_the_office(
        self, contract, gas_clerk, browser_of, settings, tmp_path
    ):
        settings.MEDIA_ROOT = tmp_path
        make_type("V1")

        browser_of(gas_clerk).post(
            reverse("violations:new"),
            {
                "office": contract.office.code, "agency": contract.agency.code, "type": "V1",
                "occurred_on": "دیروز", "narrative": STORY, "restricted": "1",
                "attachments": SimpleUploadedFile("شناسنامه.png", picture()),
            },
        )  # fmt: skip

        assert Evidence.objects.get().is_restricted


@pytest.mark.parametrize(
    ("sanction", "days", "offered"),
    [
        ("written_warning", None, ["", "none", "reminder"]),
        ("suspension", 15, ["", "none", "reminder", "written_warning", "suspension"]),
        ("none", None, [""]),
    ],
)
def test_an_appeal_is_reduced_to_lighter_sanctions_only(sanction, days, offered):
    form = AppealDecisionForm(track="contract", sanction=sanction, sanction_days=days)

    assert [value for value, _label in form.fields["sanction"].choices] == offered


class TestClocks:
    def test_run_to_the_service_of_a_decision(self, decided, gas_manager, browser_of):
        page = reverse("violations:file", args=[decided.case])
        client = browser_of(gas_manager)

        running = client.get(page).context["running"]

        assert (running.key, running.ribbon.left) == ("decision_service", 2)
        decided.notify("decision")
        assert client.get(page).context["running"].key == "appeal"

    def test_of_the_agency_are_no_headline_of_the_office(
        self, issued, operator, gas_manager, browser_of
    ):
        page = reverse("violations:file", args=[issued.case])

        assert browser_of(gas_manager).get(page).context["running"].key == "service"
        assert browser_of(operator).get(page).context["running"] is None

        actions.acknowledge_notice(
            case_id=issued.case.pk, kind="charge", actor=operator, **issued.now
        )
        assert browser_of(operator).get(page).context["running"].key == "defence"


class TestWhatIsSaid:
    """What waits names its last day, or since when; what a step opens is said before it."""

    @pytest.fixture
    def appealed(self, decided):
        return decided.notify("decision").appeal()

    def test_the_appeal_page_names_the_last_day(self, decided, operator, browser_of):
        decided.notify("decision")

        text = read(browser_of(operator), reverse("violations:appeal", args=[decided.case.number]))

        assert f"تا پایان {long(decided.case.appeal_due_on)}" in plain(text[1])

    def test_an_appeal_in_hand_says_since_and_until_when(self, appealed, gas_appeal, browser_of):
        client = browser_of(gas_appeal)

        (row,) = client.get(reverse("violations:list")).context["rows"]
        page = client.get(appealed.case.get_absolute_url()).context

        assert row["filed_on"] == appealed.case.appeals.get().filed_on
        assert row["ribbon"].due_on == appealed.case.appeal_decision_due_on
        assert page["running"].key == "appeal_decision"
        assert page["running"].ribbon.due_on == appealed.case.appeal_decision_due_on

    def test_its_decider_has_a_queue_of_them(self, appealed, gas_appeal, browser_of):
        page = browser_of(gas_appeal).get(reverse("violations:list"), {"queue": "objections"})

        assert [row["number"] for row in page.context["rows"]] == [appealed.case.number]

    def test_triage_says_that_two_cases_open(self, walk, gas_manager, browser_of):
        both = walk(kind=make_type(track="both"))
        one = walk()
        client = browser_of(gas_manager)

        told, other = (read(client, row.report.get_absolute_url())[1] for row in (both, one))

        assert "دو پروندهٔ پیوسته" in told
        assert "دو پروندهٔ پیوسته" not in other

    def test_a_linked_case_out_of_sight_says_which_it_is(self, walk, gas_manager, browser_of):
        both = walk(kind=make_type(track="both")).open()

        page = browser_of(gas_manager).get(both.case.get_absolute_url())

        assert page.context["linked"]["number"] == ""
        assert "کمیتهٔ استان" in page.content.decode()


def plain(text):
    """Return a page's words without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", text).split())

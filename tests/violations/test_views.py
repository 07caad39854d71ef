"""The pages of reports and cases: who sees which, what is on them, at what price."""

import io
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from contracts.models import Contract
from core import jalali
from core.clock import today
from offices.models import Office
from offices.rules import search_key
from tests.factories import (
    NOW,
    TODAY,
    make_case,
    make_contract,
    make_final_case,
    make_holder,
    make_principal,
    make_type,
)
from tests.violations.benches import Bench
from tests.violations.stories import STORY, Walk, file_report, noon
from violations import actions
from violations.models import Case, ViolationReport
from violations.states import CaseState
from violations.views.queues import QUEUES

SignIn = Callable[[Principal], Client]
DEFENCE = "این مبلغ هزینهٔ پست بوده است."
LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")
NOTE = "اصل قبض را از سامانه گرفتم."


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Stop the clock at the noon of the tests' day."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def defended(walk: Callable[..., Walk]) -> Case:
    """Return a case that waits for its decision, with a defence and an internal note."""
    told = walk(on=TODAY - timedelta(days=12)).open().wait(1).notify().wait(3).defend()
    actions.add_note(case_id=told.case.pk, text=NOTE, actor=told.triager, at=noon(told.day))
    return told.case


def page(client: Client, name: str, *args: object, **query: str) -> Any:
    """Return the answer of a named page."""
    return client.get(reverse(f"violations:{name}", args=args), query)


def text_of(response: Any) -> str:
    """Return the page as text."""
    return str(response.content.decode())


class TestWorklist:
    @pytest.mark.parametrize("role", sorted(QUEUES))
    def test_opens_every_queue_of_every_role(
        self, role: Role, request: Any, browser_of: SignIn, defended: Case
    ) -> None:
        names = {
            Role.AGENCY_MANAGER: "gas_manager",
            Role.AGENCY_CLERK: "gas_clerk",
            Role.AGENCY_APPEAL: "gas_appeal",
            Role.COMMITTEE_CHAIR: "chair",
        }
        if role is Role.COMMITTEE_MEMBER:
            principal = make_principal(role)
        else:
            principal = request.getfixturevalue(names.get(role, str(role)))
        client = browser_of(principal)

        answers = {
            queue.name: page(client, "list", queue=queue.name).status_code for queue in QUEUES[role]
        }

        assert set(answers.values()) == {200}

    def test_is_not_there_for_a_role_without_violations(
        self, browser_of: SignIn, platform_admin: Principal
    ) -> None:
        assert page(browser_of(platform_admin), "list").status_code == 404

    def test_shows_the_decider_what_waits(
        self, browser_of: SignIn, gas_manager: Principal, defended: Case
    ) -> None:
        response = page(browser_of(gas_manager), "list")

        assert [row["number"] for row in response.context["rows"]] == [defended.number]
        assert response.context["rows"][0]["act"]["label"]
        assert response.context["rows"][0]["ribbon"].left > 0

    @pytest.mark.django_db
    def test_offers_no_decision_while_the_minutes_are_unsigned(self, browser_of: SignIn) -> None:
        bench = Bench()
        session = bench.hold(bench.served())

        response = page(browser_of(bench.manager), "list", queue="decide")

        (row,) = response.context["rows"]
        assert row["act"]["label"] == "جلسهٔ رسیدگی"
        assert row["act"]["url"].endswith(str(session.public_id))
        assert " data-decide>" not in response.content.decode()

    def test_offers_no_decision_to_who_reported(
        self, browser_of: SignIn, walk: Callable[..., Walk], gas: Agency, gas_manager: Principal
    ) -> None:
        other = make_principal(Role.AGENCY_MANAGER, gas)
        walk(reporter=gas_manager, triager=other).open().notify().defend()

        response = page(browser_of(gas_manager), "list", queue="decide")

        assert response.context["rows"][0]["act"] is None

    def test_begins_its_steps_with_the_filing(
        self, browser_of: SignIn, gas_manager: Principal, association: Principal, defended: Case
    ) -> None:
        report = defended.reports.get()

        for person, note in ((gas_manager, jalali.day_near(report.submitted_on, today())),
                             (association, "")):  # fmt: skip
            first, second, *_later = (
                browser_of(person).get(defended.get_absolute_url()).context["steps"]
            )
            assert (first["label"], first["state"], first["note"]) == ("ثبت", "done", note)
            assert second["label"] == "ابلاغ به دفتر"

    def test_names_an_offices_list_once_in_its_crumbs(
        self, browser_of: SignIn, operator: Principal, gas_manager: Principal, defended: Case
    ) -> None:
        def labels(person: Principal, **asked: str) -> list[str]:
            url = reverse("violations:file", args=[defended.number])
            crumbs = browser_of(person).get(url, asked).context["crumbs"]
            return [str(crumb["label"]) for crumb in crumbs]

        assert labels(operator, queue="own") == ["پرونده‌های دفتر", defended.number]
        assert len(labels(operator)) == 2
        assert len(labels(gas_manager, queue="decide")) == 3

    def test_has_no_column_of_acts_where_nothing_can_be_done(
        self, browser_of: SignIn, auditor: Principal, gas_manager: Principal, defended: Case
    ) -> None:
        assert "act" in page(browser_of(gas_manager), "list").context["shown_columns"]
        assert "act" not in page(browser_of(auditor), "list").context["shown_columns"]

    def test_calls_the_place_what_the_navigation_calls_it(
        self, browser_of: SignIn, gas_manager: Principal, operator: Principal, defended: Case
    ) -> None:
        for actor in (gas_manager, operator):
            response = page(browser_of(actor), "file", defended.number)
            (name,) = (item.label for item in response.context["nav"] if item.current)
            assert name != "تخلفات"
            assert f">{name}</a></li>" in text_of(response)
            assert f"· {name} ·" in text_of(response)

    def test_hides_another_agencys_cases(
        self, browser_of: SignIn, power_manager: Principal, defended: Case
    ) -> None:
        response = page(browser_of(power_manager), "list", queue="cases")

        assert response.context["rows"] == []

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, 1),
            ({"q": "وجود ندارد"}, 0),
            ({"severity": "major"}, 1),
            ({"severity": "minor"}, 0),
            ({"county": "999999999"}, 0),
            ({"county": "x"}, 0),
            ({"track": "licence"}, 0),
            ({"state": "defended"}, 1),
        ],
    )
    def test_narrows(
        self,
        query: dict[str, str],
        found: int,
        browser_of: SignIn,
        gas_manager: Principal,
        defended: Case,
    ) -> None:
        response = page(browser_of(gas_manager), "list", queue="cases", **query)

        assert len(response.context["rows"]) == found

    def test_finds_by_number_and_by_office(
        self, browser_of: SignIn, gas_manager: Principal, defended: Case
    ) -> None:
        client = browser_of(gas_manager)

        for words in (defended.number, defended.office.code, defended.office.name):
            rows = page(client, "list", queue="cases", q=words).context["rows"]
            assert [row["number"] for row in rows] == [defended.number]

    def test_finds_by_an_offices_manager_only_who_sees_him(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        association: Principal,
        defended: Case,
    ) -> None:
        office = defended.office
        key = search_key(office.code, office.name, "لیلا متصدی", "", "")
        Office.objects.filter(pk=office.pk).update(search_key=key, is_member=True)

        for actor, found in (gas_manager, 1), (association, 0):
            listed = page(browser_of(actor), "list", queue="cases", q="لیلا متصدی")
            assert len(listed.context["rows"]) == found
            assert len(page(browser_of(actor), "list", queue="cases").context["rows"]) == 1

    def test_walks_pages_by_keyset(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        contract: Contract,
        gas_clerk: Principal,
    ) -> None:
        kind = make_type()
        for _number in range(27):
            file_report(contract, gas_clerk, kind, separate_reason="رسید دیگری است")
        client = browser_of(gas_manager)

        first = page(client, "list", queue="triage", size="25")
        second = client.get(f"{reverse('violations:list')}?{first.context['next_query']}")

        numbers = [row["number"] for row in first.context["rows"] + second.context["rows"]]
        assert len(numbers) == len(set(numbers)) == 27

    def test_refuses_a_foreign_cursor(self, browser_of: SignIn, gas_manager: Principal) -> None:
        assert page(browser_of(gas_manager), "list", cursor="x.y").status_code == 400

    def test_costs_the_same_for_one_row_and_for_a_page(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        contract: Contract,
        gas_clerk: Principal,
        django_assert_num_queries: Any,
        django_assert_max_num_queries: Any,
    ) -> None:
        client, kind = browser_of(gas_manager), make_type()
        file_report(contract, gas_clerk, kind)
        page(client, "list", queue="triage")
        with django_assert_max_num_queries(30) as few:
            page(client, "list", queue="triage")
        for _number in range(29):
            file_report(contract, gas_clerk, kind, separate_reason="رسید دیگری است")

        with django_assert_num_queries(len(few.captured_queries)):
            response = page(client, "list", queue="triage")

        assert len(response.context["rows"]) == 25

    def test_tells_the_operator_what_to_do_next(
        self, browser_of: SignIn, operator: Principal, walk: Callable[..., Walk]
    ) -> None:
        told = walk(on=TODAY - timedelta(days=5)).open().wait(1).notify()

        response = page(browser_of(operator), "list")

        (row,) = response.context["rows"]
        assert row["act"]["url"] == reverse("violations:defence", args=[told.case.number])
        assert "violations/own.html" in [t.name for t in response.templates]

    def test_gives_the_operator_no_day_by_which_others_must_serve(
        self, browser_of: SignIn, operator: Principal, walk: Callable[..., Walk]
    ) -> None:
        story = walk(on=TODAY - timedelta(days=30)).open()
        actions.issue_notice(
            case_id=story.case.pk, kind="charge", channel="portal", actor=story.triager,
            **story.now,
        )  # fmt: skip

        (row,) = page(browser_of(operator), "list").context["rows"]

        assert (row["ribbon"], row["is_late"], row["is_near"]) == (None, False, False)


class TestFilePage:
    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("gas_manager", 200),
            ("gas_clerk", 200),
            ("gas_appeal", 200),
            ("deputy", 200),
            ("expert", 200),
            ("secretariat", 200),
            ("chair", 200),
            ("auditor", 200),
            ("county_rep", 200),
            ("association", 200),
            ("operator", 200),
            ("power_manager", 404),
            ("power_clerk", 404),
            ("platform_admin", 404),
        ],
    )
    def test_shows_a_case_in_scope_only(
        self, name: str, status: int, request: Any, browser_of: SignIn, defended: Case
    ) -> None:
        client = browser_of(request.getfixturevalue(name))

        assert page(client, "file", defended.number).status_code == status

    @pytest.mark.parametrize("address", ["/violations?queue=all", "/violations/{number}"])
    def test_counts_a_clock_that_is_late_for_years(
        self, address: str, deputy: Principal, browser_of: SignIn
    ) -> None:
        opened_on = TODAY - timedelta(days=900)
        case = make_case(opened_on=opened_on, serve_due_on=opened_on + timedelta(days=3))

        answer = browser_of(deputy).get(address.format(number=case.number))

        assert case.number in text_of(answer).translate(LATIN)
        assert any(word in text_of(answer) for word in ("معوق", "روز کاری تأخیر"))

    def test_draws_the_decisions_window_before_it_begins(
        self, walk: Callable[..., Walk], deputy: Principal, browser_of: SignIn
    ) -> None:
        case = walk().open().notify().case

        shown = page(browser_of(deputy), "file", case.number).context["clocks"]

        decision = next(clock.ribbon for clock in shown if clock.key == "decision")
        assert (decision.due_on, decision.marked) == (case.decision_due_on, None)
        assert decision.left > 0

    @pytest.mark.parametrize(
        ("served", "words"), [(False, "تصمیم گرفته شد، در انتظار ابلاغ"), (True, "در مهلت اعتراض")]
    )
    def test_opens_the_appeal_window_with_service(
        self,
        served: bool,
        words: str,
        walk: Callable[..., Walk],
        gas_manager: Principal,
        browser_of: SignIn,
    ) -> None:
        told = walk().open().notify().defend().decide(gas_manager)
        if served:
            told.notify("decision")

        marks = page(browser_of(gas_manager), "file", told.case.number).context["marks"]

        assert words in [mark["text"] for mark in marks]

    @pytest.mark.parametrize("name", ["operator", "association"])
    def test_tells_the_offices_side_no_reporter_and_no_note(
        self,
        name: str,
        request: Any,
        browser_of: SignIn,
        defended: Case,
        gas_clerk: Principal,
        gas_manager: Principal,
    ) -> None:
        shown = text_of(page(browser_of(request.getfixturevalue(name)), "file", defended.number))

        assert NOTE not in shown
        assert gas_clerk.name not in shown
        assert gas_manager.name not in shown

    def test_shows_the_association_no_text_and_no_evidence(
        self, browser_of: SignIn, association: Principal, defended: Case
    ) -> None:
        response = page(browser_of(association), "file", defended.number)

        assert STORY not in text_of(response)
        assert DEFENCE not in text_of(response)
        assert response.context["exhibits"] == []

    def test_names_the_twin_to_the_office_once_its_notice_is_served(
        self,
        browser_of: SignIn,
        operator: Principal,
        gas_manager: Principal,
        walk: Callable[..., Walk],
    ) -> None:
        story = walk(kind=make_type(track="both")).open()
        own, twin = story.cases
        story.use(own).notify()

        def linked(actor: Principal) -> Any:
            return page(browser_of(actor), "file", own.number).context["linked"]

        assert linked(operator) is None
        assert linked(gas_manager)["track"]
        twin_story = Case.objects.get(pk=twin.pk)
        assert twin_story.linked_id == own.pk

    def test_shows_the_operator_what_was_reported_and_answered(
        self, browser_of: SignIn, operator: Principal, defended: Case
    ) -> None:
        shown = text_of(page(browser_of(operator), "file", defended.number))

        assert STORY in shown
        assert DEFENCE in shown

    def test_offers_the_decision_to_the_agencys_manager_alone(
        self, request: Any, browser_of: SignIn, defended: Case
    ) -> None:
        names = ("gas_manager", "gas_clerk", "deputy", "secretariat", "chair", "operator")

        offering = [
            name
            for name in names
            if page(browser_of(request.getfixturevalue(name)), "file", defended.number).context[
                "decision_form"
            ]
        ]

        assert offering == ["gas_manager"]

    def test_offers_no_decision_to_the_reporter(
        self, browser_of: SignIn, gas_manager: Principal, walk: Callable[..., Walk], gas: Any
    ) -> None:
        other = make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دوم گاز")
        told = walk(on=TODAY - timedelta(days=12), reporter=gas_manager, triager=other)
        told.open().wait(1).notify().wait(3).defend()

        response = page(browser_of(gas_manager), "file", told.case.number)

        assert response.context["decision_form"] is None
        assert response.context["offers"].blocked

    def test_shows_an_ordinary_step_in_no_alarming_colour(
        self, browser_of: SignIn, gas_manager: Principal, defended: Case
    ) -> None:
        events = page(browser_of(gas_manager), "file", defended.number).context["events"]

        assert not [event for event in events if event["tone"] == "bad"]

    def test_marks_what_the_matrix_proposes_and_chooses_nothing(
        self, browser_of: SignIn, gas_manager: Principal, defended: Case
    ) -> None:
        response = page(browser_of(gas_manager), "file", defended.number)

        form = response.context["decision_form"]
        assert (form.proposal, form["verdict"].value()) == ("written_warning", None)
        assert "پیشنهاد جدول" in form.fields["verdict"].hints["written_warning"]
        assert not response.context["verdict"]
        assert response.context["effect"].points_added == defended.points

    def test_reads_a_number_in_persian_digits(
        self, browser_of: SignIn, gas_manager: Principal, defended: Case
    ) -> None:
        persian = defended.number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))

        assert page(browser_of(gas_manager), "file", persian).status_code == 200

    def test_counts_other_agencies_cases_without_naming_them(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        power_clerk: Principal,
        power_manager: Principal,
        power: Any,
        operator: Principal,
        defended: Case,
    ) -> None:
        other = make_contract(agency=power, office=defended.office)
        told = Walk(
            file_report(other, power_clerk, on=TODAY - timedelta(days=90)), power_manager, operator
        )
        told.open().notify().wait(13).decide(power_manager).notify("decision").wait(40)

        response = page(browser_of(gas_manager), "file", defended.number)

        assert told.case.state == CaseState.FINAL
        assert told.case.number not in [
            row["number"] for row in response.context["history"]["rows"]
        ]
        assert response.context["history"]["others"] == [{"severity": "major", "total": 1}]

    def test_marks_what_is_an_earlier_holders(
        self, browser_of: SignIn, gas_manager: Principal, defended: Case, contract: Contract
    ) -> None:
        old = make_final_case(contract=contract, holder=make_holder())

        on_case = page(browser_of(gas_manager), "file", defended.number)
        on_office = browser_of(gas_manager).get(defended.office.get_absolute_url())

        rows = {row["number"]: row for row in on_case.context["history"]["rows"]}
        assert rows[old.number]["is_former"]
        assert "از دارندهٔ پیشین؛ شمرده نمی‌شود" in on_case.content.decode()
        assert "از دارندهٔ پیشین؛ شمرده نمی‌شود" in on_office.content.decode()

    def test_walks_the_queue_it_was_opened_from(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        contract: Contract,
        gas_clerk: Principal,
    ) -> None:
        kind = make_type()
        first, second, third = (
            file_report(contract, gas_clerk, kind, separate_reason="رسید دیگری است")
            for _number in range(3)
        )

        response = page(browser_of(gas_manager), "file", second.number, queue="triage")

        walk = response.context["walk"]
        assert first.number in walk.previous
        assert third.number in walk.next

    def test_costs_the_same_with_a_longer_history(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        walk: Callable[..., Walk],
        defended: Case,
        django_assert_num_queries: Any,
        django_assert_max_num_queries: Any,
    ) -> None:
        client = browser_of(gas_manager)
        walk(on=TODAY - timedelta(days=4)).open()
        page(client, "file", defended.number)
        with django_assert_max_num_queries(81) as few:
            page(client, "file", defended.number)
        for _number in range(4):
            walk(on=TODAY - timedelta(days=3), separate_reason="رسید دیگری است").open()

        with django_assert_num_queries(len(few.captured_queries)):
            page(client, "file", defended.number)


class TestReportPage:
    @pytest.fixture
    def report(self, walk: Callable[..., Walk]) -> ViolationReport:
        return walk(at=NOW).report

    @pytest.mark.parametrize(
        ("name", "status"),
        [
            ("gas_manager", 200),
            ("gas_clerk", 200),
            ("deputy", 200),
            ("secretariat", 200),
            ("operator", 404),
            ("association", 404),
            ("county_rep", 404),
            ("power_manager", 404),
        ],
    )
    def test_shows_a_report_in_scope_only(
        self, name: str, status: int, request: Any, browser_of: SignIn, report: ViolationReport
    ) -> None:
        client = browser_of(request.getfixturevalue(name))

        assert page(client, "file", report.number).status_code == status

    def test_offers_triage_to_the_manager(
        self, browser_of: SignIn, gas_manager: Principal, report: ViolationReport
    ) -> None:
        response = page(browser_of(gas_manager), "file", report.number)

        assert {offer.name for offer in response.context["offers"].all} == {
            "accept", "return", "duplicate", "refer", "reject",
        }  # fmt: skip

    def test_offers_withdrawal_to_the_reporter_for_ten_minutes(
        self, browser_of: SignIn, gas_clerk: Principal, report: ViolationReport
    ) -> None:
        early = page(browser_of(gas_clerk), "file", report.number)
        with time_machine.travel(NOW + timedelta(minutes=11), tick=False):
            late = page(browser_of(gas_clerk), "file", report.number)

        assert "withdraw" in early.context["offers"]
        assert "withdraw" not in late.context["offers"]

    def test_becomes_the_cases_page(
        self, browser_of: SignIn, gas_manager: Principal, walk: Callable[..., Walk]
    ) -> None:
        told = walk().open()

        response = page(browser_of(gas_manager), "file", told.report.number)

        assert response.context["case"].pk == told.case.pk


class TestEvidence:
    @pytest.fixture
    def sealed(self, contract: Contract, gas_clerk: Principal, picture: bytes) -> Any:
        return self.seal(contract, gas_clerk, picture)

    @staticmethod
    def seal(contract: Contract, clerk: Principal, picture: bytes) -> Any:
        from_file = actions.upload_evidence(
            file=uploaded("رسید.jpg", picture), kind="report", actor=clerk, at=NOW
        )
        file_report(contract, clerk, evidence_ids=[from_file.public_id])
        from_file.refresh_from_db()
        return from_file

    def test_hands_the_rebuilt_copy_to_all_as_an_attachment(
        self, browser_of: SignIn, gas_manager: Principal, sealed: Any, picture: bytes
    ) -> None:
        response = page(browser_of(gas_manager), "evidence", sealed.public_id)

        assert response.content != picture
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith("attachment;")
        assert "filename*=UTF-8''%D8%B1" in response["Content-Disposition"]
        assert "sandbox" in response["Content-Security-Policy"]

    def test_hands_the_original_only_to_who_judges_and_asks(
        self,
        browser_of: SignIn,
        operator: Principal,
        gas_manager: Principal,
        sealed: Any,
        picture: bytes,
    ) -> None:
        Walk(sealed.report, gas_manager, operator).open().notify()
        address = f"/evidence/{sealed.public_id}?original=1"
        manager, office = browser_of(gas_manager), browser_of(operator)

        assert manager.get(address).content == picture
        assert office.get(address).status_code == 404
        assert address in text_of(page(manager, "exhibit", sealed.public_id))
        assert address not in text_of(page(office, "exhibit", sealed.public_id))
        (event,) = AuditEvent.objects.filter(verb="evidence.original_opened")
        assert event.actor_id == gas_manager.user_id

    def test_records_each_opening(
        self, browser_of: SignIn, gas_manager: Principal, sealed: Any
    ) -> None:
        page(browser_of(gas_manager), "evidence", sealed.public_id)

        events = AuditEvent.objects.filter(verb="evidence.opened")
        assert [event.actor_id for event in events] == [gas_manager.user_id]

    @pytest.mark.parametrize("name", ["power_manager", "association", "operator"])
    def test_is_not_there_out_of_scope(
        self, name: str, request: Any, browser_of: SignIn, sealed: Any
    ) -> None:
        client = browser_of(request.getfixturevalue(name))

        assert page(client, "evidence", sealed.public_id).status_code == 404
        assert page(client, "thumbnail", sealed.public_id).status_code == 404

    def test_hands_the_office_only_the_clean_copy(
        self,
        browser_of: SignIn,
        operator: Principal,
        gas_manager: Principal,
        sealed: Any,
        picture: bytes,
    ) -> None:
        Walk(sealed.report, gas_manager, operator).open().notify()

        response = page(browser_of(operator), "evidence", sealed.public_id)

        assert response.status_code == 200
        assert response.content != picture

    def test_draws_a_thumbnail(
        self, browser_of: SignIn, gas_manager: Principal, sealed: Any
    ) -> None:
        response = page(browser_of(gas_manager), "thumbnail", sealed.public_id)

        assert response["Content-Type"] == "image/jpeg"
        assert response.content[:2] == b"\xff\xd8"

    def test_stands_on_a_page_among_its_neighbours(
        self,
        browser_of: SignIn,
        contract: Contract,
        gas_clerk: Principal,
        gas_manager: Principal,
        picture: bytes,
    ) -> None:
        files = [
            actions.upload_evidence(
                file=uploaded(name, picture), kind="report", actor=gas_clerk, at=NOW
            )
            for name in ("قبض.jpg", "رسید.jpg")
        ]
        report = file_report(contract, gas_clerk, evidence_ids=[file.public_id for file in files])

        response = page(browser_of(gas_manager), "exhibit", files[1].public_id)

        assert response.context["record"] == report
        assert response.context["previous"].endswith(f"/evidence/{files[0].public_id}/view")
        assert not response.context["next"]
        assert f'src="/evidence/{files[1].public_id}"' in text_of(response)
        assert not AuditEvent.objects.filter(verb="evidence.opened").exists()

    @pytest.mark.parametrize("name", ["power_manager", "association", "operator"])
    def test_has_no_page_out_of_scope(
        self, name: str, request: Any, browser_of: SignIn, sealed: Any
    ) -> None:
        client = browser_of(request.getfixturevalue(name))

        assert page(client, "exhibit", sealed.public_id).status_code == 404

    def test_refuses_a_file_that_differs_from_its_seal(
        self, browser_of: SignIn, gas_manager: Principal, sealed: Any
    ) -> None:
        with sealed.original.open("r+b") as file:
            file.seek(40)
            file.write(b"\x00\x01\x02\x03")

        response = page(browser_of(gas_manager), "evidence", sealed.public_id)

        assert response.status_code == 409
        assert AuditEvent.objects.filter(verb="evidence.opened").exclude(note="").exists()


@pytest.fixture
def picture() -> bytes:
    """Return a JPEG."""
    return jpeg()


def uploaded(name: str, content: bytes) -> Any:
    """Return a file as a form sends it."""
    return SimpleUploadedFile(name, content)


def jpeg() -> bytes:
    """Return a small JPEG with metadata that a clean copy lacks."""
    body = io.BytesIO()
    Image.new("RGB", (120, 80), "white").save(body, "JPEG", comment=b"phone of somebody")
    return body.getvalue()


@pytest.mark.django_db
def test_an_address_with_a_state_of_cases_opens_the_cases(browser_of, secretariat) -> None:
    answer = browser_of(secretariat).get("/violations?state=final", follow=True)

    assert answer.redirect_chain == [("/violations?queue=cases&state=final", 302)]

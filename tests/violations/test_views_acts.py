"""The acts on reports and cases, each on its own page: done, refused, or not there."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now, today
from core.jalali import iso_jalali, long, short
from core.persian import persian_digits
from tests.factories import NOW, TODAY, make_principal, make_type
from tests.violations.stories import LONG_AGO, REASONS, Walk, scan_of
from violations.actions import report_correction
from violations.actions.corrections import first_correction_day
from violations.models import Case, Evidence, ViolationReport
from violations.states import CaseState, ReportState

SignIn = Callable[[Principal], Client]
Begin = Callable[..., Walk]
LONG = "این دلیل به اندازه‌ای بلند است که هر فرمی آن را بپذیرد و چیزی کم نداشته باشد."


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Stop the clock at the noon of the tests' day."""
    with time_machine.travel(NOW, tick=False):
        yield


def address(name: str, *args: object) -> str:
    """Return the address of a page."""
    return reverse(f"violations:{name}", args=args)


def do(client: Client, name: str, *args: object, **data: Any) -> Any:
    """Return the answer to an act's form."""
    return client.post(address(name, *args), data)


def picture() -> SimpleUploadedFile:
    """Return a small JPEG as a form sends it."""
    body = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(body, "JPEG")
    return SimpleUploadedFile("رسید.jpg", body.getvalue())


def heard(walk: Begin, **values: Any) -> Walk:
    """Return a case that waits for its decision today."""
    return walk(on=TODAY - timedelta(days=12), **values).open().wait(1).notify().wait(3).defend()


@pytest.fixture
def walk(of_colleague: Begin) -> Begin:
    """Return what begins a case that a colleague of the clerk reported."""
    return of_colleague


class TestTriage:
    def test_accepts(self, browser_of: SignIn, gas_manager: Principal, walk: Begin) -> None:
        report = walk().report

        response = do(browser_of(gas_manager), "accept", report.number)

        assert response["Location"] == address("file", report.number)
        assert Case.objects.get().number == report.number

    @pytest.mark.parametrize(
        ("name", "state", "data"),
        [
            ("return", ReportState.RETURNED, {"reason": LONG}),
            ("reject", ReportState.REJECTED, {"reason": LONG}),
            ("refer", ReportState.REFERRED, {"referred_to": "دادسرا", "reason": LONG}),
        ],
    )
    def test_ends_or_returns_with_a_reason(
        self,
        name: str,
        state: str,
        data: dict[str, str],
        browser_of: SignIn,
        gas_manager: Principal,
        walk: Begin,
    ) -> None:
        report, client = walk().report, browser_of(gas_manager)

        shown = client.get(address(name, report.number))
        silent = do(client, name, report.number)
        done = do(client, name, report.number, **data)

        assert shown.status_code == 200
        assert silent.status_code == 422
        assert done.status_code == 302
        assert ViolationReport.objects.get().state == state

    def test_says_which_time_it_would_be(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        page = browser_of(gas_manager).get(f"/violations/{walk().report.number}")

        assert "امتیاز، نخستین بار." in page.text

    def test_marks_a_duplicate(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        kind = make_type()
        first = walk(kind=kind).report
        second = walk(kind=kind, separate_reason="رسید دیگری است").report
        client = browser_of(gas_manager)

        shown = client.get(address("duplicate", second.number))
        none = do(client, "duplicate", second.number, reason=LONG)
        unknown = do(client, "duplicate", second.number, original="1405-99999", reason=LONG)
        done = do(client, "duplicate", second.number, candidate=first.number, reason=LONG)

        choices = shown.context["form"].fields["candidate"].choices
        assert [value for value, _label in choices] == [first.number]
        assert none.status_code == 422
        assert unknown.status_code == 422
        assert done.status_code == 302
        second.refresh_from_db()
        assert second.duplicate_of_id == first.pk

    @pytest.mark.parametrize("name", ["accept", "return", "reject", "refer", "duplicate"])
    def test_is_forbidden_to_the_clerk_and_absent_for_others(
        self,
        name: str,
        browser_of: SignIn,
        gas_clerk: Principal,
        power_manager: Principal,
        operator: Principal,
        walk: Begin,
    ) -> None:
        number = walk().report.number

        assert browser_of(gas_clerk).get(address(name, number)).status_code == 403
        assert browser_of(power_manager).get(address(name, number)).status_code == 404
        assert browser_of(operator).get(address(name, number)).status_code == 404

    def test_is_withheld_from_the_reporter(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        report, client = walk(reporter=gas_manager).report, browser_of(gas_manager)

        shown = client.get(address("accept", report.number))
        done = do(client, "accept", report.number)

        assert shown.status_code == 409
        assert shown.context["against"]
        assert done.status_code == 422
        assert not Case.objects.exists()

    def test_says_that_it_is_too_late(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        report = walk().open().report

        assert browser_of(gas_manager).get(address("reject", report.number)).status_code == 409


class TestReporter:
    def test_withdraws(self, browser_of: SignIn, gas_clerk: Principal, walk: Begin) -> None:
        report = walk(at=NOW, reporter=gas_clerk).report

        do(browser_of(gas_clerk), "withdraw", report.number)

        report.refresh_from_db()
        assert report.state == ReportState.WITHDRAWN

    def test_may_not_withdraw_anothers(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        number = walk(at=NOW).report.number

        assert browser_of(gas_manager).get(address("withdraw", number)).status_code == 403

    def test_supplements_a_returned_report_and_keeps_the_file_on_error(
        self, browser_of: SignIn, gas_clerk: Principal, gas_manager: Principal, walk: Begin
    ) -> None:
        report = walk(reporter=gas_clerk).report
        do(browser_of(gas_manager), "return", report.number, reason=LONG)
        client = browser_of(gas_clerk)

        short = do(client, "supplement", report.number, text="", attachments=[picture()])
        kept = [str(file.public_id) for file in short.context["files"]]
        do(client, "supplement", report.number, text=LONG, evidence=kept)

        assert short.status_code == 422
        assert len(kept) == 1
        report.refresh_from_db()
        assert report.state == ReportState.SUBMITTED
        assert report.evidence.count() == 1


class TestService:
    def test_issues_in_the_portal_and_is_served_by_the_office(
        self, browser_of: SignIn, gas_clerk: Principal, operator: Principal, walk: Begin
    ) -> None:
        told = walk().open()
        number = told.case.number
        office = browser_of(operator)

        before = office.get(address("file", number)).status_code
        do(browser_of(gas_clerk), "notice", number, channel="portal")
        issued = told.case.state
        shown = office.get(address("acknowledge", number, "charge"))
        do(office, "acknowledge", number, "charge", received="on")

        assert before == 404
        assert issued == CaseState.OPENED
        assert shown.context["notice"].text
        assert told.case.state == CaseState.NOTIFIED
        assert told.case.served_on == TODAY

    def test_shows_the_standard_text_that_will_be_sent(
        self, browser_of: SignIn, gas_clerk: Principal, walk: Begin
    ) -> None:
        told = walk().open()
        client = browser_of(gas_clerk)

        before = client.get(address("notice", told.case.number))
        do(client, "notice", told.case.number, channel="portal")

        assert before.context["standard"] == told.case.notices.get().text
        assert "ببینید و در مهلت دفاع" in before.content.decode()

    def test_needs_the_receipt_of_a_letter(
        self, browser_of: SignIn, gas_clerk: Principal, walk: Begin
    ) -> None:
        told = walk(on=TODAY - timedelta(days=4)).open()
        number, client = told.case.number, browser_of(gas_clerk)
        do(client, "notice", number, channel="letter")
        data = {"channel": "letter", "served_on": "امروز", "proof": "رسید ۴۴۱"}

        without = do(client, "service", number, "charge", **data)
        done = do(client, "service", number, "charge", attachments=[picture()], **data)

        assert without.status_code == 422
        assert without.context["form"]["proof"].value() == "رسید ۴۴۱"
        assert done.status_code == 302
        assert told.case.served_on == TODAY

    def test_shows_the_picture_of_the_receipt_to_those_who_read_the_notice(
        self, browser_of: SignIn, gas_clerk: Principal, operator: Principal, auditor: Principal,
        walk: Begin,
    ) -> None:  # fmt: skip
        told = walk(on=TODAY - timedelta(days=4)).open()
        number, client = told.case.number, browser_of(gas_clerk)
        do(client, "notice", number, channel="letter")
        data = {"channel": "letter", "served_on": "امروز", "proof": "رسید ۴۴۱"}
        do(client, "service", number, "charge", attachments=[picture()], **data)
        receipt = told.case.notices.get().receipt
        assert receipt is not None

        for who in (gas_clerk, operator, auditor):
            page = browser_of(who).get(address("file", number)).content.decode()

            assert reverse("violations:exhibit", args=[receipt.public_id]) in page

    def test_is_not_there_for_a_notice_that_was_never_issued(
        self, browser_of: SignIn, gas_clerk: Principal, walk: Begin
    ) -> None:
        number = walk().open().case.number

        client = browser_of(gas_clerk)

        assert client.get(address("service", number, "decision")).status_code == 404
        assert client.get(address("letter", number, uuid4())).status_code == 404

    def test_shows_the_letter_to_the_parties(
        self, browser_of: SignIn, operator: Principal, walk: Begin
    ) -> None:
        told = walk().open().notify()

        response = browser_of(operator).get(
            address("letter", told.case.number, told.case.notices.get().public_id)
        )

        assert told.case.notices.get().letter_no in str(response.context["notice"].letter_no)

    def test_is_not_the_deputys(self, browser_of: SignIn, deputy: Principal, walk: Begin) -> None:
        number = walk().open().case.number

        assert browser_of(deputy).get(address("notice", number)).status_code == 403


class TestHearing:
    def test_takes_a_defence_with_files(
        self, browser_of: SignIn, operator: Principal, walk: Begin
    ) -> None:
        told = walk().open().notify()
        client = browser_of(operator)
        number = told.case.number

        wrong = do(client, "defence", number, text="نه", attachments=[picture()])
        kept = [str(file.public_id) for file in wrong.context["files"]]
        draft = {"stance": "denies", "text": LONG, "evidence": kept}
        review = do(client, "defence", number, review="1", **draft)
        again = do(client, "defence", number, again="1", **draft)
        nothing_yet = told.case.defences.exists()
        done = do(client, "defence", number, **draft)

        assert wrong.status_code == 422
        assert wrong.context["form"]["text"].value() == "نه"
        assert done.status_code == 302
        assert (told.case.state, told.case.defences.count()) == (CaseState.NOTIFIED, 1)
        read = review.content.decode()
        assert (review.status_code, again.status_code, nothing_yet) == (200, 200, False)
        assert LONG in read
        assert f'name="evidence" value="{kept[0]}"' in read
        assert 'name="again"' in read
        assert again.context["form"]["text"].value() == LONG
        assert [str(file.public_id) for file in again.context["files"]] == [str(kept[0])]
        assert told.case.evidence.filter(kind="defence").count() == 1

    def test_shows_what_was_filed_before_with_its_own_files(
        self, browser_of: SignIn, operator: Principal, walk: Begin
    ) -> None:
        told = walk().open().notify()
        client, number = browser_of(operator), told.case.number
        first, second = f"{LONG} نخست", f"{LONG} دوم"
        do(client, "defence", number, stance="denies", text=first, attachments=[picture()])
        do(client, "defence", number, stance="denies", text=second)

        page = client.get(address("defence", number))

        answers = page.context["answers"]
        assert [answer.defence.text for answer in answers] == [first, second]
        assert [len(answer.files) for answer in answers] == [1, 0]
        shown = page.content.decode()
        assert first in shown
        assert shown.index(first) < shown.index('name="text"')
        assert answers[0].files[0]["page"] in shown
        assert page.context["title"] == "تکمیل دفاعیه"

    def test_shows_its_files_on_the_page_of_the_case(
        self, browser_of: SignIn, operator: Principal, gas_manager: Principal, walk: Begin
    ) -> None:
        number = walk().open().notify().case.number
        do(
            browser_of(operator), "defence", number,
            stance="denies", text=LONG, attachments=[picture()],
        )  # fmt: skip

        for reader in (operator, gas_manager):
            page = browser_of(reader).get(f"/violations/{number}")
            (answer,) = page.context["answers"]
            (card,) = answer.files
            assert card["page"] in page.content.decode()

    def test_is_the_offices_alone(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        number = walk().open().notify().case.number

        assert browser_of(gas_manager).get(address("defence", number)).status_code == 403

    def test_waits_for_service(
        self, browser_of: SignIn, operator: Principal, gas_clerk: Principal, walk: Begin
    ) -> None:
        number = walk().open().case.number
        do(browser_of(gas_clerk), "notice", number, channel="portal")

        assert browser_of(operator).get(address("defence", number)).status_code == 409

    def test_names_all_that_is_wrong_with_a_paper_at_once(
        self, browser_of: SignIn, gas_clerk: Principal, walk: Begin
    ) -> None:
        told = walk(on=TODAY - timedelta(days=4)).open().notify()

        refused = do(
            browser_of(gas_clerk), "paper-defence", told.case.number, received_on="1390/01/01"
        )

        assert refused.status_code == 422
        wrong = set(refused.context["form"].errors)
        assert wrong >= {"stance", "text", "attachments", "received_on"}

    def test_enters_a_paper_defence(
        self, browser_of: SignIn, gas_clerk: Principal, walk: Begin
    ) -> None:
        told = walk(on=TODAY - timedelta(days=4)).open().notify()

        response = do(
            browser_of(gas_clerk), "paper-defence", told.case.number,
            stance="partly", text=LONG, received_on="امروز",
            evidence=str(scan_of(gas_clerk, "defence", now())[0]),
        )  # fmt: skip

        assert response.status_code == 302
        assert told.case.defences.get().is_paper

    def test_enters_a_paper_appeal_with_its_picture(
        self, browser_of: SignIn, gas_manager: Principal, gas_clerk: Principal, walk: Begin
    ) -> None:
        told = heard(walk).decide(gas_manager).notify("decision")
        client, number = browser_of(gas_clerk), told.case.number

        offered = client.get(address("file", number)).content.decode()
        bare = do(client, "paper-appeal", number, text=LONG, received_on="امروز")
        done = do(
            client, "paper-appeal", number, text=LONG, received_on="امروز", attachments=picture()
        )
        shown = client.get(address("file", number)).content.decode()

        assert address("paper-appeal", number) in offered
        assert bare.status_code == 422
        assert bare.context["form"].errors["attachments"]
        assert done.status_code == 302
        assert told.case.appeals.get().is_paper
        assert "رسید" in shown
        assert client.get(address("paper-appeal", number)).status_code == 409

    def test_enters_a_paper_appeal_of_the_licence_track_by_the_secretariat(
        self,
        browser_of: SignIn,
        secretariat: Principal,
        chair: Principal,
        gas_clerk: Principal,
        walk: Begin,
    ) -> None:
        told = heard(walk, kind=make_type(track="licence"), triager=secretariat)
        told.sit(chair).decide(chair).notify("decision")
        number = told.case.number

        by_agency = browser_of(gas_clerk).get(address("paper-appeal", number))
        done = do(
            browser_of(secretariat), "paper-appeal", number, text=LONG, received_on="امروز",
            attachments=picture(),
        )  # fmt: skip

        assert by_agency.status_code in {403, 404}
        assert done.status_code == 302
        assert told.case.appeals.get().filed_by == secretariat.user_id

    @pytest.mark.usefixtures("right_code")
    def test_ends_a_window_by_the_offices_declaration_and_a_code_of_its_own(
        self, browser_of: SignIn, operator: Principal, walk: Begin
    ) -> None:
        told = walk().open().notify()
        client, number = browser_of(operator), told.case.number

        shown = client.get(address("waive", number))
        silent = do(client, "waive", number)
        coded = do(client, "waive", number, agreed="on")
        assert told.case.state == CaseState.NOTIFIED
        done = do(client, "waive", number, agreed="on", one_time_code="123456")

        assert told.case.office.code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")) in str(
            shown.context["text"]
        )
        assert (silent.status_code, coded.status_code) == (422, 422)
        assert shown.context["asks_factor"]
        assert "آنچه از دست می‌دهید" in shown.text
        assert done.status_code == 302
        assert told.case.state == CaseState.DEFENCE_LAPSED

    def test_asks_for_a_code_when_the_factor_is_old(
        self, browser_of: SignIn, operator: Principal, walk: Begin
    ) -> None:
        told = walk().open().notify()
        client = browser_of(operator)
        session = client.session
        session["factor_at"] = 0.0
        session.save()

        shown = client.get(address("waive", told.case.number))
        refused = do(client, "waive", told.case.number, agreed="on", one_time_code="123456")

        assert shown.context["asks_factor"]
        assert refused.status_code == 422
        assert told.case.state == CaseState.NOTIFIED

    def test_says_what_is_wrong_before_it_asks_for_a_code(
        self, browser_of: SignIn, gas_appeal: Principal, gas_manager: Principal, walk: Begin
    ) -> None:  # fmt: skip
        told = walk(on=LONG_AGO).open().notify().defend().decide(gas_manager).notify("decision")
        told.wait(60)
        client = browser_of(gas_appeal)
        session = client.session
        session["factor_at"] = 0.0
        session.save()
        (scan,) = scan_of(gas_appeal, "judgment", now())
        given = {
            "result": "annulled", "document_no": "۱۲", "document_on": "۱۳۹۰/۰۱/۱۵",
            "document_issuer": "دیوان عدالت اداری", "reasons": REASONS, "evidence": scan,
        }  # fmt: skip

        wrong = do(client, "judgment", told.case.number, **given)
        right = do(
            client, "judgment", told.case.number,
            **given | {"document_on": iso_jalali(today()).replace("-", "/")},
        )  # fmt: skip
        empty = do(client, "judgment", told.case.number)

        assert wrong.status_code == right.status_code == empty.status_code == 422
        assert "document_on" in wrong.context["form"].errors
        assert not wrong.context["waits_for_code"]
        assert not right.context["form"].errors
        assert right.context["waits_for_code"]
        assert set(empty.context["form"].errors) == {
            "result", "document_no", "document_on", "document_issuer", "reasons", "attachments",
        }  # fmt: skip
        assert told.case.state == CaseState.FINAL
        assert not told.case.decisions.filter(forum="judgment").exists()
        assert not re.search(r"روزهای تعلیق\s*<span class=.optional", empty.content.decode())

    def test_names_the_day_of_decision(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)

        do(browser_of(gas_manager), "schedule", told.case.number, decision_on="۱۴۰۵/۰۹/۱۵")

        assert told.case.state == CaseState.SCHEDULED


class TestCourse:
    def test_the_office_reads_what_was_reported_before_what_happens_next(
        self, browser_of: SignIn, operator: Principal, gas_manager: Principal, walk: Begin
    ) -> None:
        told = walk().open().notify()
        place = address("file", told.case.number)
        page = browser_of(operator).get(place).content.decode()

        story = page.index(told.report.narrative[:12])
        assert story < page.index('id="course"') < page.index('class="stepper"')
        assert 'id="course"' not in browser_of(gas_manager).get(place).content.decode()

    def test_says_that_no_window_of_the_office_runs_while_its_decision_is_awaited(
        self, browser_of: SignIn, operator: Principal, walk: Begin
    ) -> None:
        page = browser_of(operator).get(address("file", heard(walk).case.number))

        assert "مهلتی برای شما در جریان نیست" in page.content.decode()

    def test_leads_on_a_phone_to_the_act_by_its_verb(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk).decide(gas_manager)
        page = browser_of(gas_manager).get(address("file", told.case.number))

        act = page.context["offers"].main
        first = page.content.decode().split('class="narrow-only no-print"')[1].split("</p>")[0]
        assert act.label in first
        assert f'href="{act.url}"' in first


class TestDecision:
    def test_records_outcome_and_sanction(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)

        do(
            browser_of(gas_manager), "decision", told.case.number,
            verdict="written_warning", reasons=REASONS,
        )  # fmt: skip

        decision = told.case.decisions.get()
        assert (decision.outcome, decision.sanction) == ("proven", "written_warning")

    def test_shows_who_was_overtaken_what_they_wrote(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told, late = heard(walk), "نوشتهٔ دوم: دفاع دفتر پذیرفته است و مدرک گزارش کافی نیست."
        client, number = browser_of(gas_manager), told.case.number
        version = client.get(address("decision", number)).context["object"].version
        told_first = {"verdict": "written_warning", "reasons": REASONS, "version": version}
        do(client, "decision", number, **told_first)

        answer = do(
            client, "decision", number, verdict="not_proven", reasons=late, version=version
        )  # fmt: skip

        page = answer.content.decode()
        assert answer.status_code == 409
        assert answer.context["against"] in page
        assert late in page
        assert "نگه داشته شد" in page
        assert told.case.outcome == "proven"

    def test_records_that_nothing_was_proven(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)

        do(
            browser_of(gas_manager), "decision", told.case.number,
            verdict="not_proven", reasons=REASONS,
        )  # fmt: skip

        assert told.case.outcome == "not_proven"

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"verdict": "", "reasons": REASONS}, "verdict"),
            ({"verdict": "written_warning", "reasons": "کوتاه"}, "reasons"),
            ({"verdict": "reminder", "reasons": REASONS}, "override_reason"),
            ({"verdict": "suspension", "reasons": REASONS}, "sanction_days"),
            (
                {"verdict": "suspension", "reasons": REASONS, "sanction_days": "۱۰۰۰"},
                "sanction_days",
            ),
        ],
    )
    def test_refuses_what_lacks_a_reason_and_keeps_the_text(
        self,
        data: dict[str, str],
        field: str,
        browser_of: SignIn,
        gas_manager: Principal,
        walk: Begin,
    ) -> None:
        told = heard(walk)

        response = do(browser_of(gas_manager), "decision", told.case.number, **data)

        assert response.status_code == 422
        assert response.context["form"][field].errors
        assert response.context["form"]["reasons"].value() == data["reasons"]
        assert told.case.state == CaseState.DEFENDED

    def test_refuses_a_verdict_on_the_page_of_its_case(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)

        response = do(browser_of(gas_manager), "decision", told.case.number,
                      verdict="reminder", reasons="کوتاه")  # fmt: skip

        page = response.content.decode()
        assert response.status_code == 422
        assert told.case.defences.get().text in page
        assert page.count('id="decision-form"') == 1
        assert "data-error-summary" in page
        assert "data-short" in page
        assert "دست‌کم ۴۰ حرف</output>" not in page
        assert 'data-when="other"' in page

    def test_asks_for_the_code_as_a_step_and_says_a_wrong_one_at_its_field(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)
        client = browser_of(gas_manager)
        session = client.session
        session["factor_at"] = 0.0
        session.save()
        data = {"verdict": "written_warning", "reasons": REASONS}

        step = do(client, "decision", told.case.number, **data).content.decode()
        wrong = do(client, "decision", told.case.number, **data, one_time_code="123456")

        assert "data-error-summary" not in step
        assert "one-time-code_error" not in step
        assert REASONS in step
        said = wrong.content.decode()
        assert wrong.status_code == 422
        assert 'aria-describedby="one-time-code-note one-time-code_error"' in said
        assert 'href="#one-time-code"' in said
        assert told.case.state == CaseState.DEFENDED

    def test_keeps_the_days_in_the_effect_of_a_form_that_comes_back(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)

        response = do(browser_of(gas_manager), "decision", told.case.number,
                      verdict="suspension", sanction_days="۶۰", reasons="کوتاه")  # fmt: skip

        assert response.status_code == 422
        assert any("60" in said or "۶۰" in said for said in response.context["sentences"])

    def test_previews_each_verdict_without_storing(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk)
        client = browser_of(gas_manager)

        proven = do(client, "decision-preview", told.case.number, verdict="suspension",
                    sanction_days="۱۵")  # fmt: skip
        acquitted = do(client, "decision-preview", told.case.number, verdict="not_proven")

        assert proven.context["proven"]
        assert proven.context["sentences"]
        assert not acquitted.context["proven"]
        letter = proven.content.decode()
        assert 'hx-swap-oob="innerHTML"' in letter
        assert "متصدی محترم دفتر" in proven.context["draft"].addressee
        assert "۱۵ روز" in proven.context["draft"].text
        assert "مهلت اعتراض" in proven.context["draft"].text
        assert "امتیاز" not in acquitted.context["draft"].text
        assert told.case.state == CaseState.DEFENDED

    @pytest.mark.parametrize("name", ["gas_clerk", "deputy", "expert", "chair", "operator"])
    def test_is_forbidden_to_who_only_sees_the_case(
        self, name: str, request: Any, browser_of: SignIn, walk: Begin
    ) -> None:
        number = heard(walk).case.number
        client = browser_of(request.getfixturevalue(name))

        assert client.get(address("decision", number)).status_code == 403
        assert do(client, "decision-preview", number, verdict="reminder").status_code == 403

    def test_of_the_committee_waits_for_its_session(
        self,
        browser_of: SignIn,
        secretariat: Principal,
        chair: Principal,
        walk: Begin,
    ) -> None:
        told = heard(walk, kind=make_type(track="licence"), triager=secretariat)
        client, number = browser_of(chair), told.case.number
        make_principal(Role.COMMITTEE_MEMBER)
        make_principal(Role.COMMITTEE_MEMBER)

        shown = client.get(address("decision", number))
        early = do(client, "decision", number, verdict="written_warning", reasons=REASONS)
        told.sit(chair)
        done = do(client, "decision", number, verdict="written_warning", reasons=REASONS)

        assert shown.status_code == 409
        assert early.status_code == 422  # refused by the act itself, with what was typed
        assert "کمیته در جلسهٔ رسیدگی تصمیم می‌گیرد" in early.content.decode()
        assert done.status_code == 302
        assert "ابلاغ آن با دبیرخانه است" in client.get(done.headers["Location"]).content.decode()
        assert len(told.case.decisions.get().attendance) == 3


class TestAfterwards:
    @pytest.fixture
    def final(self, walk: Begin, gas_manager: Principal) -> Walk:
        told = heard(walk).wait(2).decide(gas_manager).notify("decision")
        return told.waive("appeal")

    def test_reads_an_objection_once_more_before_it_is_sent(
        self, browser_of: SignIn, gas_manager: Principal, operator: Principal, walk: Begin
    ) -> None:
        told = heard(walk).wait(2).decide(gas_manager).notify("decision")
        client, number = browser_of(operator), told.case.number

        begun = client.get(address("appeal", number)).content.decode()
        short = do(client, "appeal", number, review="1", text="نه", attachments=[picture()])
        kept = [str(file.public_id) for file in short.context["files"]]
        draft = {"text": LONG, "evidence": kept}
        review = do(client, "appeal", number, review="1", **draft)
        again = do(client, "appeal", number, again="1", **draft)
        nothing_yet = told.case.state
        done = do(client, "appeal", number, **draft)

        assert 'name="review"' in begun
        assert (short.status_code, review.status_code, again.status_code) == (422, 200, 200)
        read = review.content.decode()
        assert LONG in read
        assert f'name="evidence" value="{kept[0]}"' in read
        assert 'name="again"' in read
        assert 'name="stance"' not in read
        assert again.context["form"]["text"].value() == LONG
        assert (nothing_yet, done.status_code) == (CaseState.DECIDED, 302)
        assert told.case.state == CaseState.APPEALED
        assert told.case.evidence.filter(kind="appeal").count() == 1

    def test_appeals_and_another_person_decides(
        self,
        browser_of: SignIn,
        operator: Principal,
        gas_manager: Principal,
        gas_appeal: Principal,
        walk: Begin,
    ) -> None:
        told = heard(walk).wait(2).decide(gas_manager).notify("decision")
        number = told.case.number

        do(browser_of(operator), "appeal", number, text=LONG)
        page = browser_of(gas_appeal).get(address("appeal-decision", number))
        without = do(browser_of(gas_appeal), "appeal-decision", number, result="reduced",
                     reasons=REASONS)  # fmt: skip
        client = browser_of(gas_appeal)
        done = do(client, "appeal-decision", number, result="annulled", reasons=REASONS)

        text = page.content.decode()
        assert page.context["appeal"].text == LONG
        assert told.case.reports.get().narrative in text
        assert told.case.defences.get().text in text
        assert without.status_code == 422
        assert without.context["form"]["sanction"].errors
        assert done.status_code == 302
        told_then = client.get(done["Location"]).text
        assert "به اعتراض رسیدگی شد. ابلاغیهٔ نتیجه را دستگاه صادر می‌کند." in told_then
        assert (told.case.state, told.case.outcome) == (CaseState.FINAL, "not_proven")

    def test_keeps_the_appeal_from_the_one_who_decided(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = heard(walk).wait(2).decide(gas_manager).notify("decision").appeal()

        client = browser_of(gas_manager)

        assert client.get(address("appeal-decision", told.case.number)).status_code == 403

    def test_says_the_first_day_of_a_correction_beside_its_field(
        self, browser_of: SignIn, gas_manager: Principal, final: Walk
    ) -> None:
        manager, number = browser_of(gas_manager), final.case.number
        form = manager.get(address("correction", number)).context["form"]
        early = do(manager, "correction", number, text=LONG, due_on="۱۴۰۵/۰۹/۰۴")

        first = first_correction_day(final.case, TODAY)
        assert long(first) in str(form.fields["due_on"].help_text)
        assert persian_digits(short(first)) in str(early.context["form"].errors["due_on"])

    def test_corrects_verifies_executes_and_closes(
        self, browser_of: SignIn, gas_manager: Principal, operator: Principal, final: Walk
    ) -> None:
        manager, office = browser_of(gas_manager), browser_of(operator)
        number = final.case.number

        do(manager, "correction", number, text=LONG, due_on="۱۴۰۵/۰۹/۲۱")
        correction = final.case.corrections.get()
        # Nobody computed the day that was typed, so that no page shows how.
        computed = reverse("workdays:deadline", args=["case.correction", correction.public_id])
        assert computed not in manager.get(f"/violations/{number}").content.decode()
        asked = office.get(f"/violations/{number}").context["offers"].main
        assert asked is not None
        assert (asked.name, "۲۱ آذر" in asked.text) == ("correction-report", True)
        do(office, "correction-report", number, correction.public_id, note=LONG)
        early = do(manager, "close", number, note=LONG)
        do(manager, "correction-verify", number, correction.public_id, is_done="yes", note=LONG)
        do(manager, "execute", number)
        done = do(manager, "close", number, note=LONG)

        assert early.status_code == 422
        assert done.status_code == 302
        assert final.case.state == CaseState.CLOSED

    def test_shows_the_proof_and_tells_the_office_why_it_is_asked_again(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        operator: Principal,
        final: Walk,
        upload: Callable[..., Evidence],
    ) -> None:
        manager, office, case = browser_of(gas_manager), browser_of(operator), final.case
        do(manager, "correction", case.number, text=LONG, due_on="۱۴۰۵/۰۹/۲۱")
        correction = case.corrections.get()
        proof = upload(operator, "correction", on=TODAY - timedelta(days=1))
        report_correction(
            correction_id=correction.pk, note=LONG, evidence_ids=[proof.public_id],
            actor=operator, on=today(), at=now(),
        )  # fmt: skip
        why = "کد دفتر در تصویر خوانده نمی‌شود."

        asked = manager.get(address("correction-verify", case.number, correction.public_id))
        do(manager, "correction-verify", case.number, correction.public_id, is_done="no", note=why)
        read = office.get(case.get_absolute_url()).content.decode()
        again = office.get(address("correction-report", case.number, correction.public_id))

        assert [file["name"] for file in asked.context["proofs"]] == [proof.name]
        assert "دوباره خواسته شد" in read
        assert why in read
        assert why in again.content.decode()

    def test_offers_no_judgment_to_who_decided_the_objection(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        gas_appeal: Principal,
        walk: Begin,
    ) -> None:
        told = heard(walk).wait(2).decide(gas_manager).notify("decision").appeal()
        client, place = browser_of(gas_appeal), address("file", told.case.number)
        before = client.get(place).content.decode()
        do(client, "appeal-decision", told.case.number, result="upheld", reasons=REASONS)

        after = client.get(place).content.decode()

        judgment = address("judgment", told.case.number)
        assert "در این پرونده اکنون کاری در انتظار شما نیست." not in before
        assert f'href="{address("appeal-decision", told.case.number)}"' not in after
        assert f'href="{judgment}"' not in after  # never by who decided the objection

    def test_records_a_judgment_that_annuls(
        self,
        browser_of: SignIn,
        gas_manager: Principal,
        gas_appeal: Principal,
        final: Walk,
    ) -> None:
        data = {
            "result": "annulled",
            "document_no": "1405/77", "document_on": "دیروز", "document_issuer": "دیوان",
            "evidence": [str(key) for key in scan_of(gas_appeal, "judgment", now())],
        }  # fmt: skip
        number = final.case.number

        refused = do(browser_of(gas_manager), "judgment", number, reasons=REASONS, **data)
        done = do(browser_of(gas_appeal), "judgment", number, reasons=REASONS, **data)

        assert refused.status_code == 403
        assert done.status_code == 302
        assert final.case.outcome == "not_proven"

    def test_closes_without_action(
        self, browser_of: SignIn, gas_manager: Principal, walk: Begin
    ) -> None:
        told = walk().open()

        do(browser_of(gas_manager), "close-no-action", told.case.number, code="competence",
           reason=LONG)  # fmt: skip

        assert told.case.state == CaseState.CLOSED_NO_ACTION

    def test_adds_a_note_that_the_office_may_not(
        self, browser_of: SignIn, gas_clerk: Principal, operator: Principal, final: Walk
    ) -> None:
        number = final.case.number

        do(browser_of(gas_clerk), "note", number, text="اصل قبض دیده شد.")
        refused = do(browser_of(operator), "note", number, text="من")

        assert final.case.notes.get().text == "اصل قبض دیده شد."
        assert refused.status_code == 403

    @pytest.mark.parametrize(
        "name",
        ["notice", "defence", "waive", "decision", "appeal", "execute", "close", "note"],
    )
    def test_is_absent_for_another_agency(
        self, name: str, browser_of: SignIn, power_manager: Principal, final: Walk
    ) -> None:
        client = browser_of(power_manager)

        assert client.get(address(name, final.case.number)).status_code == 404
        assert do(client, name, final.case.number).status_code == 404

"""A new report in the browser: typed, refused with the text intact, previewed, kept, filed."""

import io
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
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
from contracts.models import Contract
from contracts.states import ContractState
from core.jalali import iso_jalali
from core.persian import persian_digits
from tests.contracts.stories import contract_in
from tests.factories import NOW, TODAY, make_office, make_principal, make_type
from tests.violations.stories import file_report
from violations.models import Evidence, ReportDraft, ViolationReport, ViolationType

SignIn = Callable[[Principal], Client]
TEXT = "مشترک اعلام کرد سی هزار تومان بیش از تعرفه گرفته‌اند."


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Stop the clock at the noon of the tests' day."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kind(db: None) -> ViolationType:
    return make_type("V901")


@pytest.fixture
def clerk(browser_of: SignIn, gas_clerk: Principal) -> Client:
    return browser_of(gas_clerk)


@pytest.fixture
def typed(contract: Contract, kind: ViolationType) -> dict[str, Any]:
    """Return what a clerk types into the form."""
    return {
        "office": contract.office.code,
        "agency": "gaz",
        "type": kind.code,
        "occurred_on": "دیروز",
        "narrative": TEXT,
        "do": "file",
    }


def send(client: Client, data: dict[str, Any]) -> Any:
    """Return the answer to the form."""
    return client.post(reverse("violations:new"), data)


def picture(name: str = "رسید.jpg") -> SimpleUploadedFile:
    """Return a small JPEG as a form sends it."""
    body = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(body, "JPEG")
    return SimpleUploadedFile(name, body.getvalue())


class TestNewReport:
    @pytest.mark.parametrize(
        "name", ["operator", "deputy", "auditor", "chair", "gas_appeal", "platform_admin"]
    )
    def test_is_closed_to_those_who_file_none(
        self, name: str, request: Any, browser_of: SignIn
    ) -> None:
        client = browser_of(request.getfixturevalue(name))

        assert client.get(reverse("violations:new")).status_code == 403

    @pytest.mark.parametrize(
        "name", ["gas_clerk", "gas_manager", "secretariat", "expert", "county_rep", "association"]
    )
    def test_opens_for_those_who_may(
        self, name: str, request: Any, browser_of: SignIn, contract: Contract
    ) -> None:
        client = browser_of(request.getfixturevalue(name))

        assert client.get(reverse("violations:new")).status_code == 200

    @pytest.mark.parametrize("clock", ["۱۱:۲۰", "11.20", "١١٢٠"])
    def test_files_a_report(
        self, clerk: Client, typed: dict[str, Any], gas_clerk: Principal, clock: str
    ) -> None:
        response = send(clerk, typed | {"amount": "۳۰۰٬۰۰۰", "occurred_at": clock})

        report = ViolationReport.objects.get()
        assert response["Location"] == f"{report.get_absolute_url()}?filed=1"
        assert report.reporter_id == gas_clerk.user_id
        assert report.occurred_on == TODAY - timedelta(days=1)
        assert report.amount == 300_000
        assert f"{report.occurred_at:%H:%M}" == "11:20"

    def test_finds_the_office_by_its_name(
        self, clerk: Client, typed: dict[str, Any], contract: Contract
    ) -> None:
        send(clerk, typed | {"office": contract.office.name})

        assert ViolationReport.objects.get().office_id == contract.office_id

    def test_offers_the_offices_that_a_name_fits(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        make_office(name="میدان سعدی ۱")
        make_office(name="میدان سعدی ۲")

        response = send(clerk, typed | {"office": "میدان سعدی"})

        assert response.status_code == 422
        assert len(response.context["form"].matches) == 2

    def test_keeps_office_and_type_for_the_next_one(
        self, clerk: Client, typed: dict[str, Any], contract: Contract, kind: ViolationType
    ) -> None:
        response = clerk.post(reverse("violations:new"), typed | {"do": "next"}, follow=True)

        form = response.context["form"]
        assert response.context["undo"].report.number == ViolationReport.objects.get().number
        assert form["office"].value() == contract.office.code
        assert form["type"].value() == kind.code
        assert not form["narrative"].value()

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("office", "99999999"),
            ("office", ""),
            ("type", ""),
            ("type", "V000"),
            ("occurred_on", "فردا"),
            ("occurred_on", "۱۴۰۵/۱۳/۱"),
            ("occurred_on", "1405/09/04"),
            ("narrative", "کوتاه"),
            ("amount", "سی"),
            ("occurred_at", "۲۵:۹۰"),
        ],
    )
    def test_keeps_what_was_typed_when_it_refuses(
        self, field: str, value: str, clerk: Client, typed: dict[str, Any]
    ) -> None:
        sent = typed | {"place": "باجهٔ ۲"} | {field: value}

        response = send(clerk, sent)

        form = response.context["form"]
        assert response.status_code == 422
        assert form[field].errors
        assert form["place"].value() == "باجهٔ ۲"
        assert form[field].value() == value
        assert not ViolationReport.objects.exists()

    @pytest.mark.parametrize("hour", ["25:70", "2370", "11:2", "یازده", "²:10"])
    def test_says_what_is_wrong_with_an_hour(
        self, clerk: Client, typed: dict[str, Any], hour: str
    ) -> None:
        response = send(clerk, typed | {"occurred_at": hour})

        assert response.status_code == 422
        (error,) = response.context["form"]["occurred_at"].errors
        assert "از ۰۰:۰۰ تا ۲۳:۵۹" in error
        assert response.context["part"]["when"] != "is-done"

    @pytest.mark.parametrize("hour", ["11:20", "1120", "۹:۰۵", "۹.۰۵", "9"])
    def test_takes_an_hour_in_any_digits(
        self, clerk: Client, typed: dict[str, Any], hour: str
    ) -> None:
        assert send(clerk, typed | {"occurred_at": hour}).status_code == 302

    def test_says_that_there_was_no_contract(self, clerk: Client, typed: dict[str, Any]) -> None:
        response = send(clerk, typed | {"office": make_office().code})

        assert response.status_code == 422
        assert not ViolationReport.objects.exists()

    def test_keeps_a_good_file_when_another_is_refused(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        bad = SimpleUploadedFile("bad.pdf", b"not a pdf")

        refused = send(clerk, typed | {"attachments": [picture(), bad]})
        kept = [str(file.public_id) for file in refused.context["files"]]
        send(clerk, typed | {"evidence": kept})

        assert refused.status_code == 422
        assert "bad.pdf" in str(refused.context["form"]["attachments"].errors)
        assert len(kept) == 1
        assert ViolationReport.objects.get().evidence.count() == 1

    def test_leaves_out_a_file_that_was_taken_back(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        refused = send(clerk, typed | {"attachments": [picture()], "narrative": ""})
        (kept,) = [str(file.public_id) for file in refused.context["files"]]

        send(clerk, typed | {"evidence": [kept], "remove": [kept]})

        assert ViolationReport.objects.get().evidence.count() == 0

    def test_takes_no_file_of_another_person(
        self,
        clerk: Client,
        typed: dict[str, Any],
        browser_of: SignIn,
        gas: Any,
    ) -> None:
        other = browser_of(make_principal(Role.AGENCY_CLERK, gas))
        send(other, typed | {"attachments": [picture()], "narrative": ""})
        stolen = str(Evidence.objects.get().public_id)

        response = send(clerk, typed | {"evidence": [stolen]})

        assert response.status_code == 422
        assert response.context["files"] == []

    def test_asks_once_whether_it_is_the_same_event(
        self,
        clerk: Client,
        typed: dict[str, Any],
        contract: Contract,
        gas_clerk: Principal,
        kind: ViolationType,
    ) -> None:
        file_report(contract, gas_clerk, kind)

        asked = send(clerk, typed)
        silent = send(clerk, typed | {"duplicate": "separate"})
        answered = send(
            clerk, typed | {"duplicate": "separate", "separate_reason": "رسید دیگری است"}
        )

        assert asked.status_code == 422
        assert asked.context["preview"].twins
        assert asked.context["form"].errors["duplicate"]
        assert 'href="#id_duplicate"' in asked.content.decode()
        assert silent.status_code == 422
        assert silent.context["form"]["separate_reason"].errors
        assert answered.status_code == 302
        assert ViolationReport.objects.count() == 2

    def test_files_evidence_for_the_same_event(
        self,
        clerk: Client,
        typed: dict[str, Any],
        contract: Contract,
        gas_clerk: Principal,
        kind: ViolationType,
    ) -> None:
        file_report(contract, gas_clerk, kind)

        response = send(clerk, typed | {"duplicate": "same"})

        assert response.status_code == 302
        assert ViolationReport.objects.order_by("-pk")[0].separate_reason == ""


class TestReportPreview:
    def test_says_that_the_type_asks_for_an_agency_before_it_is_filed(
        self, browser_of: SignIn, expert: Principal, typed: dict[str, Any]
    ) -> None:
        browser = browser_of(expert)
        lack = "دستگاه را برگزینید: این نوع دربارهٔ قرارداد آن است."

        without = browser.post(reverse("violations:preview"), typed | {"agency": ""})
        told = browser.post(reverse("violations:preview"), typed)
        refused = send(browser, typed | {"agency": "", "narrative": "کوتاه"})

        assert lack in without.content.decode()
        assert lack not in told.content.decode()
        assert set(refused.context["form"].errors) == {"agency", "narrative"}
        assert refused.context["form"]["agency"].errors == [lack]

    def test_tells_the_effect_and_the_twins(
        self,
        clerk: Client,
        typed: dict[str, Any],
        contract: Contract,
        gas_clerk: Principal,
        kind: ViolationType,
    ) -> None:
        twin = file_report(contract, gas_clerk, kind)

        response = clerk.post(reverse("violations:preview"), typed)

        preview = response.context["preview"]
        assert preview.effect.points_added == kind.points
        after = persian_digits(preview.bar.current + kind.points)
        assert f"به {after} می‌رسد" in response.content.decode()
        assert [found.number for found in preview.twins] == [twin.number]
        assert preview.contract.pk == contract.pk
        assert [step.until for step in preview.ahead] == sorted(
            step.until for step in preview.ahead
        )

    def test_answers_an_empty_form(self, clerk: Client, contract: Contract) -> None:
        response = clerk.post(reverse("violations:preview"), {})

        assert response.status_code == 200
        assert response.context["preview"].effect is None

    def test_does_not_call_an_office_without_contract_done(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        stranger = make_office()

        done = clerk.post(reverse("violations:preview"), typed)
        response = clerk.post(reverse("violations:preview"), typed | {"office": stranger.code})

        assert done.context["part"]["office"] == "is-done"
        assert response.context["part"]["office"] == "is-now"
        assert "گزارش پذیرفته نمی‌شود" in response.content.decode()

    def test_takes_a_contract_that_was_in_force_on_the_day_and_has_ended(
        self, clerk: Client, typed: dict[str, Any], gas_clerk: Principal
    ) -> None:
        office = make_office()
        agency = Agency.objects.get(public_id=gas_clerk.agency_ids[0])
        ended = contract_in(ContractState.EXPIRED, agency=agency, office=office)
        sent = typed | {"office": office.code}

        def shown(day: date) -> Any:
            sent["occurred_on"] = iso_jalali(day)
            return clerk.post(reverse("violations:preview"), sent)

        last = ended.ends_on
        assert shown(last).context["preview"].contract == ended
        assert "گزارش پذیرفته نمی‌شود" not in shown(last).content.decode()
        assert shown(last + timedelta(days=1)).context["preview"].contract is None

    @pytest.mark.parametrize(("hour", "is_right"), [("25:70", False), ("23:10", True)])
    def test_says_which_fields_are_right_now(
        self, clerk: Client, typed: dict[str, Any], hour: str, is_right: bool
    ) -> None:
        sent = typed | {"occurred_at": hour}
        response = clerk.post(reverse("violations:preview"), sent)

        assert ("occurred_at" in response.context["cured"]) == is_right
        assert {"occurred_on", "narrative", "amount"} <= set(response.context["cured"])
        assert 'data-cured="' in response.content.decode()

    def test_stores_nothing(self, clerk: Client, typed: dict[str, Any]) -> None:
        clerk.post(reverse("violations:preview"), typed)

        assert not ViolationReport.objects.exists()
        assert not ReportDraft.objects.exists()


class TestDrafts:
    def save(self, client: Client, **data: Any) -> Any:
        return client.post(reverse("violations:drafts"), data)

    def test_saves_over_itself(self, clerk: Client) -> None:
        first = self.save(clerk, office="722", narrative="نیمه").json()

        second = self.save(clerk, draft=first["draft"], narrative="نیمه‌کاره").json()

        assert second["draft"] == first["draft"]
        assert ReportDraft.objects.get().data["narrative"] == "نیمه‌کاره"

    def test_brings_the_count_and_the_way_to_discard_it(self, clerk: Client) -> None:
        page = clerk.get(reverse("violations:new")).content.decode()
        told = clerk.post(reverse("violations:drafts"), {"narrative": "آغاز"}).json()

        assert "data-drafts" in page
        assert re.search(r"<button[^>]*data-discard[^>]*hidden", page)
        assert "(۱)" in told["drafts"]
        assert clerk.post(told["discard"]).status_code == 302
        assert not ReportDraft.objects.exists()

    def test_is_resumed_as_it_was_typed(self, clerk: Client, contract: Contract) -> None:
        saved = self.save(clerk, office="722", occurred_on="۱/۹", narrative="نیمه").json()

        form = clerk.get(saved["url"]).context["form"]

        assert form["occurred_on"].value() == "۱/۹"
        assert form["narrative"].value() == "نیمه"
        assert str(form["draft"].value()) == saved["draft"]

    def test_is_kept_without_scripts_too(self, clerk: Client, typed: dict[str, Any]) -> None:
        response = send(clerk, typed | {"do": "draft"})

        draft = ReportDraft.objects.get()
        assert str(draft.public_id) in response["Location"]
        assert draft.data["narrative"] == TEXT

    def test_goes_when_the_report_is_filed(self, clerk: Client, typed: dict[str, Any]) -> None:
        saved = self.save(clerk, narrative="نیمه").json()

        send(clerk, typed | {"draft": saved["draft"]})

        assert not ReportDraft.objects.exists()

    def test_is_one_however_often_a_new_form_is_sent(
        self, clerk: Client, contract: Contract
    ) -> None:
        page = clerk.get(reverse("violations:new"))
        given = str(page.context["draft_id"])

        first = self.save(clerk, draft=given, narrative="نیمه").json()
        second = self.save(clerk, draft=given, narrative="نیمه‌کاره").json()

        assert first["draft"] == second["draft"] == given
        assert ReportDraft.objects.get().data["narrative"] == "نیمه‌کاره"

    def test_of_another_is_not_written_over(
        self, clerk: Client, browser_of: SignIn, gas_manager: Principal
    ) -> None:
        saved = self.save(clerk, narrative="نیمه").json()

        other = self.save(browser_of(gas_manager), draft=saved["draft"], narrative="دیگر").json()

        assert other["draft"] != saved["draft"]
        assert {draft.data["narrative"] for draft in ReportDraft.objects.all()} == {"نیمه", "دیگر"}

    def test_lets_the_browser_forget_what_was_filed(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        answer = send(clerk, typed)

        assert f'data-sent="{reverse("violations:new")}"' in clerk.get(answer["Location"]).text
        assert "data-sent" not in clerk.get(answer["Location"]).text

    def test_is_discarded(self, clerk: Client) -> None:
        saved = self.save(clerk, narrative="نیمه").json()

        clerk.post(reverse("violations:draft", args=[saved["draft"]]))

        assert not ReportDraft.objects.exists()

    def test_is_its_writers_alone(
        self, clerk: Client, browser_of: SignIn, gas_manager: Principal, contract: Contract
    ) -> None:
        saved = self.save(clerk, narrative="نیمه").json()
        other = browser_of(gas_manager)

        discarded = other.post(reverse("violations:draft", args=[saved["draft"]]))

        assert discarded.status_code == 404
        assert list(other.get(reverse("violations:drafts")).context["drafts"]) == []
        assert not other.get(saved["url"]).context["form"]["narrative"].value()


class TestUpload:
    def upload(self, client: Client, file: Any, **more: str) -> Any:
        return client.post("/evidence/new", {"file": file, "kind": "report", **more})

    def test_seals_a_file_that_the_report_then_names(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        sealed = self.upload(clerk, picture(), restricted="1")
        response = send(clerk, typed | {"evidence": sealed.json()["id"]})

        assert (sealed.status_code, response.status_code) == (201, 302)
        assert sealed.json()["restricted"]
        evidence = ViolationReport.objects.get().evidence.get()
        assert str(evidence.public_id) == sealed.json()["id"]

    def test_says_why_a_file_is_refused(self, clerk: Client) -> None:
        answer = self.upload(clerk, SimpleUploadedFile("x.jpg", b"no picture"))

        assert answer.status_code == 400
        assert "x.jpg" in answer.json()["detail"]
        assert not Evidence.objects.exists()

    def test_asks_for_the_file(self, clerk: Client) -> None:
        answer = clerk.post("/evidence/new", {"kind": "report"})

        assert (answer.status_code, answer.json()["detail"]) == (422, "فایلی را برگزینید.")

    def test_names_reports_with_the_very_same_file(
        self,
        clerk: Client,
        typed: dict[str, Any],
        contract: Contract,
        gas_clerk: Principal,
        kind: ViolationType,
    ) -> None:
        other = make_type("V904")
        first = self.upload(clerk, picture()).json()["id"]
        send(clerk, typed | {"type": other.code, "evidence": first})
        again = self.upload(clerk, picture()).json()["id"]

        asked = send(clerk, typed | {"evidence": again})

        assert asked.status_code == 422
        (twin,) = asked.context["preview"].twins
        assert twin.by_file
        assert "همین فایل" in asked.content.decode()


FILED = r"گزارش <bdi[^>]*>[^<]*</bdi> ثبت شد"


class TestUndo:
    def test_is_offered_with_the_seconds_that_are_left(
        self, clerk: Client, typed: dict[str, Any]
    ) -> None:
        address = send(clerk, typed).headers["Location"]
        page = clerk.get(address)

        assert page.context["undo"].seconds == 600
        assert page.content.decode().count("data-countdown") == 2  # the toast's and the record's
        assert len(re.findall(FILED, page.content.decode())) == 1
        number = ViolationReport.objects.get().number
        assert clerk.post(f"/violations/{number}/withdraw").status_code == 302
        assert ViolationReport.objects.get().state == "withdrawn"

    def test_ends_after_ten_minutes(self, clerk: Client, typed: dict[str, Any]) -> None:
        address = send(clerk, typed).headers["Location"]

        with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
            late = clerk.get(address)

        assert late.context["undo"] is None
        assert len(re.findall(FILED, late.content.decode())) == 1


class TestDraftsName:
    def test_is_the_offices_whatever_digits_its_code_was_typed_in(
        self, clerk: Client, contract: Contract
    ) -> None:
        clerk.post("/violations/drafts", {"office": persian_digits(contract.office.code)})

        assert ReportDraft.objects.get().label == contract.office.name

"""A new report by keyboard alone, over a bad line, with files, and taken back."""

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from accounts.roles import Role
from contracts.models import Contract
from core.clock import now, today
from core.jalali import short
from core.persian import persian_digits
from tests.factories import make_agency, make_contract, make_office, make_type
from tests.journeys.people import Person, Stage
from violations.models import Evidence, ReportDraft, ViolationReport

pytestmark = pytest.mark.browser
MOST_KEYS = 40
STORY = "متصدی برای پرداخت قبض سی هزار تومان بیش از تعرفه گرفت و رسید نداد."
COUNT = "window.keys = 0; addEventListener('keydown', () => { window.keys += 1; }, true);"


@pytest.fixture
def page(stage: Stage) -> Page:
    """Return the empty form before a clerk whose agency has a contract with one of two offices."""
    make_type(title="دریافت وجه مازاد بر تعرفه", severity="major", points=30)
    contract = make_contract(office=make_office(code="2409001", name="پیشخوان سبلان"))
    make_office(code="2409002", name="پیشخوان بی قرارداد")
    page = stage.enter(Person.make(Role.AGENCY_CLERK, contract.agency))
    # The clock of this computer is three days wrong; the day is the server's.
    page.context.clock.set_fixed_time(now() - timedelta(days=3))
    page.add_init_script(COUNT)
    page.goto("/violations/new")
    page.wait_for_selector("[role=combobox]")
    page.wait_for_selector(".adornment[aria-expanded]")  # the calendar, which comes by itself
    return page


def fill_by_keys(page: Page) -> None:
    """Go through the five parts without a mouse: office, type, day, amount, story."""
    keys = page.keyboard
    keys.type("2409001")
    expect(page.locator("[role=option].is-active")).to_contain_text("پیشخوان سبلان")
    keys.press("Enter")
    expect(page.locator("#id_type")).to_be_focused()
    keys.press("1")
    expect(page.locator("#id_occurred_on")).to_be_focused()
    keys.type("y")
    for _button_time_amount in range(3):
        keys.press("Tab")
    keys.type("300000")
    expect(page.locator("[data-words]")).to_have_text("سی هزار تومان")
    keys.press("Alt+4")
    keys.insert_text(STORY)  # the story is not counted


def picture(path: Path) -> Path:
    """Write a small picture, and return where."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "JPEG")
    path.write_bytes(content.getvalue())
    return path


class TestByKeyboard:
    def test_a_report_takes_at_most_forty_keys(self, page: Page, stage: Stage) -> None:
        fill_by_keys(page)
        keys = page.evaluate("window.keys") + 2  # and these two
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/violations/1405-*")

        report = ViolationReport.objects.get()
        assert (report.amount, report.narrative) == (300_000, STORY)
        assert (today() - report.occurred_on).days == 1
        assert keys <= MOST_KEYS
        assert not stage.errors

    def test_blocks_an_office_without_a_contract_and_says_why(self, page: Page) -> None:
        page.keyboard.type("2409002")

        option = page.locator("[role=option]")
        expect(option).to_have_attribute("aria-disabled", "true")
        expect(option).to_contain_text("قرارداد")
        page.keyboard.press("Enter")
        expect(page.locator("#id_office")).to_be_focused()
        expect(page.locator(".combo-chosen")).to_contain_text("قرارداد")

    def test_says_at_the_agency_that_it_has_no_contract(self, page: Page, stage: Stage) -> None:
        other = make_agency()
        chooser = stage.enter(Person.make(Role.EXPERT))
        chooser.set_viewport_size({"width": 390, "height": 560})
        chooser.goto("/violations/new?office=2409001")
        agency = chooser.locator("#id_agency")
        told = chooser.locator("#no-contract")
        agency.select_option(Contract.objects.get().agency.code)
        chooser.wait_for_load_state("networkidle")
        expect(told).to_be_empty()

        agency.focus()
        agency.evaluate("field => field.scrollIntoView({block: 'end'})")
        agency.select_option(other.code)

        expect(told).to_contain_text("قرارداد")
        expect(told.locator("p")).to_be_in_viewport(ratio=1)
        expect(told).to_have_role("status")
        expect(agency).to_be_focused()
        assert not stage.errors

    def test_the_first_arrow_stays_at_the_row_that_is_marked(self, page: Page) -> None:
        make_contract(
            agency=Contract.objects.get().agency,
            office=make_office(code="2409003", name="پیشخوان سهند"),
        )
        page.keyboard.type("240900")
        rows = page.locator("[role=option]")
        expect(rows).to_have_count(3)
        page.keyboard.press("ArrowDown")
        expect(page.locator("[role=option].is-active")).to_contain_text("پیشخوان سبلان")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.locator("[role=option].is-active")).to_contain_text("پیشخوان سهند")

    def test_the_list_of_keys_is_read_from_its_head(self, page: Page) -> None:
        page.goto("/violations")
        page.keyboard.press("Shift+Slash")

        expect(page.locator("#keyboard-help-title")).to_be_focused()
        expect(page.locator("#keyboard-help-title")).to_be_in_viewport()
        page.keyboard.press("Escape")
        expect(page.locator("#keyboard-help")).to_be_hidden()

    def test_what_is_cured_loses_its_mark(self, page: Page) -> None:
        fill_by_keys(page)
        page.locator("#id_occurred_at").fill("25:70")
        page.locator("[name=narrative]").fill("کوتاه")
        page.locator("[name=narrative]").press("Control+Enter")
        expect(page.locator("[data-error-summary] li")).to_have_count(2)

        page.locator("#id_occurred_at").fill("23:10")
        page.locator("#id_occurred_at").blur()
        expect(page.locator("#id_occurred_at_error")).to_have_count(0)
        expect(page.locator("[data-error-summary] li")).to_have_count(1)
        expect(page.locator(".field-error")).to_have_count(1)
        page.locator("[name=narrative]").fill(STORY)
        page.locator("[name=narrative]").blur()
        expect(page.locator("[data-error-summary]")).to_have_count(0)
        expect(page.locator(".field-error")).to_have_count(0)

    def test_a_draft_goes_on_at_the_type_that_is_chosen(self, page: Page) -> None:
        chosen = make_type(title="نوع دیگر", severity="minor", points=5).code
        page.goto(f"/violations/new?type={chosen}")
        page.wait_for_selector("[role=combobox]")
        page.keyboard.type("2409001")
        expect(page.locator("[role=option].is-active")).to_contain_text("پیشخوان سبلان")
        page.keyboard.press("Enter")

        expect(page.locator(f"[name=type][value={chosen}]")).to_be_focused()

    def test_what_was_typed_before_the_scripts_were_there_is_looked_for(self, page: Page) -> None:
        held: list[Route] = []
        page.route(re.compile(r"/app[^/]*\.js"), lambda route: held.append(route))  # noqa: PLW0108
        page.goto("/violations/new", wait_until="commit")
        page.locator("input[data-combobox]").first.press_sequentially("2409001")
        for route in held:
            route.continue_()

        expect(page.locator("[role=option].is-active")).to_contain_text("پیشخوان سبلان")

    def test_a_draft_that_keeps_itself_is_discarded_where_it_is_written(self, page: Page) -> None:
        discard = page.locator("[data-discard]")
        expect(discard).to_be_hidden()
        page.locator("[name=narrative]").fill(STORY)
        page.locator("[name=narrative]").blur()
        expect(page.locator("[data-drafts]")).to_contain_text("(۱)")
        discard.click()
        page.wait_for_url("**/violations/drafts")

        assert not ReportDraft.objects.exists()

    def test_reads_days_as_they_are_written(self, page: Page) -> None:
        field, said = page.locator("#id_occurred_on"), page.locator(".weekday").first
        yesterday = today() - timedelta(days=1)
        for typed, day in (
            ("ا", today()), ("t", today()), ("y", yesterday), ("د", yesterday), ("۱/۷", None),
            ("٢ فروردین", None), ("1405/1/2", date(2026, 3, 22)),
        ):  # fmt: skip
            field.fill(typed)
            expect(said).not_to_be_empty()
            field.blur()
            if day:
                expect(field).to_have_value(persian_digits(short(day)))
        field.press("ArrowDown")
        expect(field).to_have_value("۱۴۰۵/۰۱/۰۱")
        expect(said).to_have_text("شنبه")
        for typed, why in (("۳۱/۸", "چنین روزی"), ("۱۴۹۹/۱/۱", "هنوز نیامده")):
            field.fill(typed)
            field.blur()
            expect(page.locator("#id_occurred_on_said")).to_contain_text(why)

    def test_writes_times_as_they_are_read(self, page: Page) -> None:
        field = page.locator("#id_occurred_at")
        for typed, shown in (("1120", "۱۱:۲۰"), ("٩", "۰۹:۰۰"), ("۷:۰۵", "۰۷:۰۵"), ("صبح", "صبح")):
            field.fill(typed)
            field.blur()
            expect(field).to_have_value(shown)

    def test_walks_a_month_and_refuses_days_to_come(self, page: Page) -> None:
        field = page.locator("#id_occurred_on")
        field.fill("1405/7/5")
        field.press("Alt+ArrowDown")
        chosen = page.locator(".calendar [tabindex='0']")
        expect(chosen).to_be_focused()
        for key in ("ArrowRight", "ArrowUp", "ArrowDown", "Enter"):
            page.keyboard.press(key)

        expect(page.locator(".calendar")).to_have_count(0)
        expect(field).to_be_focused()
        expect(field).to_have_value("۱۴۰۵/۰۷/۰۴")

    def test_keys_of_the_page_sleep_in_an_open_month_and_tab_closes_it(self, page: Page) -> None:
        field = page.locator("#id_occurred_on")
        field.press("Alt+ArrowDown")
        expect(page.locator(".calendar [tabindex='0']")).to_be_focused()
        page.keyboard.press("1")
        expect(page.locator("[name=type]:checked")).to_have_count(0)
        for _today_yesterday_out in range(3):
            page.keyboard.press("Tab")

        expect(page.locator(".calendar")).to_have_count(0)
        expect(page.locator("#id_occurred_at")).to_be_focused()


class TestOverABadLine:
    def test_keeps_what_is_typed_and_sends_it_when_the_line_is_back(
        self, page: Page, stage: Stage
    ) -> None:
        bar = page.locator("#offline-bar")
        fill_by_keys(page)
        page.context.set_offline(True)
        expect(bar).to_contain_text("اینترنت قطع است. کارتان اینجا نگه داشته می‌شود.")
        page.keyboard.press("Control+Enter")
        expect(bar).to_contain_text("برای ارسال باید به اینترنت وصل باشید")
        page.locator("[name=place]").evaluate(
            "(field) => { field.closest('details').open = true; }"
        )
        page.locator("[name=place]").fill("باجهٔ دو")
        page.context.set_offline(False)
        expect(bar).to_contain_text("اینترنت برگشت")
        expect(page.locator("[data-draft-state]")).to_contain_text("ذخیره شد")
        assert ReportDraft.objects.get().data["place"] == "باجهٔ دو"
        page.locator("[name=narrative]").press("Control+Enter")
        page.wait_for_url("**/violations/1405-*")

        assert ViolationReport.objects.get().place == "باجهٔ دو"
        assert not stage.errors

    def test_makes_no_draft_of_a_form_in_which_nothing_was_written(self, page: Page) -> None:
        bar = page.locator("#offline-bar")
        page.context.set_offline(True)
        expect(bar).to_contain_text("اینترنت قطع است")
        page.context.set_offline(False)
        expect(bar).to_contain_text("اینترنت برگشت")
        page.wait_for_load_state("networkidle")

        assert not ReportDraft.objects.exists()

    def test_says_that_the_session_has_ended_while_it_was_written(self, page: Page) -> None:
        page.context.clear_cookies(name="session")
        page.locator("[name=narrative]").fill(STORY)

        expect(page.locator("#ended-bar")).to_be_visible()
        expect(page.locator("#ended-bar a")).to_have_attribute("href", re.compile("^/login.next="))

    def test_a_late_failure_wipes_nothing_that_was_said(self, page: Page) -> None:
        bar = page.locator("#offline-bar")
        fill_by_keys(page)
        page.context.set_offline(True)
        expect(bar).to_contain_text("آخرین نوشته")
        page.keyboard.press("Control+Enter")
        with page.expect_event("requestfailed", lambda asked: asked.url.endswith("/health/live")):
            page.evaluate("document.dispatchEvent(new CustomEvent('pishkhan:lost'))")

        expect(bar).to_contain_text("برای ارسال باید به اینترنت وصل باشید")

    def test_outlives_a_closed_tab(self, page: Page) -> None:
        page.locator("[name=narrative]").fill(STORY)
        tab = page.context.new_page()
        page.close()
        tab.goto("/violations/new")

        expect(tab.locator("[name=narrative]")).to_have_value(STORY)

    def test_a_closed_tab_loses_no_file(self, page: Page, tmp_path: Path) -> None:
        receipt = picture(tmp_path / "receipt.jpg")
        fill_by_keys(page)
        page.set_input_files("[name=attachments]", receipt)
        expect(page.locator(".files > li")).to_contain_text("بارگذاری و بررسی شد")
        tab = page.context.new_page()
        page.close()
        tab.goto("/violations/new")
        row = tab.locator(".files > li")
        expect(row).to_contain_text(receipt.name)
        expect(row.get_by_role("button", name=f"برداشتن {receipt.name}")).to_be_visible()
        tab.locator("[name=narrative]").press("Control+Enter")
        tab.wait_for_url("**/violations/1405-*")

        assert [file.name for file in ViolationReport.objects.get().evidence.all()] == [
            receipt.name
        ]


class TestPhotos:
    """What the server does not read becomes a JPEG in the browser, or says what helps."""

    def test_of_another_kind_become_a_jpeg(self, page: Page, tmp_path: Path) -> None:
        photo = tmp_path / "receipt.webp"
        Image.new("RGBA", (4000, 100), (200, 0, 0, 128)).save(photo, "WEBP")
        fill_by_keys(page)
        page.set_input_files("[name=attachments]", photo)
        row = page.locator(".files > li")
        expect(row).to_contain_text("receipt.jpg")
        expect(row).to_contain_text("بارگذاری و بررسی شد")
        page.locator("[name=narrative]").press("Control+Enter")
        page.wait_for_url("**/violations/1405-*")

        (file,) = ViolationReport.objects.get().evidence.all()
        assert (file.name, file.media_type) == ("receipt.jpg", "image/jpeg")
        with file.original.open("rb") as stored, Image.open(stored) as kept:
            assert (kept.format, kept.size) == ("JPEG", (3000, 75))

    def test_that_are_large_become_smaller(self, page: Page, tmp_path: Path) -> None:
        photo = tmp_path / "counter.jpg"
        Image.effect_noise((3200, 3200), 90).save(photo, "JPEG", quality=97)
        assert photo.stat().st_size > 5 * 2**20
        page.set_input_files("[name=attachments]", photo)
        row = page.locator(".files > li")

        expect(row).to_contain_text("بارگذاری و بررسی شد", timeout=20000)
        assert Evidence.objects.get().size < photo.stat().st_size

    def test_that_the_browser_cannot_read_block_with_the_cure(
        self, page: Page, tmp_path: Path
    ) -> None:
        photo = tmp_path / "IMG_1.HEIC"
        photo.write_bytes(b"\x00\x00\x00\x18ftypheic" + b"x" * 500)
        fill_by_keys(page)
        page.set_input_files("[name=attachments]", photo)
        row = page.locator(".files > li")
        expect(row).to_contain_text("این عکس را نمی‌خواند")
        page.locator("[name=narrative]").press("Control+Enter")

        expect(page.locator("main [role=alert]")).to_contain_text(photo.name)
        assert not ViolationReport.objects.exists()


class TestFiles:
    def test_rise_at_once_and_say_what_became_of_them(
        self, page: Page, stage: Stage, tmp_path: Path
    ) -> None:
        good, bad = picture(tmp_path / "receipt.jpg"), tmp_path / "bad.jpg"
        bad.write_bytes(b"no picture")
        rows = page.locator(".files > li")
        fill_by_keys(page)

        page.route("**/evidence/new", lambda route: route.abort())
        page.set_input_files("[name=attachments]", good)
        expect(rows).to_contain_text("ارتباط قطع شد")
        page.unroute("**/evidence/new")
        rows.get_by_role("button", name="ارسال دوبارهٔ").click()
        expect(rows).to_contain_text("بارگذاری و بررسی شد")
        page.set_input_files("[name=attachments]", bad)
        expect(rows.nth(1)).to_have_class("is-bad")
        page.locator("[name=narrative]").press("Control+Enter")
        # what was refused does not go along unseen: the person takes it out
        expect(page.locator("main [role=alert]")).to_contain_text(bad.name)
        remove = rows.nth(1).get_by_role("button", name=f"برداشتن {bad.name}")
        expect(remove).to_be_focused()
        assert not ViolationReport.objects.exists()
        page.keyboard.press("Enter")
        expect(page.locator("main [role=alert]")).to_have_count(0)
        page.locator("[name=narrative]").press("Control+Enter")
        page.wait_for_url("**/violations/1405-*")

        assert [file.name for file in ViolationReport.objects.get().evidence.all()] == [good.name]

    def test_what_had_not_been_sent_is_named_when_the_tab_was_closed(
        self, page: Page, tmp_path: Path
    ) -> None:
        receipt = picture(tmp_path / "receipt.jpg")
        page.route("**/evidence/new", lambda route: route.abort())
        page.set_input_files("[name=attachments]", receipt)
        expect(page.locator(".files > li")).to_contain_text("ارتباط قطع شد")
        tab = page.context.new_page()
        page.close()
        tab.goto("/violations/new")
        row = tab.locator(".files > li")
        expect(row).to_contain_text(f"{receipt.name}پیش از بسته شدن صفحه ارسال نشده بود")
        tab.locator("[name=narrative]").press("Control+Enter")
        expect(tab.locator("main [role=alert]")).to_contain_text(receipt.name)
        tab.set_input_files("[name=attachments]", receipt)

        expect(row).to_have_count(1)
        expect(row).to_contain_text("بارگذاری و بررسی شد")

    def test_waits_for_the_line_without_a_fault(self, page: Page, tmp_path: Path) -> None:
        row = page.locator(".files > li")
        page.context.set_offline(True)
        page.set_input_files("[name=attachments]", picture(tmp_path / "receipt.jpg"))
        expect(row).to_contain_text("در صف ارسال")
        expect(row).not_to_have_class("is-bad")
        page.context.set_offline(False)

        expect(row).to_contain_text("بارگذاری و بررسی شد")


class TestAfterFiling:
    def test_save_and_next_keeps_office_and_type_and_ten_minutes_take_it_back(
        self, page: Page
    ) -> None:
        fill_by_keys(page)
        page.locator("button[value=next]").click()
        page.wait_for_url("**/violations/new?*filed=*")

        report = ViolationReport.objects.get()
        expect(page.locator("#chosen-office")).to_contain_text("پیشخوان سبلان")
        expect(page.locator("[name=type]:checked")).to_have_value(report.type.code)
        expect(page.locator("[name=narrative]")).to_have_value("")
        expect(page.locator(".toast [data-countdown]")).to_contain_text("۹:")
        page.locator(".toast .toast-act").click()
        page.wait_for_url(f"**/violations/{report.number}")
        report.refresh_from_db()
        assert report.state == "withdrawn"

    def test_a_twin_is_answered_beside_the_form(self, page: Page) -> None:
        fill_by_keys(page)
        page.locator("button[value=next]").click()
        page.wait_for_url("**/violations/new?*filed=*")
        page.locator("[name=occurred_on]").fill("دیروز")
        page.locator("[name=narrative]").fill(STORY)
        page.locator("#id_duplicate_separate").check(force=True)
        page.locator("#id_separate_reason").fill("رسید دیگری است")
        page.locator("[name=narrative]").press("Control+Enter")
        page.wait_for_url("**/violations/1405-*")

        assert ViolationReport.objects.order_by("-pk")[0].separate_reason == "رسید دیگری است"


class TestInEnglish:
    def test_the_scripts_speak_it_too(self, page: Page, settings: Any) -> None:
        english = {"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": page.url}
        page.context.add_cookies([english])  # type: ignore[list-item]
        page.goto("/violations/new")
        field = page.locator("#id_occurred_on")
        field.fill("۱ آذر ۱۴۰۴")
        field.blur()
        expect(field).to_have_value("1404/09/01")
        expect(page.locator(".weekday").first).to_have_text("Saturday")
        field.press("Alt+ArrowDown")
        expect(page.locator(".calendar-head")).to_contain_text("Azar 1404")
        page.keyboard.press("Escape")
        page.locator("#id_amount").fill("300000")
        expect(page.locator("[data-words]")).to_have_text("30,000 tomans")
        page.context.set_offline(True)

        expect(page.locator("#offline-bar")).to_contain_text("Your work is kept here")
        said = page.locator(
            "#offline-bar, .calendar, [data-draft-state], .weekday"
        ).all_inner_texts()
        assert not re.search("[\u0600-\u06ff]", " ".join(said))

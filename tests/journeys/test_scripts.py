"""What each small script does for a person, so that one that does nothing is missed."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.roles import Role
from core.svg.data import Course
from dashboard.facts import record
from offices.models import Office
from tests.factories import (
    TODAY,
    make_agency,
    make_case,
    make_contract,
    make_final_case,
)
from tests.journeys.people import Person, Stage
from violations.models import ReportDraft

pytestmark = pytest.mark.browser
TEXT = "متصدی برای هر قبض پنج هزار تومان بیش از تعرفه گرفته و رسید نداده است."
MINUTE = 60_000  # milliseconds of the page's clock


class TestSession:
    @pytest.fixture
    def page(self, stage: Stage) -> Page:
        """Return the form of a new report, whose clock can be moved on."""
        page = stage.enter(Person.make(Role.AGENCY_CLERK, make_contract().agency))
        page.clock.install()
        page.goto("/violations/new")
        page.wait_for_load_state("networkidle")
        return page

    def test_is_warned_of_two_minutes_before_its_end_and_goes_on(self, page: Page) -> None:
        warning = page.locator("#session-bar")
        page.clock.fast_forward(27 * MINUTE)
        expect(warning).to_be_hidden()

        page.clock.fast_forward(2 * MINUTE)

        expect(warning).to_be_visible()
        expect(warning.locator("[data-left]")).to_have_text(re.compile("^[۰۱]:[۰-۹]{2}$"))
        with page.expect_response(lambda answer: answer.url.endswith("/session")) as kept:
            warning.locator("[data-extend]").click()
        assert kept.value.status == 204
        expect(warning).to_be_hidden()
        page.clock.fast_forward(27 * MINUTE)
        expect(warning).to_be_hidden()
        expect(page.locator("#ended-bar")).to_be_hidden()

    def test_ends_with_the_text_kept_and_the_way_back_to_it(self, page: Page) -> None:
        page.locator("[name=narrative]").fill(TEXT)
        page.clock.fast_forward(31 * MINUTE)

        ended = page.locator("#ended-bar")
        expect(ended).to_be_visible()
        expect(page.locator("#session-bar")).to_be_hidden()
        expect(page.locator("[name=narrative]")).to_have_value(TEXT)
        assert TEXT in page.evaluate("Object.values(localStorage).join()")
        assert ended.locator("a").get_attribute("href") == "/login?next=%2Fviolations%2Fnew"

    def test_goes_on_while_somebody_writes(self, page: Page) -> None:
        for part in range(3):
            with page.expect_response("**/violations/drafts") as kept:
                page.locator("[name=narrative]").fill(TEXT * (part + 1))
                page.clock.fast_forward(4_000)
            assert kept.value.ok
            expect(page.locator("[data-draft-state]")).to_contain_text("ذخیره شد")
            page.clock.fast_forward(20 * MINUTE)

        assert ReportDraft.objects.count() == 1
        expect(page.locator("#session-bar")).to_be_hidden()
        expect(page.locator("#ended-bar")).to_be_hidden()
        page.clock.fast_forward(9 * MINUTE)
        expect(page.locator("#session-bar")).to_be_visible()

    def test_does_not_go_on_by_a_lost_line(self, page: Page) -> None:
        page.context.set_offline(True)
        page.clock.fast_forward(27 * MINUTE)
        page.locator("[name=narrative]").fill(TEXT)
        page.keyboard.press("Control+KeyK")
        page.keyboard.type("24")
        page.clock.fast_forward(4_000)
        page.clock.fast_forward(2 * MINUTE)

        expect(page.locator("#session-bar")).to_be_attached()
        expect(page.locator("#session-bar")).not_to_have_attribute("hidden", "")
        page.context.set_offline(False)


class TestCharts:
    @pytest.fixture
    def office(self) -> Office:
        """Return an office with a proven case and one that runs."""
        contract = make_contract()
        make_final_case(contract=contract)
        make_case(contract=contract, occurred_on=TODAY - timedelta(days=9))
        return contract.office

    def test_say_the_point_to_which_the_arrows_go(self, stage: Stage, office: Office) -> None:
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto(f"/offices/{office.code}")
        chart = page.locator("[data-chart]").filter(has=page.locator("circle")).first
        said, here = chart.locator(".chart-said"), chart.locator(".is-here")
        chart.locator(".chart-scroll").focus()
        expect(here).to_have_count(0)
        page.wait_for_load_state("networkidle")  # the script of charts is loaded when there are any

        page.keyboard.press("ArrowLeft")
        expect(here).to_have_attribute("data-point", "0")
        expect(said).to_contain_text("امتیاز: ۵۰")
        page.keyboard.press("ArrowLeft")
        expect(here).to_have_attribute("data-point", "1")
        newer = said.inner_text()
        page.keyboard.press("ArrowRight")

        expect(here).to_have_attribute("data-point", "0")
        expect(said).not_to_have_text(newer)
        page.keyboard.press("Escape")
        expect(said).to_be_empty()

    def test_of_events_have_a_title_a_table_and_marks(self, stage: Stage, office: Office) -> None:
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto(f"/offices/{office.code}")

        chart = page.locator("#violations .chart")
        expect(chart.locator(".chart-title")).to_have_text("۲ پرونده در دو سال، ۱ محرز.")
        expect(chart.locator("svg [data-point] circle:visible")).to_have_count(2)
        opens_its_table(chart, 2)

    def test_of_a_course_have_a_title_a_table_and_marks(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        said = "سهم در مهلت از ۴۰ به ۷۵ رسید."
        shares = [("تا ۶ شهریور", 40), ("تا ۶ آذر", 75)]
        course = Course(said, ("سه ماه", "سهم در مهلت"), shares)
        monkeypatch.setattr(record, "course", lambda *_facts: course)
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto(make_agency().get_absolute_url())

        chart = page.locator(".chart").filter(has_text=said)
        expect(chart.locator(".chart-title")).to_be_visible()
        expect(chart.locator("svg circle.point:visible")).to_have_count(2)
        expect(chart.locator("svg polyline")).to_have_count(1)
        opens_its_table(chart, 2)


def opens_its_table(chart: Locator, rows: int) -> None:
    """Check that the chart's data is a table that opens."""
    expect(chart.locator("table")).to_be_hidden()
    chart.locator("summary").press("Enter")
    expect(chart.locator("tbody tr:visible")).to_have_count(rows)
    expect(chart.locator("svg[role=img]")).to_have_count(1)


class TestDrafts:
    @pytest.fixture
    def page(self, stage: Stage) -> Page:
        """Return the notes of a case, in which something was written and not sent."""
        case = make_case()
        page = stage.enter(Person.make(Role.AGENCY_MANAGER, case.agency))
        page.goto(f"/violations/{case.number}/notes")
        page.wait_for_load_state("networkidle")
        page.locator("main textarea").fill(TEXT)
        return page

    @pytest.mark.parametrize(("days", "kept"), [(6, TEXT), (8, "")])
    def test_stay_on_the_machine_for_a_week(self, page: Page, days: int, kept: str) -> None:
        page.evaluate(
            """(days) => {
              const key = Object.keys(localStorage).find((one) => one.startsWith("draft:"));
              const record = JSON.parse(localStorage[key]);
              record.at -= days * 24 * 3600 * 1000;
              localStorage[key] = JSON.stringify(record);
            }""",
            days,
        )
        page.reload(wait_until="networkidle")

        expect(page.locator("main textarea")).to_have_value(kept)
        assert (TEXT in page.evaluate("Object.values(localStorage).join()")) == bool(kept)


class TestCounters:
    def test_say_how_much_is_written_and_how_much_is_asked_for(self, stage: Stage) -> None:
        contract = make_contract()
        page = stage.enter(Person.make(Role.AGENCY_CLERK, contract.agency))
        page.goto("/violations/new", wait_until="networkidle")
        told = page.locator("output[data-count=id_narrative]")
        page.locator("[name=narrative]").fill("کوتاه")
        expect(told).to_have_text("۵ حرف از دست‌کم ۲۰")
        expect(told).to_have_class("counter-bad")

        page.locator("[name=narrative]").fill(TEXT)

        expect(told).to_have_class("counter-ok")


def test_the_way_back_leads_to_a_refused_form_and_not_to_a_page_of_the_browser(
    stage: Stage,
) -> None:
    page = stage.enter(Person.make(Role.PLATFORM_ADMIN), is_fresh=True)
    page.goto("/admin/users/new")
    page.locator("[name=username]").fill("x")
    page.locator("main form button:not([type=button])").last.click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.goto("/desk")

    page.go_back()

    expect(page.locator("[name=username]")).to_be_visible()
    expect(page.locator("[data-error-summary]")).to_have_count(0)

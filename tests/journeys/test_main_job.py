"""
The main job as people do it: from a report to a terminated contract, through the pages alone.

Its five journeys (report, case and its decision, the office's answers, review, termination) are
gone through by keyboard alone: every field and button is reached with Tab, and is in sight then.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.clock import now, today
from core.persian import persian_digits
from offices.models import Office
from oversight import tasks
from oversight.actions import answer_review, load_policies, waive_hearing
from oversight.models import Flag, TerminationReview
from tests.factories import make_agency, make_contract, make_final_case, make_office, make_type
from tests.journeys.people import NARROW, Person, Stage
from violations.actions import waive_window
from violations.models import Case, ViolationReport

pytestmark = pytest.mark.browser

STORY = "متصدی برای تعویض کنتور سی هزار تومان بیش از تعرفه گرفت و رسید جعلی داد."
DEFENCE = "این مبلغ هزینهٔ ارسال مدارک بوده و رسید آن در دفتر موجود است."
REASONS = (
    "با بررسی رسیدها و دفاعیهٔ دفتر، دریافت وجه مازاد با رسید جعلی محرز است و توضیح دفتر دربارهٔ "
    "هزینهٔ ارسال با مدارک پرونده نمی‌خواند؛ ادامهٔ همکاری با حقوق مشترکان سازگار نیست."
)


class Cast:
    """The gas company, one office under contract, and those who act in the story."""

    def __init__(self) -> None:
        load_policies()
        self.agency: Agency = make_agency("gaz", name="شرکت گاز (نمونه)", short_name="گاز")
        self.office: Office = make_office(name="پیشخوان آفتاب (نمونه)")
        self.contract: Contract = make_contract(agency=self.agency, office=self.office)
        make_type(title="دریافت وجه با رسید جعلی", severity="critical", points=80)
        make_type(title="تأخیر در ارسال مدارک", severity="minor", points=5)
        self.clerk = Person.make(Role.AGENCY_CLERK, self.agency, name="امیر صفری")
        self.manager = Person.make(Role.AGENCY_MANAGER, self.agency, name="رضا نوری")
        self.operator = Person.make(Role.OPERATOR, self.office, name="سارا احمدی")
        self.deputy = Person.make(Role.DEPUTY, name="معاون نمونه")


# Stops on the way to what is meant; the way goes by the link that skips to the content.
MOST_STOPS = 60
IS_HERE = (
    "(node) => document.activeElement === node || (node.type === 'radio' && node.form"
    " === document.activeElement.form && node.name === document.activeElement.name)"
)
# Where the middle of what has the focus is covered by something else, people do not see it.
IS_COVERED = """() => {
  const node = document.activeElement;
  const { left, top, width, height } = node.getBoundingClientRect();
  if (width < 8 || height < 8 || getComputedStyle(node).opacity === "0") return false;
  const there = document.elementFromPoint(left + width / 2, top + Math.min(height / 2, 40));
  return !(there && (node.contains(there) || there.contains(node)));
}"""


def reach(page: Page, target: Locator) -> None:
    """Go with Tab to the field, link or button; for a radio to whichever of its group has it."""
    node = target.first.element_handle()
    if not page.evaluate("document.querySelector('main').contains(document.activeElement)"):
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
    for _stop in range(MOST_STOPS):
        if page.evaluate(IS_HERE, node):
            assert not page.evaluate(IS_COVERED), f"{target} has the focus and is not seen"
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{target} is not reached with Tab")


def write(page: Page, name: str, text: str) -> None:
    """Type into the field of this name."""
    reach(page, page.locator(f"main [name={name}]"))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def choose(page: Page, name: str, value: str = "") -> None:
    """Choose the radio of this name and value, or tick the box."""
    chosen = page.locator(f"main [name={name}]" + (f"[value={value}]" if value else "")).first
    reach(page, chosen)
    if not value:
        page.keyboard.press("Space")
    for _step in range(10):
        if chosen.is_checked():
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{chosen} is not reached with the arrow keys")


def follow_matrix(page: Page) -> None:
    """Choose the verdict that the matrix proposes; none is chosen beforehand."""
    proposed = page.locator("main label", has_text="پیشنهاد جدول").locator("[name=verdict]")
    value = proposed.get_attribute("value")
    assert value
    choose(page, "verdict", value)


def press(page: Page, name: str) -> None:
    """Press the button or link of this name in the page's main part, and wait for what follows."""
    main = page.locator("main")
    follow(page, main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)))


def send(page: Page) -> None:
    """Press the main button of the form on this page, and wait for what follows."""
    follow(page, page.locator("main form .sheet-foot button, main form .actionbar button"))


def go(page: Page, record: str, act: str) -> None:
    """Open a record's page and follow its link to an act."""
    page.goto(record)
    follow(page, page.locator(f"main a[href$='/{act}']:visible"))


def follow(page: Page, target: Locator) -> None:
    """Go to a link or button with Tab and press it, which leads on."""
    reach(page, target)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sees(page: Page, text: str) -> None:
    """Check that the page says this."""
    expect(page.locator("body")).to_contain_text(text)


def give_code(page: Page, person: Person) -> None:
    """Type the authenticator's code, which the page must ask for."""
    reach(page, page.locator("main [name=one_time_code]"))
    page.keyboard.insert_text(person.code())


def file_by_keyboard(page: Page, cast: Cast) -> None:
    """File a report without touching the mouse."""
    page.goto("/violations/new")
    keys = page.keyboard
    office = page.locator("[name=office]").first
    office.press_sequentially(persian_digits(cast.office.code), delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    keys.press("ArrowDown")
    keys.press("Enter")
    page.get_by_role("radio", name="دریافت وجه با رسید جعلی").press("Space")
    page.locator("[name=occurred_on]").press_sequentially("دیروز")
    page.locator("[name=narrative]").press_sequentially(STORY)
    keys.press("Control+Enter")
    page.wait_for_url("**/violations/1405-*")


class TestMainJob:
    def test_leads_from_a_report_to_a_terminated_contract(self, stage: Stage) -> None:
        cast = Cast()
        clerk = stage.enter(cast.clerk)
        manager = stage.enter(cast.manager)
        operator = stage.enter(cast.operator, NARROW)

        file_by_keyboard(clerk, cast)
        number = ViolationReport.objects.get().number
        sees(clerk, persian_digits(number))
        self.open_case(manager, number)
        self.answer(operator, cast, number)
        self.decide(manager, operator, cast, number)
        self.flag(cast)
        self.review(manager, operator, cast)
        self.terminate(manager, operator, cast)

        deputy = stage.enter(cast.deputy)
        deputy.goto(cast.contract.get_absolute_url())
        sees(deputy, "فسخ‌شده")
        assert Contract.objects.get().state == "terminated"
        assert not stage.errors

    def open_case(self, manager: Page, number: str) -> None:
        """The manager accepts the report and puts the notice before the office."""
        manager.goto("/desk")
        sees(manager, "پیشخوان آفتاب")
        manager.goto(f"/violations/{number}")
        press(manager, "پذیرش")
        assert Case.objects.get().state == "opened"
        press(manager, "صدور ابلاغیه")
        send(manager)
        assert Case.objects.get().is_issued

    def answer(self, operator: Page, cast: Cast, number: str) -> None:
        """The operator, on a phone, receives the notice, writes the defence and ends the window."""
        operator.goto("/desk")
        sees(operator, "ابلاغ")
        go(operator, f"/violations/{number}", "notices/charge/acknowledge")
        choose(operator, "received")
        send(operator)
        assert Case.objects.get().state == "notified"
        go(operator, f"/violations/{number}", "defence")
        choose(operator, "stance")
        write(operator, "text", DEFENCE)
        send(operator)
        sees(operator, DEFENCE)
        assert Case.objects.get().state == "notified"
        send(operator)
        case = Case.objects.get()
        assert case.state == "notified"
        self.end(waive_window, cast, case_id=case.pk, window="defence")
        assert Case.objects.get().state == "defended"
        overflow = "document.documentElement.scrollWidth - innerWidth"
        assert operator.evaluate(overflow) <= 0

    def end(self, act: Callable[..., object], cast: Cast, **what: object) -> None:
        """Let the office end its window by its declaration."""
        act(**what, actor=cast.operator.principal, on=today(), at=now())

    def decide(self, manager: Page, operator: Page, cast: Cast, number: str) -> None:
        """The manager decides with a code; the office lets go of its appeal with a code."""
        manager.goto(f"/violations/{number}")
        follow_matrix(manager)
        write(manager, "reasons", REASONS)
        give_code(manager, cast.manager)
        press(manager, "ثبت تصمیم")
        case = Case.objects.get()
        assert (case.state, case.outcome, case.occurrence) == ("decided", "proven", 1)
        go(manager, f"/violations/{number}", "notice")
        send(manager)
        go(operator, f"/violations/{number}", "notices/decision/acknowledge")
        choose(operator, "received")
        send(operator)
        go(operator, f"/violations/{number}", "waive")
        choose(operator, "agreed")
        give_code(operator, cast.operator)
        send(operator)
        assert Case.objects.get().state == "final"

    def flag(self, cast: Cast) -> None:
        """The nightly job flags the contract and opens the review."""
        tasks.flag_termination_review(scheduled=True)

        flag = Flag.objects.get(code="F01")
        assert flag.contract == cast.contract
        assert TerminationReview.objects.get().state == "open"
        assert Contract.objects.get().state == "active"

    def review(self, manager: Page, operator: Page, cast: Cast) -> None:
        """The office is heard, then the manager decides to terminate, the office's code typed."""
        address = f"/terminations/{TerminationReview.objects.get().number}"
        operator.goto(address)
        press(operator, "ابلاغیه را دریافت کردم")
        choose(operator, "received")
        send(operator)
        go(operator, address, "answer")
        write(operator, "text", DEFENCE)
        press(operator, "بازخوانی و ارسال")
        press(operator, "ارسال پاسخ")
        review = TerminationReview.objects.get()
        assert review.statement
        self.end(waive_hearing, cast, review_id=review.pk)
        manager.goto(address)
        sees(manager, DEFENCE)
        expect(manager.locator("[name=confirmation]")).to_be_hidden()
        choose(manager, "outcome", "terminate")
        expect(manager.locator("[name=confirmation]")).to_be_visible()
        write(manager, "confirmation", persian_digits(cast.office.code))
        write(manager, "reasons", REASONS)
        choose(manager, "has_read")
        choose(manager, "knows_effect")
        press(manager, "ثبت فسخ قرارداد")
        assert TerminationReview.objects.get().outcome == "terminate"
        assert Contract.objects.get().state == "termination_notice"

    def terminate(self, manager: Page, operator: Page, cast: Cast) -> None:
        """The office receives the notice and ends its window; the manager ends the contract."""
        address = cast.contract.get_absolute_url()
        operator.goto(address)
        press(operator, "اخطار فسخ را دریافت کردم")
        choose(operator, "received")
        send(operator)
        go(operator, address, "waive-notice")
        choose(operator, "agreed")
        give_code(operator, cast.operator)
        send(operator)
        go(manager, address, "terminate")
        write(manager, "reason", REASONS)
        write(manager, "confirmation", persian_digits(cast.office.code))
        follow(manager, manager.locator("[data-confirm-go]"))
        sees(manager, "فسخ‌شده")


class TestWithoutScripts:
    def test_files_a_report(self, stage: Stage) -> None:
        cast = Cast()
        page = stage.enter(cast.clerk, java_script_enabled=False)

        page.goto("/violations/new")
        page.locator("[name=office]").first.fill(cast.office.code)
        page.locator("main details summary").first.click()
        page.get_by_role("radio", name="دریافت وجه با رسید جعلی").check(force=True)
        page.locator("[name=occurred_on]").fill("دیروز")
        page.locator("[name=narrative]").fill(STORY)
        page.locator("button[value=file]").click()

        report = ViolationReport.objects.get()
        assert report.narrative == STORY
        sees(page, persian_digits(report.number))

    def test_shows_what_confirms_a_termination(self, stage: Stage) -> None:
        cast = Cast()
        make_final_case(contract=cast.contract, type=make_type(severity="critical"))
        tasks.flag_termination_review(scheduled=True)
        review = TerminationReview.objects.get()
        answer_review(
            review_id=review.pk,
            text=DEFENCE,
            actor=cast.operator.principal,
            on=today(),
            at=now(),
        )
        waive_hearing(review_id=review.pk, actor=cast.operator.principal, on=today(), at=now())
        page = stage.enter(cast.manager, java_script_enabled=False)

        page.goto(f"{review.get_absolute_url()}/decide")

        assert page.locator("[name=confirmation]").is_visible()


class TestEnter:
    def test_in_a_line_files_the_report(self, stage: Stage) -> None:
        cast = Cast()
        page = stage.enter(cast.clerk)

        page.goto("/violations/new")
        page.locator("[name=office]").first.fill(cast.office.code)
        page.locator("[name=narrative]").fill(STORY)
        page.locator("[name=occurred_on]").fill("دیروز")
        page.locator("[name=occurred_at]").press("Enter")
        sees(page, "نوع تخلف را")  # it is asked for, and nothing typed is lost
        expect(page.locator("[name=narrative]")).to_have_value(STORY)
        page.get_by_role("radio", name="دریافت وجه با رسید جعلی").check(force=True)
        page.locator("[name=occurred_at]").press("Enter")

        page.wait_for_url("**/violations/1405-*")
        assert ViolationReport.objects.get().narrative == STORY

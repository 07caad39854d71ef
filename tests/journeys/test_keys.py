"""Single letters as keys: R decides, Esc leaves a field so that letters are keys again."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from core.persian import always_persian_digits, loose_key, persian_digits
from notices.models import Notification
from offices.models import Office
from tests.factories import NOW, TODAY, make_contract, make_principal
from tests.journeys.people import Person, Stage
from tests.violations.stories import Walk, file_report
from violations.models import Case

pytestmark = pytest.mark.browser


@pytest.fixture
def deciding(stage: Stage) -> Page:
    """Return a page of an agency's manager, for whom one case waits to be decided."""
    contract = make_contract()
    manager = Person.make(Role.AGENCY_MANAGER, contract.agency)
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    operator = make_principal(Role.OPERATOR, contract.office)
    report = file_report(contract, clerk, on=TODAY - timedelta(days=12))
    Walk(report, manager.principal, operator).open().wait(1).notify().wait(3).defend()
    return stage.enter(manager)


def told(person: Person, number: str) -> Notification:
    """Return something that a person is told, the later the greater its number."""
    return Notification.objects.create(
        user_id=person.principal.user_id,
        role=person.principal.role,
        kind="report.accepted",
        topic="work",
        values={"number": number, "office": "پیشخوان آفتاب"},
        event=number,
        at=NOW + timedelta(minutes=int(number[-1])),
    )


class TestLooseKey:
    def test_is_the_servers(self, stage: Stage) -> None:
        samples = [
            "پارس‌آباد", "پارس اباد", "عاليقاپو", "بیمهٔ سلامت", "بیمة سلامت", "تأخیر", "مسئله",
            "۱۴۰۵-۰۰۳۸۲", "١٢٣", "ICT Ardabil", "کتـــاب", "مُهر", "ﻻله", "هٔ", "رؤیا", "(۲) دفتر، ۳",
        ]  # fmt: skip
        page = stage.open()
        page.goto("/login")

        keys = page.evaluate(
            """(samples) => import(document.querySelector("script[src*='/js/app']").src
              .replace(/app[^/]*$/, "persian.js")).then(({ looseKey }) => samples.map(looseKey))""",
            samples,
        )

        assert keys == [loose_key(sample) for sample in samples]


class TestDigits:
    def test_are_the_servers(self, stage: Stage) -> None:
        samples = [
            "1405-00382", "1405-F-019", "1405-F-019/R45", "GZ-77/120", "GZ-۷۷/120", "120/GZ-77",
            "نامهٔ GZ-77/120 و 3 برگ", "دفتر ICT روستایی 02", "گز-77/120", "F02", "10:31", "7,5",
        ]  # fmt: skip
        page = stage.open()
        page.goto("/login")

        shown = page.evaluate(
            """(samples) => import(document.querySelector("script[src*='/js/app']").src
              .replace(/app[^/]*$/, "persian.js")).then(({ persian }) => samples.map(persian))""",
            samples,
        )

        assert shown == [always_persian_digits(sample) for sample in samples]


class TestKeys:
    @pytest.mark.parametrize("queue", ["decide", "cases"])
    def test_r_leads_from_a_row_to_the_decision_of_its_case(
        self, deciding: Page, stage: Stage, queue: str
    ) -> None:
        deciding.goto(f"/violations?queue={queue}")
        deciding.keyboard.press("KeyJ")

        deciding.keyboard.press("KeyR")

        deciding.wait_for_url("**/violations/1405-*#decide")
        first = deciding.locator("#decision-form [name=verdict]").first
        expect(first).to_be_focused()
        expect(first).to_be_in_viewport()
        assert not stage.errors

    def test_r_leads_there_also_where_the_row_shows_no_button(self, deciding: Page) -> None:
        deciding.goto("/violations?queue=decide", wait_until="networkidle")
        deciding.locator("summary", has_text="ستون‌ها").click()
        deciding.locator("[data-chooser] [name=shown][value=act]").uncheck()
        expect(deciding.locator("tbody a[data-decide]")).to_have_count(0)
        deciding.keyboard.press("Escape")
        deciding.locator("tbody tr").first.focus()

        deciding.keyboard.press("KeyR")

        deciding.wait_for_url("**/violations/1405-*#decide")

    def test_r_goes_to_the_decision_of_the_open_case(self, deciding: Page) -> None:
        deciding.goto("/violations?queue=decide")
        deciding.keyboard.press("KeyJ")
        deciding.keyboard.press("Enter")
        deciding.wait_for_url("**/violations/1405-*")

        deciding.keyboard.press("KeyR")

        expect(deciding.locator("#decision-form [name=verdict]").first).to_be_focused()

    def test_the_row_of_the_focus_shows_the_key_in_its_button(self, deciding: Page) -> None:
        deciding.goto("/violations?queue=decide")
        button = deciding.locator("tbody a[data-decide]").first
        expect(button.locator("kbd")).to_have_count(0)

        deciding.keyboard.press("KeyJ")

        expect(button.locator("kbd")).to_be_visible()
        expect(button.locator("kbd")).to_have_text("R")
        deciding.keyboard.press("Shift+Slash")
        deciding.locator("[data-single-keys]").uncheck()
        deciding.keyboard.press("Escape")
        expect(button.locator("kbd")).to_be_hidden()

    def test_letters_are_shown_as_the_person_has_chosen_them(
        self, deciding: Page, stage: Stage
    ) -> None:
        User.objects.update(key_map={"decide": "W", "next": "U"})
        deciding.goto("/violations?queue=decide")

        deciding.keyboard.press("KeyU")

        expect(deciding.locator("tbody a[data-decide] kbd").first).to_have_text("W")
        deciding.goto("/notifications")
        expect(deciding.locator("kbd[data-letter]", has_text="U").first).to_be_visible()
        expect(deciding.locator("kbd[data-letter]", has_text="J")).to_have_count(0)
        assert not stage.errors

    def test_letters_are_places_under_a_persian_layout(self, deciding: Page) -> None:
        deciding.goto("/violations?queue=decide")
        # As a keyboard of the Persian standard types it: the place of the key, and its letter.
        for code, key in (("KeyG", "ل"), ("KeyO", "خ")):
            deciding.evaluate(
                "([code, key]) => document.activeElement.dispatchEvent(new KeyboardEvent("
                "'keydown', {code, key, bubbles: true, cancelable: true}))",
                [code, key],
            )

        deciding.wait_for_url("**/offices")

    def test_the_key_that_the_desk_offers_works_on_the_open_page(self, deciding: Page) -> None:
        deciding.goto("/desk")
        expect(deciding.locator(".page-head kbd[data-letter]", has_text="N")).to_be_visible()
        expect(deciding.locator("#start-office")).not_to_be_focused()

        deciding.keyboard.press("KeyN")

        deciding.wait_for_url("**/violations/new")

    def test_escape_leaves_the_field_in_which_letters_are_letters(self, deciding: Page) -> None:
        deciding.goto("/desk")
        field = deciding.locator("#start-office")
        field.click()
        deciding.keyboard.press("KeyN")
        expect(field).to_have_value("n")

        deciding.keyboard.press("Escape")

        expect(field).not_to_be_focused()
        deciding.keyboard.press("KeyN")
        deciding.wait_for_url("**/violations/new")

    def test_an_office_that_is_chosen_on_the_desk_begins_its_report(self, deciding: Page) -> None:
        office = Office.objects.get()
        deciding.goto("/desk")
        deciding.locator("#start-office[role=combobox]").click()
        deciding.keyboard.type(office.code[:4])
        expect(deciding.locator("[role=option].is-active kbd")).to_be_visible()
        deciding.keyboard.press("Enter")

        deciding.wait_for_url("**/violations/new?office=*")
        expect(deciding.locator("#chosen-office")).to_contain_text(persian_digits(office.name))

    def test_escape_closes_the_palette_and_gives_the_focus_back(self, deciding: Page) -> None:
        deciding.goto("/desk")
        deciding.locator("#start-office").focus()
        deciding.keyboard.press("Control+KeyK")
        deciding.keyboard.type("1405")

        deciding.keyboard.press("Escape")

        expect(deciding.locator("#palette")).to_be_hidden()
        expect(deciding.locator("#start-office")).to_be_focused()

    def test_enter_before_the_answer_opens_the_number_that_was_typed(
        self, deciding: Page, stage: Stage
    ) -> None:
        office = Office.objects.get()
        deciding.goto("/desk")
        deciding.keyboard.press("Control+KeyK")
        expect(deciding.locator(".palette-hit").first).to_be_visible()

        deciding.keyboard.insert_text(office.code)
        deciding.keyboard.press("Enter")

        deciding.wait_for_url(f"**/offices/{office.code}")
        assert not stage.errors

    def test_the_palette_answers_from_what_it_was_told_without_the_server(
        self, deciding: Page, stage: Stage
    ) -> None:
        office = Office.objects.get()
        deciding.goto("/desk")
        deciding.keyboard.press("Control+KeyK")
        expect(deciding.locator(".palette-hit").first).to_be_visible()
        asked: list[str] = []
        deciding.route("**/search?*", lambda route: asked.append(route.request.url))

        took = deciding.evaluate(
            """async (code) => {
              const field = document.getElementById("palette-text");
              const took = [];
              for (let length = 2; length <= code.length; length += 1) {
                field.value = code.slice(0, length);
                const start = performance.now();
                field.dispatchEvent(new InputEvent("input", { bubbles: true }));
                const hit = document.querySelector(".palette-hit[aria-selected=true]");
                took.push(hit.getAttribute("href") ? performance.now() - start : Infinity);
              }
              return took.sort((a, b) => a - b)[Math.floor(took.length / 2)];
            }""",
            persian_digits(office.code),
        )

        hits = deciding.locator(".palette-hit")
        assert hits.evaluate_all("all => all.map((hit) => hit.getAttribute('href'))")[0] == (
            office.get_absolute_url()
        )
        assert took <= 50
        # The server, which answers nobody here, is not waited for either.
        deciding.keyboard.press("Enter")
        deciding.wait_for_url(f"**/offices/{office.code}")
        assert all("held" not in address for address in asked)
        assert not stage.errors

    def test_the_palette_offers_what_can_be_done_with_the_chosen_record(
        self, deciding: Page, stage: Stage
    ) -> None:
        case = Case.objects.get()
        deciding.goto("/desk")
        deciding.keyboard.press("Control+KeyK")
        expect(deciding.locator(".palette-hit").first).to_be_visible()
        deciding.keyboard.insert_text(Office.objects.get().code)
        acts = deciding.locator("#palette-hits [data-about]")
        expect(acts).to_have_attribute("data-about", Office.objects.get().get_absolute_url())
        # the answer of the server, which has the case below the office
        hit = deciding.locator(f"#palette-hits [href='{case.get_absolute_url()}']")
        expect(hit).to_be_visible()

        deciding.keyboard.press("ArrowDown")

        expect(acts).to_have_attribute("data-about", case.get_absolute_url())
        deciding.keyboard.press("Tab")
        deciding.keyboard.press("Enter")
        deciding.wait_for_url(f"**{case.get_absolute_url()}/decision")
        assert not stage.errors

    def test_the_palette_begins_with_the_record_of_the_page(self, deciding: Page) -> None:
        case, office = Case.objects.get(), Office.objects.get()
        for record in (case, office):
            deciding.goto(record.get_absolute_url())

        deciding.keyboard.press("Control+KeyK")

        groups = deciding.locator(".palette-group")
        expect(groups.first).to_have_attribute("data-about", office.get_absolute_url())
        expect(groups.nth(1).locator("a")).to_have_attribute("href", case.get_absolute_url())

    def test_the_palette_marks_commands_and_asks_once_what_can_be_done_here(
        self, deciding: Page, stage: Stage
    ) -> None:
        case = Case.objects.get()
        deciding.goto(case.get_absolute_url())
        deciding.keyboard.press("Control+KeyK")
        own = deciding.locator(f"#palette-hits [data-about='{case.get_absolute_url()}']")
        expect(own).to_be_visible()
        chip = deciding.locator("#palette [name=kind]:checked")
        expect(chip).to_have_value("")

        with deciding.expect_response("**/search?*") as answered:
            deciding.keyboard.insert_text(">تصمیم")

        expect(chip).to_have_value("commands")
        assert "here=told" in answered.value.url
        assert "data-about" not in answered.value.text()
        expect(own.locator("a").first).to_have_attribute(
            "href", f"{case.get_absolute_url()}/decision"
        )
        with deciding.expect_response("**/search?*"):
            deciding.locator("#palette-text").fill("")
        expect(chip).to_have_value("")
        assert not stage.errors

    def test_the_palette_keeps_nothing_of_what_it_was_told_in_the_browser(
        self, deciding: Page
    ) -> None:
        office = Office.objects.get()
        deciding.goto("/desk")
        deciding.keyboard.press("Control+KeyK")
        expect(deciding.locator(".palette-hit").first).to_be_visible()

        kept = deciding.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")

        assert office.code not in kept
        assert office.name not in kept

    def test_e_puts_away_the_row_of_the_focus_and_not_the_open_one(self, stage: Stage) -> None:
        person = Person.make(Role.EXPERT)
        first, second = (told(person, number) for number in ("1405-00002", "1405-00001"))
        page = stage.enter(person)
        page.goto("/notifications")
        page.keyboard.press("KeyJ")
        page.keyboard.press("KeyJ")

        with page.expect_navigation():
            page.keyboard.press("KeyE")

        left = Notification.objects.filter(archived_at=None)
        assert list(left) == [first]
        assert second.pk != first.pk
        assert not stage.errors

"""Choosing, ordering, finding and going by hand: lists, menus, the palette and single letters."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from accounts.roles import Role
from tests.factories import make_case, make_contract, make_division, make_office, make_province
from tests.journeys.people import Person, Stage

pytestmark = pytest.mark.browser


def preferring(person: Person, **preferences: Any) -> Person:
    """Return the person, who has chosen so in the settings."""
    User.objects.filter(pk=person.principal.user_id).update(**preferences)
    return person


class TestLists:
    @pytest.fixture
    def page(self, stage: Stage) -> Page:
        """Return the list of thirty offices, of which a page shows twenty-five."""
        for _number in range(30):
            make_office()
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto("/offices")
        page.wait_for_load_state("networkidle")
        return page

    def test_count_what_is_chosen_and_tell_the_whole_view_from_the_page(self, page: Page) -> None:
        count, every = page.locator("[data-chosen-count]"), page.locator("[data-choose-every]")
        boxes = page.locator("tbody input[name=row]")
        boxes.first.check()
        expect(count).to_have_text("۱")
        assert page.locator("[data-choose-page]").evaluate("box => box.indeterminate")

        page.locator("[data-choose-page]").check()
        expect(count).to_have_text("۲۵")
        expect(page.locator("tbody input[name=row]:checked")).to_have_count(25)
        expect(page.locator("label", has=every)).to_contain_text("۳۰")
        every.check()
        expect(count).to_have_text("۳۰")

        boxes.first.uncheck()
        expect(every).not_to_be_checked()
        expect(count).to_have_text("۲۴")
        page.keyboard.press("Escape")
        expect(page.locator("tbody input[name=row]:checked")).to_have_count(0)

    def test_keep_and_draw_a_choice_of_columns_at_once(self, page: Page) -> None:
        page.locator("tbody input[name=row]").nth(1).check()
        page.locator("summary", has_text="ستون‌ها").press("Enter")
        chooser, head = page.locator("[data-chooser]"), page.locator("[data-list] thead")
        expect(chooser.get_by_role("button", name="اعمال")).to_be_hidden()

        chooser.locator("[name=shown][value=county]").uncheck()

        expect(head).not_to_contain_text("شهرستان")
        expect(page.locator("[data-chosen-count]")).to_have_text("۱")
        expect(page.locator("#bulk input[value=county]")).to_have_count(0)
        expect(chooser.locator("[name=shown][value=county]")).to_be_focused()
        page.keyboard.press("Escape")
        page.reload()
        expect(head).not_to_contain_text("شهرستان")

    def test_take_back_a_choice_that_was_not_kept(self, page: Page) -> None:
        page.route("**/lists/offices/columns", lambda route: route.abort())
        page.locator("summary", has_text="ستون‌ها").press("Enter")
        county = page.locator("[data-chooser] [name=shown][value=county]")

        county.click()

        expect(page.locator("#toasts")).to_contain_text("ستون‌ها ذخیره نشدند")
        expect(county).to_be_checked()

    def test_show_the_whole_chooser_in_the_window(self, page: Page) -> None:
        page.locator("summary", has_text="ستون‌ها").press("Enter")

        box = page.locator("[data-chooser]").bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 768
        close = page.locator("[data-menu-close]")
        expect(close).to_be_in_viewport(ratio=1)
        close.click()
        expect(page.locator("[data-chooser]")).to_be_hidden()
        expect(page.locator("summary", has_text="ستون‌ها")).to_be_focused()

    def test_ask_for_the_name_of_a_view_at_once(self, page: Page) -> None:
        page.goto("/offices?state=active")
        page.locator("summary", has_text="ذخیرهٔ این نما").press("Enter")

        expect(page.locator("#view-title")).to_be_focused()

    def test_order_their_columns_by_keys(self, page: Page) -> None:
        chooser = page.locator("[data-chooser]")
        page.locator("summary", has_text="ستون‌ها").press("Enter")
        first = chooser.locator("[data-column]").first.locator("input[name=order]").input_value()
        chooser.locator("[data-column] input[name=shown]").first.focus()

        page.keyboard.press("Alt+ArrowDown")

        place = chooser.locator("[data-column]").nth(1)
        expect(place.locator("input[name=order]")).to_have_value(first)
        expect(place.locator("input[name=shown]")).to_be_focused()
        expect(chooser.locator("[data-chooser-said]")).to_contain_text(": ۲")
        page.keyboard.press("Alt+ArrowUp")
        expect(chooser.locator("input[name=order]").first).to_have_value(first)


class TestMenus:
    @pytest.fixture
    def page(self, stage: Stage) -> Page:
        """Return a list with its menus."""
        make_office()
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto("/offices")
        page.wait_for_load_state("networkidle")
        return page

    def test_choose_a_day_of_a_filter_in_the_calendar(self, stage: Stage) -> None:
        make_case()
        page = stage.enter(Person.make(Role.AUDITOR))
        page.goto("/admin/audit")
        page.wait_for_load_state("networkidle")
        menu = page.locator("main details[data-menu]").filter(has_text="از روز")
        menu.locator("summary").press("Enter")
        expect(menu.locator("[name=since]")).to_be_focused()

        menu.get_by_role("button", name="تقویم").click()
        calendar = menu.locator(".calendar")
        assert calendar.evaluate("one => one.scrollWidth <= one.clientWidth")
        calendar.get_by_role("button", name="امروز").click()
        menu.get_by_role("button", name="اعمال").click()

        page.wait_for_url("**since=*")
        expect(page.locator(".chip-set")).to_contain_text("از روز")

    def test_are_closed_by_escape_which_gives_the_focus_back(self, page: Page) -> None:
        menu = page.locator("main details[data-menu]").filter(has_text="XLSX").first
        menu.locator("summary").press("Enter")
        menu.locator("button").first.focus()

        page.keyboard.press("Escape")

        expect(menu.locator(".menu")).to_be_hidden()
        expect(menu.locator("summary")).to_be_focused()

    def test_are_closed_by_a_click_outside_and_by_another(self, page: Page) -> None:
        menu = page.locator("main details[data-menu]").filter(has_text="XLSX").first
        menu.locator("summary").click()
        expect(menu.locator(".menu")).to_be_visible()
        menu.locator(".menu-title").click()
        expect(menu.locator(".menu")).to_be_visible()

        page.locator("h1").click()
        expect(menu.locator(".menu")).to_be_hidden()

        menu.locator("summary").click()
        page.locator(".filters details[data-menu] > summary").first.click()
        expect(page.locator("main details[data-menu][open]")).to_have_count(1)
        expect(menu.locator(".menu")).to_be_hidden()


class TestTabs:
    def test_of_a_desk_open_a_queue_in_its_place_by_arrows(self, stage: Stage) -> None:
        case = make_case()
        page = stage.enter(Person.make(Role.AGENCY_MANAGER, case.agency))
        page.goto("/desk")
        page.wait_for_load_state("networkidle")
        page.evaluate("window.isSamePage = true")
        tabs = page.locator("[data-tabs] > a[id]")
        tabs.first.focus()

        page.keyboard.press("ArrowLeft")

        expect(tabs.nth(1)).to_have_attribute("aria-current", "page")
        expect(tabs.nth(1)).to_be_focused()
        assert page.url.endswith(tabs.nth(1).get_attribute("href") or "?")
        page.keyboard.press("ArrowRight")
        expect(tabs.first).to_have_attribute("aria-current", "page")
        assert page.evaluate("window.isSamePage")

    def test_of_a_list_take_the_focus_by_arrows(self, stage: Stage) -> None:
        make_office()
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto("/offices")
        tabs = page.locator("[data-list] .tabs > a")
        tabs.first.focus()

        page.keyboard.press("ArrowLeft")
        expect(tabs.nth(1)).to_be_focused()
        page.keyboard.press("Home")
        expect(tabs.first).to_be_focused()


class TestPalette:
    @pytest.fixture
    def page(self, stage: Stage) -> Page:
        """Return a desk with three offices to find."""
        contract = make_contract(office=make_office(name="دفتر سبلان"))
        make_office(name="دفتر سبلان دو")
        make_case(contract=contract)
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto("/desk")
        page.wait_for_load_state("networkidle")
        return page

    def ask(self, page: Page, text: str) -> Locator:
        """Type into the palette; return what it found."""
        page.keyboard.press("Control+KeyK")
        field = page.locator("#palette-text")
        expect(field).to_be_focused()
        with page.expect_response(re.compile(r"/search\?q=.")):
            page.keyboard.insert_text(text)
        hits = page.locator("#palette-hits [role=option]")
        expect(hits.first).to_contain_text("سبلان")  # and no longer what stood there before
        return hits

    def test_goes_to_the_next_hit_and_opens_it(self, page: Page) -> None:
        hits = self.ask(page, "سبلان")
        expect(hits.first).to_have_attribute("aria-selected", "true")

        page.keyboard.press("ArrowDown")

        expect(hits.nth(1)).to_have_attribute("aria-selected", "true")
        expect(hits.first).to_have_attribute("aria-selected", "false")
        second = hits.nth(1)
        expect(page.locator("#palette-text")).to_have_attribute(
            "aria-activedescendant", second.get_attribute("id") or "?"
        )
        address = second.get_attribute("href") or "?"
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address}")

    def test_says_nothing_of_a_search_that_gave_way_to_a_newer_one(
        self, page: Page, stage: Stage
    ) -> None:
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text))

        def slowly(route: Route) -> None:
            page.wait_for_timeout(400)
            route.continue_()

        page.route("**/search?*", slowly)
        page.keyboard.press("Control+KeyK")
        with page.expect_event("requestfailed", lambda one: "/search?" in one.url):
            page.locator("#palette-text").press_sequentially("دفتر سبلان", delay=220)

        expect(page.locator("#palette-hits [role=option]").first).to_contain_text("سبلان")
        page.unroute_all(behavior="wait")  # the next test opens no page while one is held back
        assert said == []
        assert stage.errors == []

    def test_looks_for_one_kind_after_its_letter(self, page: Page) -> None:
        hits = self.ask(page, "سبلان")
        expect(page.locator("#palette-hits [href^='/contracts/']")).not_to_have_count(0)
        page.keyboard.press("Escape")
        page.reload(wait_until="networkidle")

        hits = self.ask(page, "ی سبلان")

        expect(page.locator("#palette-hits [href^='/contracts/']")).to_have_count(0)
        for place in range(2):
            expect(hits.nth(place)).to_have_attribute("href", re.compile("^/offices/"))


class TestLetters:
    def listed(self, stage: Stage, **preferences: Any) -> Page:
        """Return the list of offices of somebody who has chosen so."""
        for _number in range(3):
            make_office()
        page = stage.enter(preferring(Person.make(Role.EXPERT), **preferences))
        page.goto("/offices")
        page.wait_for_load_state("networkidle")
        return page

    def test_choose_a_row_and_lead_to_a_place(self, stage: Stage) -> None:
        page = self.listed(stage)
        rows = page.locator("[data-rows] tbody tr")
        page.keyboard.press("KeyJ")
        expect(rows.first).to_be_focused()

        page.keyboard.press("KeyX")
        expect(rows.first.locator("input[name=row]")).to_be_checked()
        page.keyboard.press("KeyX")
        expect(rows.first.locator("input[name=row]")).not_to_be_checked()

        page.keyboard.press("KeyG")
        page.keyboard.press("KeyC")
        page.wait_for_url("**/contracts")

    def test_do_nothing_where_they_are_switched_off(self, stage: Stage) -> None:
        page = self.listed(stage, single_keys=False)
        page.keyboard.press("KeyJ")
        page.keyboard.press("Shift+Slash")
        page.keyboard.press("KeyG")
        page.keyboard.press("KeyC")
        page.wait_for_timeout(300)

        expect(page.locator("[data-rows] tbody tr:focus")).to_have_count(0)
        expect(page.locator("#keyboard-help")).to_be_hidden()
        assert page.url.endswith("/offices")
        page.keyboard.press("Control+KeyK")  # a chord is no single letter
        expect(page.locator("#palette")).to_be_visible()

    def test_are_those_that_somebody_has_chosen(self, stage: Stage) -> None:
        page = self.listed(stage, key_map={"next": "L"})
        page.keyboard.press("KeyJ")
        expect(page.locator("[data-rows] tbody tr:focus")).to_have_count(0)

        page.keyboard.press("KeyL")

        expect(page.locator("[data-rows] tbody tr").first).to_be_focused()
        page.keyboard.press("Shift+Slash")
        expect(page.locator("#keyboard-help kbd", has_text="L")).not_to_have_count(0)


class TestPlaces:
    def test_are_those_of_the_county_that_is_chosen(self, stage: Stage) -> None:
        counties = [make_division("county", name, make_province()) for name in ("خلخال", "گرمی")]
        for county in counties:
            make_division("city", "مرکز", make_division("district", "مرکزی", county))
        page = stage.enter(Person.make(Role.SECRETARIAT))
        page.goto("/offices/new")
        places = page.locator("#id_place option:not([value=''])")

        expect(places).to_have_count(2)
        page.locator("#id_county").select_option("گرمی")
        expect(places).to_have_text(["مرکز (شهر، مرکزی، گرمی)"])
        page.locator("#id_place").select_option(index=1)
        page.locator("#id_county").select_option("خلخال")
        expect(places).to_have_text(["مرکز (شهر، مرکزی، خلخال)"])
        expect(page.locator("#id_place")).to_have_value("")
        assert not stage.errors

"""Long lists: what stays in sight while the rows pass, and that it hides nobody's focus."""

import pytest

from accounts.roles import Role
from tests.factories import make_case, make_office
from tests.journeys.people import NARROW, Person, Stage
from tests.journeys.visitor import MENUS_OUTSIDE

pytestmark = pytest.mark.browser

IN_SIGHT = """(selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}"""
ROOM = """() => document.activeElement.getBoundingClientRect().top -
  document.querySelector("thead th").getBoundingClientRect().bottom"""
HEAD, BAR = "[data-list] thead th", "[data-bulkbar]"


class TestMenus:
    @pytest.mark.parametrize("address", ["/offices", "/violations", "/admin/audit"])
    def test_open_within_a_narrow_phone(self, stage: Stage, address: str) -> None:
        make_case()
        page = stage.enter(Person.make(Role.AUDITOR), NARROW)
        page.goto(address)
        page.set_viewport_size({"width": 320, "height": 640})

        assert page.locator("main details > .menu").count() > 3
        assert not page.evaluate(MENUS_OUTSIDE)


class TestLongList:
    def test_keeps_its_head_and_the_bar_of_chosen_rows_in_sight(self, stage: Stage) -> None:
        for _number in range(25):
            make_office()
        page = stage.enter(Person.make(Role.EXPERT))
        page.goto("/offices")
        page.locator("tbody tr:nth-child(2) input").check()

        page.locator("tbody tr:nth-child(25)").scroll_into_view_if_needed()

        assert page.evaluate(IN_SIGHT, HEAD)
        assert page.evaluate(IN_SIGHT, BAR)
        page.locator("tbody tr:nth-child(25)").focus()
        for _number in range(20):
            page.keyboard.press("k")
        assert page.evaluate("document.activeElement.rowIndex") == 5
        assert page.evaluate(ROOM) >= 0

    def test_keeps_the_bar_in_sight_on_a_phone(self, stage: Stage) -> None:
        for _number in range(25):
            make_office()
        page = stage.enter(Person.make(Role.EXPERT), NARROW)
        page.goto("/offices")
        page.locator("tbody tr:nth-child(2) input").check()

        page.locator("tbody tr:nth-child(20)").scroll_into_view_if_needed()

        assert page.evaluate(IN_SIGHT, BAR)

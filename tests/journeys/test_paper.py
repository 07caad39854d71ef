"""What the pages are on paper: whole charts, tables as they stand, on numbered sheets."""

from io import BytesIO

import pikepdf
import pytest

from accounts.roles import Role
from core.persian import persian_digits
from tests.factories import make_case, make_contract
from tests.journeys.people import Person, Stage

pytestmark = pytest.mark.browser

A4 = (703, 980)  # what the margins leave of a sheet, in CSS pixels
SHARE_OF_THE_TREND = """() => {
  const chart = document.querySelector(".desk .split .chart-scroll > svg.chart-wide");
  return chart.getBoundingClientRect().width / innerWidth;
}"""
HEADS = """() => [...document.querySelectorAll(".table-stack thead")].map(
  (head) => head.getBoundingClientRect().height)"""


LETTERS = """() => {
  const strip = document.querySelector("thead .strip svg");
  const [box, letters] = [strip, [...strip.querySelectorAll("text")]];
  const whole = box.getBoundingClientRect();
  return {
    share: whole.width / Number(box.getAttribute("width")),
    clips: getComputedStyle(box).overflow !== "visible" &&
      letters.some((letter) => letter.getBoundingClientRect().bottom > whole.bottom),
    fits: document.documentElement.scrollWidth <= innerWidth,
  };
}"""


class TestPaper:
    def test_prints_a_list_across_with_its_filter_and_whole_letters(self, stage: Stage) -> None:
        contract = make_contract()
        for _number in range(24):
            make_contract(agency=contract.agency)
        person = Person.make(Role.EXPERT)
        page = stage.enter(person, (1032, 690))
        page.goto(f"/offices?state=active&q={contract.office.code[:2]}")
        page.emulate_media(media="print")

        assert page.evaluate(LETTERS) == {"share": 1, "clips": False, "fits": True}
        said = page.locator(".list-asked").inner_text()
        code = persian_digits(contract.office.code[:2])
        for words in "وضعیت: فعال", f"جستجو: {code}", person.principal.name:
            assert words in said
        sheets = pikepdf.open(BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert {sheet.mediabox[2] > sheet.mediabox[3] for sheet in sheets} == {True}
        assert len(sheets) in {2, 3}

    def test_gives_the_trend_of_the_province_its_whole_width_on_one_sheet(
        self, stage: Stage
    ) -> None:
        make_case()
        page = stage.enter(Person.make(Role.EXPERT), A4)
        page.goto("/desk")
        page.emulate_media(media="print")

        assert page.evaluate(SHARE_OF_THE_TREND) > 0.9
        printed = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(pikepdf.open(BytesIO(printed)).pages) == 1

    def test_heads_the_work_of_a_desk_whose_tabs_are_not_printed(self, stage: Stage) -> None:
        contract = make_contract()
        make_case(contract=contract)
        page = stage.enter(Person.make(Role.AGENCY_MANAGER, contract.agency), A4)
        page.goto("/desk")
        head = page.locator("#work h2", has_text="کارهای امروز")
        on_screen = head.bounding_box()

        page.emulate_media(media="print")

        on_paper = head.bounding_box()
        assert on_screen
        assert on_paper
        assert on_screen["height"] <= 1 < 12 < on_paper["height"]
        assert on_paper["width"] > 60

    def test_keeps_the_heads_of_tables(self, stage: Stage) -> None:
        contract = make_contract()
        make_case(contract=contract)
        page = stage.enter(Person.make(Role.EXPERT), A4)
        page.goto(f"/agencies/{contract.agency.code}")
        assert max(page.evaluate(HEADS)) <= 1

        page.emulate_media(media="print")

        assert min(page.evaluate(HEADS)) > 1
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

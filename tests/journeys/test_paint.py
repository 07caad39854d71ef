"""How soon a page is there, how soon it answers a key, and that letters move nothing (UI 14)."""

import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.roles import Role
from tests.factories import make_agency, make_case, make_contract, make_office, make_type
from tests.journeys.people import Person, Stage
from tests.journeys.weights import MOST_SHIFT, WATCH

pytestmark = pytest.mark.browser

LISTS = ("/offices", "/violations?queue=cases", "/contracts", "/agencies")
LATE = 1.2  # seconds by which the font comes late
KEY_TO_PAINT, PAINT = 50, 2500  # milliseconds (design: UI 14)
# On a machine that is too busy for the bars, so many times what an empty page of the site takes.
TIMES_A_KEY, TIMES_A_PAGE = 4, 8
TAKES = 9
EMPTY = "/empty"
NOTHING = "<!doctype html><html lang=fa><title>0</title><main><p>پیشخوان"
HTML = "text/html; charset=utf-8"
PAINTED = """
window.largest = null;
new PerformanceObserver((list) => { window.largest = list.getEntries().at(-1); })
  .observe({ type: "largest-contentful-paint", buffered: true });
window.answers = [];
new PerformanceObserver((list) => {
  for (const { name, duration } of list.getEntries()) {
    if (name === "keydown") window.answers.push(duration);
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""
# From the first byte on: what the server takes before it is measured by `./run bench`.
SINCE_ANSWER = """
(() => {
  const [{ responseStart }] = performance.getEntriesByType("navigation");
  return window.largest.startTime - responseStart;
})()
"""
# An empty page that answers a key, too.
LISTENING = """
const told = document.createElement("p");
document.body.replaceChildren(told);
document.addEventListener("keydown", ({ code }) => { told.textContent += code; });
"""


@pytest.fixture
def page(stage: Stage) -> Iterator[Page]:
    """Return the page of somebody of the province, whose lists are full."""
    kind, agency = make_type(title="دریافت وجه مازاد بر تعرفهٔ مصوب از متقاضی"), make_agency()
    for number in range(30):
        office = make_office(name=f"پیشخوان میدان عالی‌قاپو، شمارهٔ {number}", address="خیابان امام")
        make_case(contract=make_contract(agency=agency, office=office), type=kind)
    page = stage.enter(Person.make(Role.EXPERT))
    page.route(f"**{EMPTY}", lambda route: route.fulfill(body=NOTHING, content_type=HTML))
    page.context.add_init_script(WATCH)
    page.context.add_init_script(PAINTED)
    yield page
    assert not stage.errors


def delay(route: Route) -> None:
    """Let a file come late."""
    time.sleep(LATE)
    route.continue_()


def painted(page: Page, address: str) -> float:
    """Return how long after the answer's first byte the greatest part of a page is drawn."""
    page.goto(address)
    page.wait_for_function("window.largest")
    page.wait_for_load_state("networkidle")
    return float(page.evaluate(SINCE_ANSWER))


def answered(page: Page, press: Callable[[int], None]) -> float:
    """Return how long keys take until the next frame is drawn; what takes less than 16 is that."""
    page.evaluate("window.answers.length = 0")
    for count in range(TAKES):
        press(count)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    found = page.evaluate("window.answers")
    return float(median([*found, *[16] * (TAKES - len(found))]))


class TestLetters:
    @pytest.mark.parametrize("address", LISTS)
    def test_move_no_row_of_a_list_when_they_come_late(self, page: Page, address: str) -> None:
        page.route("**/*.woff2", delay)

        with page.expect_response("**/*.woff2"):
            page.goto(address)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready.then(() => 0)")
        page.wait_for_timeout(500)

        shifts = page.evaluate("window.shifts")
        assert sum(value for _at, value in shifts) <= MOST_SHIFT, shifts


class TestPaint:
    def test_of_the_greatest_part_is_soon(self, page: Page) -> None:
        for address in (EMPTY, "/offices"):
            painted(page, address)  # styles and letters are in the browser's store from now on

        empty = median(painted(page, EMPTY) for _take in range(3))
        took = {
            address: median(painted(page, address) for _take in range(3))
            for address in ("/desk", *LISTS, "/notifications")
        }

        assert not {
            address: (round(time), round(empty))
            for address, time in took.items()
            if time > max(PAINT, empty * TIMES_A_PAGE)
        }

    def test_of_the_greatest_part_waits_for_no_picture(self, page: Page) -> None:
        for address in ("/desk", *LISTS):
            painted(page, address)

            assert page.evaluate("Boolean(window.largest.element) && !window.largest.url"), address

    def test_follows_a_key_at_once(self, page: Page) -> None:
        page.goto(EMPTY)
        page.evaluate(LISTENING)
        empty = answered(page, lambda _count: page.keyboard.press("KeyJ"))

        page.goto("/offices")
        took = {"list": answered(page, lambda _count: page.keyboard.press("KeyJ"))}
        page.keyboard.press("Control+KeyK")
        expect(page.locator(".palette-hit").first).to_be_visible()
        took["palette"] = answered(page, lambda count: page.keyboard.press("12400000"[count % 8]))
        page.goto("/violations/new")
        page.locator("#id_narrative").focus()
        took["report"] = answered(page, lambda _count: page.keyboard.press("KeyJ"))

        most = max(KEY_TO_PAINT, empty * TIMES_A_KEY)
        assert not {name: (time, empty) for name, time in took.items() if time > most}

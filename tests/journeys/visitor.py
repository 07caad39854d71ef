"""Opens pages and notes what is wrong with them: axe, weight, shift, reflow, tabs, pictures."""

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from tests.journeys import pictures
from tests.journeys.people import NARROW, WIDE, Stage
from tests.journeys.weights import WATCH, over_budget
from tests.journeys.withstands import against_focus, against_no_script, against_spacing

OFFLINE = "line-off"  # the name of the page that is looked at without a connection
CUT_STRIPS = """() => [...document.querySelectorAll(".tabs")].some(
  (strip) => strip.scrollWidth > strip.clientWidth)"""
# What is folded around a menu, such as the further filters, is open when somebody opens the menu;
# a folded part is drawn by itself, so that what is fixed in it would stand elsewhere.
MENUS_OUTSIDE = """() => [...document.querySelectorAll("main details:not([open]) > .menu")].some(
  (menu) => {
    const folded = [];
    for (let at = menu.closest("details:not([open])"); at;
      at = at.parentElement.closest("details:not([open])")) folded.push(at);
    for (const part of folded) part.open = true;
    const box = menu.getBoundingClientRect();
    const stands = getComputedStyle(menu).position === "fixed";
    for (const part of folded) part.open = false;
    return box.left < 0 || box.right > innerWidth ||
      (stands && (box.top < 0 || box.bottom > innerHeight));
  })"""
# Readers of such pictures want dark squares on light ones.
DARK_CODES = """() => [...document.querySelectorAll("img.qr")].some(
  (code) => getComputedStyle(code).backgroundColor !== "rgb(255, 255, 255)")"""
HIDDEN_TABS = """() => [...document.querySelectorAll(".tabs > [aria-current]")].some((tab) => {
  const [here, strip] = [tab, tab.parentElement].map((node) => node.getBoundingClientRect());
  return here.left < strip.left - 1 || here.right > strip.right + 1;
})"""


@dataclass(frozen=True)
class Sight:
    """One page: its name, who looks at it, with which session, where, and what it answers."""

    name: str
    who: str
    session: str
    address: str
    status: int = 200


def findings(page: Page, where: str) -> list[str]:
    """Return what axe says against the page that is open."""
    # Of the rules that hold, axe need not describe each element.
    options = {"resultTypes": ["violations"]}
    answer: dict[str, Any] = Axe().run(page, options=options).response
    assert len(answer["passes"]) > 10, f"{where}: axe did not look"
    return [
        f"{where}: {found['id']} ({found['impact']}): {node['target']}: {node['html'][:140]}"
        for found in answer["violations"]
        for node in found["nodes"][:3]
    ]


class Visitor:
    """Opens pages as the roles of the world, in windows of one look."""

    def __init__(self, stage: Stage, theme: str, size: tuple[int, int]) -> None:
        self.stage, self.theme, self.size = stage, theme, size
        self.page: Page | None = None
        self.quiet: Page | None = None  # a window without scripts
        self.found: list[str] = []
        self.seen: set[str] = set()  # the names of pages that opened

    def window(self, session: str) -> Page:
        """Return the one window, in which somebody is signed in; it keeps the files it has read."""
        if self.page is None:
            self.page = self.stage.open(self.size)
            self.page.context.add_init_script(WATCH)
        cookies: list[Any] = [{"name": "theme", "value": self.theme, "url": self.stage.site}]
        if session:
            cookies.append({"name": "session", "value": session, "url": self.stage.site})
        self.page.context.clear_cookies()
        self.page.context.add_cookies(cookies)
        return self.page

    def withstand(self, page: Page, answer: Response, html: bytes, where: str) -> None:
        """Space the text, go everywhere with the focus, and take the scripts away."""
        self.found += against_spacing(page, where)
        self.found += against_focus(page, where)
        if self.quiet is None:
            self.quiet = self.stage.open(self.size, java_script_enabled=False)
        self.found += against_no_script(page, self.quiet, answer, html, where)

    def reflow(self, page: Page, where: str) -> None:
        """Narrow a phone to 320 pixels, and show a screen at 200 %: nothing leaves the window."""
        width, height = (320, 640) if self.size == NARROW else (WIDE[0] // 2, WIDE[1] // 2)
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            self.found.append(f"{where}: wider than {width} pixels")
        if page.evaluate(MENUS_OUTSIDE):
            self.found.append(f"{where}: a menu opens outside of a window of {width} pixels")
        page.set_viewport_size({"width": self.size[0], "height": self.size[1]})

    def strips(self, page: Page, where: str) -> None:
        """Note tabs that a wide screen shows in part only, or an open one out of sight."""
        if self.size == WIDE and page.evaluate(CUT_STRIPS):
            self.found.append(f"{where}: a strip of tabs is cut")
        if page.evaluate(HIDDEN_TABS):
            self.found.append(f"{where}: the open tab of a strip is out of sight")

    def visit(self, sight: Sight, picture: str = "", *, may_refuse: bool = False) -> None:
        """
        Open a page and note what is wrong with it; compare it with its reference, if named.

        A refusal is looked at, too, and a page to which somebody is led; but neither is the page
        itself, which somebody has to see (`seen`): who looks at it alone may not be refused.
        """
        where = f"{sight.address} as {sight.who}, {self.theme}, {self.size[0]}"
        page = self.window(sight.session)
        answer = page.goto(sight.address, wait_until="load")
        assert answer is not None
        if answer.status == sight.status and answer.request.redirected_from is None:
            self.seen.add(sight.name)
        elif not may_refuse or answer.status not in {200, 409}:
            self.found.append(
                f"{where}: answered {answer.status} at {page.url}, not its page; a record is"
                " brought to where it opens by tests/journeys/brings/"
            )
            return
        html = answer.body()
        if sight.name == OFFLINE:
            page.wait_for_load_state("networkidle")  # a script that is still asked for would fail
            page.context.set_offline(True)
            expect(page.locator("#offline-bar")).to_be_visible()
        self.look_at(page, sight, picture, html, where)
        if sight.name == OFFLINE:
            page.context.set_offline(False)
        elif picture and not pictures.IS_RETAKEN:  # once a page
            self.withstand(page, answer, html, where)

    def look_at(self, page: Page, sight: Sight, picture: str, html: bytes, where: str) -> None:
        """Note what is wrong with the page that is open."""
        if pictures.IS_RETAKEN:  # for the picture alone, after all scripts have come
            page.wait_for_load_state("networkidle")
            self.found += pictures.against_reference(picture, pictures.taken(page))
            return
        self.found += findings(page, where)
        if sight.name != OFFLINE:  # the bar comes as it will
            self.found += over_budget(page, self.stage.site, html, where)
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            self.found.append(f"{where}: wider than its window")
        self.strips(page, where)
        if page.evaluate(DARK_CODES):
            self.found.append(f"{where}: a code lies on a dark ground")
        if picture:
            self.found += pictures.against_reference(picture, pictures.taken(page))
        self.reflow(page, where)

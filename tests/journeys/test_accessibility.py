"""
axe finds nothing on any page of the product, light and dark, wide and on a phone (design: UI 13),
and every page keeps its budget: weight, no request to strangers, nothing that moves (UI 14), and
looks as on its reference picture, which `./run references` takes anew.

The pages are the routes of the policy table: one that is added is visited without being named here.
"""

import itertools
import zlib
from collections.abc import Iterator
from os import urandom
from typing import Any

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from PIL import ImageChops, ImageFilter
from playwright.sync_api import Page

from accounts.roles import Role
from tests import factories
from tests.architecture.policy import POLICY, Row
from tests.architecture.routes import Route, routes
from tests.architecture.world import OWN, ROLES, World, build
from tests.factories import NOW
from tests.journeys import pictures
from tests.journeys.people import NARROW, WIDE, Stage
from tests.journeys.weights import WATCH, over_budget

pytestmark = pytest.mark.browser

LOOKS = (("light", WIDE), ("dark", NARROW), ("dark", WIDE), ("light", NARROW))
# Addresses that answer a program, hand out a file, or lead elsewhere: there is no page of ours to
# look at.
PAGELESS = {
    "account_inactive", "account_reauthenticate", "account_set_password", "account_signup",
    "accounts:first_password", "agencies:own", "contracts:imports", "contracts:paper-scan",
    "contracts:pdf", "contracts:scan", "home", "lists:job_file", "lists:job_outcomes", "live",
    "metrics", "mfa_activate_totp", "mfa_authenticate", "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_reauthenticate", "notices:file", "notices:receipt-scan",
    "offices:annotated", "offices:scan", "offices:suggest", "offices:template", "ready", "schema",
    "violations:evidence", "violations:sheet-errors", "violations:sheet-template",
    "violations:thumbnail", "workdays:export", "workdays:import-template", "workdays:this-year",
}  # fmt: skip
# What has no route of its own, is a part of a record, or a page before anybody has signed in.
BESIDES: tuple[tuple[str, Role | None, str], ...] = (
    ("nobody-login", None, "/login"),
    ("nothing-here", Role.EXPERT, "/nothing-here"),
    ("agency-services", Role.AGENCY_MANAGER, "/agencies/gaz/services"),
)

CUT_STRIPS = """() => [...document.querySelectorAll(".tabs")].some(
  (strip) => strip.scrollWidth > strip.clientWidth)"""
MENUS_OUTSIDE = """() => [...document.querySelectorAll("main details:not([open]) > .menu")].some(
  (menu) => {
    menu.parentElement.open = true;
    const box = menu.getBoundingClientRect();
    const stands = getComputedStyle(menu).position === "fixed";
    menu.parentElement.open = false;
    return box.left < 0 || box.right > innerWidth ||
      (stands && (box.top < 0 || box.bottom > innerHeight));
  })"""
HIDDEN_TABS = """() => [...document.querySelectorAll(".tabs > [aria-current]")].some((tab) => {
  const [here, strip] = [tab, tab.parentElement].map((node) => node.getBoundingClientRect());
  return here.left < strip.left - 1 || here.right > strip.right + 1;
})"""


def opens(row: Row) -> list[Role]:
    """Return the roles for which a page opens on the world's own records."""
    return [role for role in ROLES if row.is_public or row.expected(role, "GET", OWN) == "opens"]


def looked_at() -> list[tuple[str, Row, Route]]:
    """Return the routes that are pages for somebody, with their rows of the policy table."""
    return [
        (name, POLICY[name], route)
        for name, route in sorted(routes().items())
        if name in POLICY
        and not route.is_rest
        and "GET" in POLICY[name].methods
        and name not in PAGELESS
        and opens(POLICY[name])
    ]


def picture_of(name: str) -> str:
    """Return the name of a route's reference picture."""
    return name.replace(":", "-").replace("_", "-")


def pages(world: World) -> Iterator[tuple[str, Role | None, str]]:
    """Yield every page for every role that opens it: route, role, address."""
    for name, row, route in looked_at():
        address = route.address(world.names[row.kind][OWN] if row.kind else ())
        for role in opens(row):
            yield name, role, address


def share(world: World) -> list[tuple[str, Role | None, str]]:
    """Return each page once; which of its roles looks at it differs from page to page."""
    found: dict[str, list[tuple[str, Role | None, str]]] = {}
    for page in pages(world):
        found.setdefault(page[0], []).append(page)
    return [them[zlib.crc32(name.encode()) % len(them)] for name, them in found.items()]


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

    def __init__(self, stage: Stage, world: World, theme: str, size: tuple[int, int]) -> None:
        self.stage, self.world, self.theme, self.size = stage, world, theme, size
        self.page: Page | None = None
        self.found: list[str] = []

    def window(self, role: Role | None) -> Page:
        """Return the one window, in which a role is signed in; it keeps the files it has read."""
        if self.page is None:
            self.page = self.stage.open(self.size)
            self.page.context.add_init_script(WATCH)
        cookies: list[Any] = [{"name": "theme", "value": self.theme, "url": self.stage.site}]
        if role is not None:
            session = self.world.cookies[role]
            cookies.append({"name": "session", "value": session, "url": self.stage.site})
        self.page.context.clear_cookies()
        self.page.context.add_cookies(cookies)
        return self.page

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

    def visit(self, role: Role | None, address: str, picture: str = "") -> None:
        """Open a page and note what is wrong with it; compare it with its reference, if named."""
        where = f"{address} as {role}, {self.theme}, {self.size[0]}"
        page = self.window(role)
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        # 409 is a page too: the act is not to be had in the record's state, and why.
        if answer.status not in {200, 404, 409}:
            self.found.append(f"{where}: answered {answer.status}")
            return
        if pictures.IS_RETAKEN:  # for the picture alone, after all scripts have come
            page.wait_for_load_state("networkidle")
            self.found += pictures.against_reference(picture, pictures.taken(page))
            return
        self.found += findings(page, where)
        self.found += over_budget(page, self.stage.site, answer.body(), where)
        if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
            self.found.append(f"{where}: wider than its window")
        self.strips(page, where)
        if picture:
            self.found += pictures.against_reference(picture, pictures.taken(page))
        self.reflow(page, where)


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the clock stand at the tests' own moment, and the factories count from one."""
    monkeypatch.setattr(factories, "_serial", itertools.count(1))
    with time_machine.travel(NOW, tick=False):
        yield


class TestPages:
    @pytest.mark.parametrize("turn", range(2), ids=["one half", "the other half"])
    def test_hold_nothing_against_axe(self, stage: Stage, still: None, turn: int) -> None:
        """Each page as one role in one look; the looks take turns."""
        world = build()
        visitors = [Visitor(stage, world, *look) for look in LOOKS]
        for number, (name, role, address) in enumerate((*share(world), *BESIDES)):
            if number % 2 == turn:
                look = zlib.crc32(name.encode()[::-1]) % len(LOOKS)
                visitors[look].visit(role, address, picture_of(name))

        found = [line for visitor in visitors for line in visitor.found]
        assert not found, "\n" + "\n".join(found)
        assert not stage.errors

    @pytest.mark.deep
    @pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone", "dark", "light phone"])
    def test_hold_nothing_against_axe_as_any_role(
        self, stage: Stage, look: tuple[str, tuple[int, int]]
    ) -> None:
        world = build()
        visitor = Visitor(stage, world, *look)
        for _name, role, address in (*pages(world), *BESIDES):
            visitor.visit(role, address)

        assert not visitor.found, "\n" + "\n".join(visitor.found)
        assert not stage.errors

    def test_would_be_too_heavy(self, stage: Stage) -> None:
        page = stage.open(bypass_csp=True)
        page.context.add_init_script(WATCH)
        page.goto("/login")
        page.evaluate("fetch('http://127.0.0.1:1/').catch(() => 0)")
        page.evaluate("window.shifts.push([1e9, 1])")

        found = over_budget(page, stage.site, urandom(50 * 1024), "/login")

        assert [line.split()[1] for line in found] == ["asks", "50.0", "moves"]

    def test_would_be_found_out(self, stage: Stage) -> None:
        page = stage.open()
        page.goto("/login")
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")

        assert findings(page, "/login")


class TestReferences:
    def test_are_those_of_the_pages_that_there_are(self) -> None:
        named = {picture_of(name) for name, *_rest in (*looked_at(), *BESIDES)}
        kept = {path.stem for path in pictures.FOLDER.glob("*.png") if ".actual" not in path.name}

        assert kept == named

    def test_tell_a_change_from_letters_that_are_only_smoothed_otherwise(
        self, stage: Stage
    ) -> None:
        page = stage.open(bypass_csp=True)
        page.goto("/login")
        seen = pictures.shot(page)
        reference = pictures.reduced(seen)
        blurred = ImageChops.offset(seen, 1, 1).filter(ImageFilter.GaussianBlur(0.5))
        assert not pictures.is_other(reference, pictures.reduced(blurred))
        page.add_style_tag(content="* { text-rendering: geometricPrecision !important; }")
        assert not pictures.is_other(reference, pictures.taken(page))

        for change in (
            "document.documentElement.dataset.theme = 'dark'",
            "document.querySelector('main form').style.visibility = 'hidden'",
            "document.querySelector('main form .field').remove()",
            "document.querySelectorAll('[rel=stylesheet]')[3].remove()",
        ):
            page.goto("/login")
            page.evaluate(change)
            assert pictures.is_other(reference, pictures.taken(page)), change

    def test_stay_small(self) -> None:
        sizes = [path.stat().st_size for path in pictures.FOLDER.glob("*.png")]

        assert sum(sizes) / len(sizes) < 4096

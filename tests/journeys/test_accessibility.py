"""
axe finds nothing on any page of the product, light and dark, wide and on a phone (design: UI 13),
and every page keeps its budget: weight, no request to strangers, nothing that moves (UI 14), and
looks as on its reference picture, which `./run references` takes anew.

The pages are the routes of the policy table: one that is added is visited without being named here.
"""

import zlib
from collections.abc import Iterator
from datetime import timedelta
from os import urandom
from typing import Any

import pytest
from PIL import ImageChops, ImageFilter

from accounts.roles import Role
from agencies.views.page import PARTS
from offices.facts import TABS
from tests import factories
from tests.architecture.policy import POLICY, Row
from tests.architecture.routes import Route, routes
from tests.architecture.world import OWN, ROLES, World, build
from tests.factories import NOW
from tests.journeys import pictures
from tests.journeys.openings import BRINGS, Openings
from tests.journeys.people import NARROW, WIDE, Stage
from tests.journeys.visitor import OFFLINE, Sight, Visitor, findings
from tests.journeys.weights import WATCH, over_budget
from tests.journeys.withstands import against_focus, against_no_script, against_spacing
from tests.shares import is_of_today

pytestmark = pytest.mark.browser

LOOKS = (("light", WIDE), ("dark", NARROW), ("dark", WIDE), ("light", NARROW))
# Addresses that answer a program, hand out a file, or lead elsewhere: there is no page of ours to
# look at.
PAGELESS = {
    "account_signup", "agencies:own", "contracts:imports", "contracts:paper-scan", "contracts:pdf",
    "contracts:scan", "home", "lists:job_file", "lists:job_outcomes", "live", "metrics",
    "mfa_download_recovery_codes", "notices:file", "notices:letter", "notices:receipt-scan",
    "offices:annotated", "offices:letter", "offices:scan", "offices:suggest", "offices:template",
    "ready", "schema",
    "violations:evidence", "violations:sheet-errors", "violations:sheet-template",
    "violations:thumbnail", "workdays:export", "workdays:import-template", "workdays:this-year",
}  # fmt: skip
# What has no route of its own, is a part of a record, or shows that something was not done.
BESIDES: tuple[tuple[str, Role, str, int], ...] = (
    ("nothing-here", Role.EXPERT, "/nothing-here", 404),
    *(
        (f"agency-{part}", Role.AGENCY_MANAGER, f"/agencies/{{agency}}/{part}", 200)
        for part in sorted(PARTS - {"history"})
    ),
    *(
        (f"office-{part}", Role.EXPERT, f"/offices/{{office}}/{part}", 200)
        for part in ("people", *(tab.name for tab in TABS))
    ),
    (OFFLINE, Role.AGENCY_CLERK, "/violations/new", 200),
    ("act-refused", Role.AGENCY_MANAGER, "/violations/{case}/close", 409),
    ("evidence-broken", Role.AGENCY_CLERK, "/evidence/{evidence}", 409),
    ("role-refused", Role.AGENCY_CLERK, "/violations/{report}/accept", 403),
    ("address-of-a-button", Role.EXPERT, "/account/role", 405),
    ("file-gone", Role.AGENCY_CLERK, "/jobs/{gone job}/file", 410),
    ("fails-400", Role.EXPERT, "/fails/400", 400),
    ("fails-429", Role.EXPERT, "/fails/429", 429),
    ("fails-500", Role.EXPERT, "/fails/500", 500),
    ("fails-csrf", Role.EXPERT, "/fails/csrf", 403),
)


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
        and (opens(POLICY[name]) or name in BRINGS)
    ]


def picture_of(name: str) -> str:
    """Return the name of a route's reference picture."""
    return name.replace(":", "-").replace("_", "-")


def pages(world: World) -> Iterator[Sight]:
    """Yield every page that opens on the world's own records, for every role that opens it."""
    for name, row, route in looked_at():
        address = route.address(world.names[row.kind][OWN] if row.kind else ())
        for role in opens(row) if name not in BRINGS else ():
            yield Sight(name, role, world.cookies[role], address)


def share(world: World) -> list[Sight]:
    """Return each page once; which of its roles looks at it differs from page to page."""
    found: dict[str, list[Sight]] = {}
    for sight in pages(world):
        found.setdefault(sight.name, []).append(sight)
    return [them[zlib.crc32(name.encode()) % len(them)] for name, them in found.items()]


def besides(world: World) -> Iterator[Sight]:
    """Yield what is looked at beside the routes."""
    names = {kind: names[OWN][0] for kind, names in world.names.items() if names[OWN]}
    gone = factories.make_job(
        world.people[Role.AGENCY_CLERK], expires_at=NOW - timedelta(days=1)
    ).public_id
    for name, role, address, status in BESIDES:
        where = address.format(**names, **{"gone job": gone})
        yield Sight(name, role, world.cookies[role], where, status)


def brought(openings: Openings, name: str) -> Sight:
    """Return a page that opens on a record of its own, which is brought to that state here."""
    opening = openings.of(name)
    return Sight(name, "who opens it", opening.session, opening.address(name))


@pytest.fixture
def failing(settings: Any) -> None:
    """Give the pages that only a failure shows an address."""
    settings.ROOT_URLCONF = "tests.journeys.failures"


class TestPages:
    @pytest.mark.parametrize("turn", range(2), ids=["one half", "the other half"])
    def test_hold_nothing_against_axe(
        self, stage: Stage, still: None, failing: None, turn: int
    ) -> None:
        """Each page as one role in one look, half of the pages a day; the looks take turns."""
        world = build()
        visitors = [Visitor(stage, *look) for look in LOOKS]

        def visit(sight: Sight, *, in_both_themes: bool = False) -> None:
            if not (pictures.IS_RETAKEN or is_of_today(sight.name)):
                return
            look = zlib.crc32(sight.name.encode()[::-1]) % len(LOOKS)
            visitors[look].visit(sight, picture_of(sight.name))
            if in_both_themes and not pictures.IS_RETAKEN:
                visitors[(look + 2) % len(LOOKS)].visit(sight)

        for sight in share(world)[turn::2]:
            visit(sight)
        # Later, since what is written for them changes what the others would see.
        for sight in list(besides(world))[turn::2]:
            visit(sight, in_both_themes=True)
        openings = Openings(world)
        # All are brought there: what waits or is numbered before a page shows on it.
        for name in sorted(BRINGS)[turn::2]:
            visit(brought(openings, name))

        found = [line for visitor in visitors for line in visitor.found]
        assert not found, "\n" + "\n".join(found)
        assert not stage.errors

    def test_are_all_looked_at(self) -> None:
        names = {name for name, *_rest in looked_at()}

        assert set(BRINGS) <= names

    @pytest.mark.deep
    @pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone", "dark", "light phone"])
    def test_hold_nothing_against_axe_as_any_role(
        self, stage: Stage, failing: None, still: None, look: tuple[str, tuple[int, int]]
    ) -> None:
        world = build()
        visitor = Visitor(stage, *look)
        for sight in (*pages(world), *besides(world)):
            visitor.visit(sight, may_refuse=True)
        openings = Openings(world)
        for name in BRINGS:
            visitor.visit(brought(openings, name))

        assert not visitor.found, "\n" + "\n".join(visitor.found)
        assert visitor.seen >= {name for name, *_rest in (*looked_at(), *BESIDES)}
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

    def test_would_not_withstand_everything(self, stage: Stage) -> None:
        page, quiet = stage.open(), stage.open(java_script_enabled=False)
        answer = page.goto("/login")
        assert answer is not None
        assert against_spacing(page, "/login") == against_focus(page, "/login") == []
        assert against_no_script(page, quiet, answer, answer.body(), "/login") == []
        page.evaluate("""() => {
          const main = document.querySelector("main");
          main.insertAdjacentHTML("beforeend", "<p class='lost'>گم</p><p class='cut'>یک</p>");
          const cut = main.querySelector(".cut");
          Object.assign(cut.style, { font: "12px/1 sans-serif", blockSize: "14px" });
          cut.style.overflow = "hidden";
          const cover = document.createElement("div");
          Object.assign(cover.style, { position: "fixed", inset: "0", zIndex: "999" });
          document.body.append(cover);
        }""")
        sent = answer.body().replace(b"</main>", "<p class='print-only'>گم</p></main>".encode())

        assert against_spacing(page, "/login")
        assert against_focus(page, "/login")
        assert against_no_script(page, quiet, answer, sent, "/login")


class TestReferences:
    def test_are_those_of_the_pages_that_there_are(self) -> None:
        names = [name for name, *_rest in looked_at()] + [name for name, *_rest in BESIDES]
        named = {picture_of(name) for name in names}
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

"""axe finds nothing on the main pages, light and dark, wide and on a phone (design: UI 10)."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from accounts.roles import Role
from tests.architecture.world import OWN, World, build
from tests.journeys.people import NARROW, WIDE, Stage

pytestmark = pytest.mark.browser

# Whose page it is, its address, and the kind of record that the address names.
PAGES: tuple[tuple[Role | None, str, str], ...] = (
    (None, "/login", ""),
    (Role.DEPUTY, "/desk", ""),
    (Role.AGENCY_MANAGER, "/desk", ""),
    (Role.OPERATOR, "/desk", ""),
    (Role.ASSOCIATION, "/desk", ""),
    (Role.PLATFORM_ADMIN, "/desk", ""),
    (Role.COMMITTEE_CHAIR, "/desk", ""),
    (Role.DEPUTY, "/offices", ""),
    (Role.SECRETARIAT, "/offices/{}", "office"),
    (Role.AGENCY_CLERK, "/offices/{}/violations", "office"),
    (Role.SECRETARIAT, "/offices/{}/edit", "office"),
    (Role.SECRETARIAT, "/offices/import", ""),
    (Role.SECRETARIAT, "/offices/import/{}", "import"),
    (Role.AGENCY_MANAGER, "/contracts", ""),
    (Role.AGENCY_MANAGER, "/contracts/new", ""),
    (Role.AGENCY_MANAGER, "/contracts/{}", "contract"),
    (Role.AGENCY_MANAGER, "/contracts/{}/terminate", "contract"),
    (Role.DEPUTY, "/agencies", ""),
    (Role.DEPUTY, "/agencies/{}", "agency"),
    (Role.AGENCY_MANAGER, "/violations", ""),
    (Role.AGENCY_CLERK, "/violations/new", ""),
    (Role.AGENCY_CLERK, "/violations/drafts", ""),
    (Role.AGENCY_MANAGER, "/violations/{}", "report"),
    (Role.AGENCY_MANAGER, "/violations/{}", "case"),
    (Role.OPERATOR, "/violations/{}", "case"),
    (Role.OPERATOR, "/violations/{}/notices/charge/acknowledge", "case"),
    (Role.AGENCY_MANAGER, "/violations/{}/reject", "report"),
    (Role.DEPUTY, "/terminations", ""),
    (Role.AGENCY_MANAGER, "/terminations/{}", "review"),
    (Role.OPERATOR, "/terminations/{}", "review"),
    (Role.EXPERT, "/flags/{}", "flag"),
    (Role.EXPERT, "/policy", ""),
    (Role.EXPERT, "/policy/{}", "policy"),
    (Role.EXPERT, "/policy/propose", ""),
    (Role.EXPERT, "/runs", ""),
    (Role.AUDITOR, "/admin/audit", ""),
    (Role.AUDITOR, "/admin/audit/violations.case/{}", "case id"),
    (Role.PLATFORM_ADMIN, "/admin/users", ""),
    (Role.PLATFORM_ADMIN, "/admin/users/{}", "user"),
    (Role.EXPERT, "/api-keys", ""),
    (Role.EXPERT, "/settings", ""),
    (Role.EXPERT, "/settings/factor/", ""),
    (Role.EXPERT, "/settings/sessions", ""),
    (Role.EXPERT, "/calendar/1405", ""),
    (Role.EXPERT, "/offices/nothing-here", ""),
)


def findings(page: Page, where: str) -> list[str]:
    """Return what axe says against the page that is open."""
    answer: dict[str, Any] = Axe().run(page).response
    assert len(answer["passes"]) > 10, f"{where}: axe did not look"
    return [
        f"{where}: {found['id']} ({found['impact']}): {node['target']}: {node['html'][:140]}"
        for found in answer["violations"]
        for node in found["nodes"][:3]
    ]


class TestPages:
    @pytest.mark.parametrize(
        ("theme", "size"),
        [
            pytest.param("light", WIDE, id="light, wide"),
            pytest.param("dark", NARROW, id="dark, on a phone"),
            pytest.param("dark", WIDE, id="dark, wide", marks=pytest.mark.deep),
            pytest.param("light", NARROW, id="light, on a phone", marks=pytest.mark.deep),
        ],
    )
    def test_hold_nothing_against_axe(
        self, stage: Stage, theme: str, size: tuple[int, int]
    ) -> None:
        world: World = build()
        found: list[str] = []
        pages: dict[Role | None, Page] = {}
        for role, pattern, kind in PAGES:
            if role not in pages:
                page = pages[role] = stage.open(size)
                cookies: list[Any] = [{"name": "theme", "value": theme, "url": stage.site}]
                if role is not None:
                    session = world.cookies[role]
                    cookies.append({"name": "session", "value": session, "url": stage.site})
                page.context.add_cookies(cookies)
            page = pages[role]
            address = pattern.format(*world.names[kind][OWN]) if kind else pattern
            answer = page.goto(address)
            assert answer is not None
            assert answer.status in {200, 404}, address
            found += findings(page, f"{address} as {role}")
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                found.append(f"{address} as {role}: wider than its window")

        assert not found, "\n" + "\n".join(found)
        assert not stage.errors

    def test_would_be_found_out(self, stage: Stage) -> None:
        page = stage.open()
        page.goto("/login")
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")

        assert findings(page, "/login")

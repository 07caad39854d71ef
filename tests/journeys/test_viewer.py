"""Evidence is looked at over its record, by keys, nearer and turned; without scripts too."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from accounts.roles import Role
from audit.models import AuditEvent
from core.clock import now
from tests.factories import make_contract, make_report
from tests.journeys.people import NARROW, Person, Stage
from tests.journeys.visitor import findings
from tests.violations.test_views import jpeg
from violations.actions import upload_evidence
from violations.actions.evidence import attach

pytestmark = pytest.mark.browser
NAMES = ("قبض.jpg", "رسید.jpg")


@pytest.fixture
def report(stage: Stage) -> Any:
    """Return a report with two pictures."""
    contract = make_contract()
    clerk = Person.make(Role.AGENCY_CLERK, contract.agency).principal
    report = make_report(reporter=clerk, contract=contract)
    files = [
        upload_evidence(file=ContentFile(jpeg(), name), kind="report", actor=clerk, at=now())
        for name in NAMES
    ]
    attach(files, at=now(), report=report)
    return report


def size_of(page: Page) -> Any:
    """Return the width and height of the picture's place."""
    return page.locator(".viewer-sheet").evaluate(
        "sheet => [parseFloat(sheet.style.width), parseFloat(sheet.style.height)]"
    )


class TestViewer:
    def test_goes_by_keys_and_gives_the_focus_back(self, stage: Stage, report: Any) -> None:
        page = stage.enter(Person.make(Role.AGENCY_MANAGER, report.agency))
        page.goto(f"/violations/{report.number}")
        dialog = page.locator("dialog#viewer")
        expect(dialog).to_have_attribute("data-started", "1")
        page.locator("a[data-exhibit]").first.focus()
        page.keyboard.press("Enter")
        expect(dialog.locator("[data-viewer-name]")).to_have_text(NAMES[0])
        expect(dialog.locator("[data-viewer-size]")).to_contain_text("۱۰۰")
        wide, high = size_of(page)

        page.keyboard.press("BracketRight")
        assert size_of(page) == [high, wide]
        page.keyboard.press("Equal")
        expect(dialog.locator("[data-viewer-size]")).to_contain_text("۱۵۰")
        page.keyboard.press("Digit0")
        expect(dialog.locator("[data-viewer-size]")).to_contain_text("۱۰۰")
        page.keyboard.press("ArrowLeft")  # from right to left: the next one
        expect(dialog.locator("[data-viewer-name]")).to_have_text(NAMES[1])
        expect(dialog.locator("[data-viewer-place]")).to_have_text("۲ از ۲")
        assert not findings(page, "viewer")
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()

        expect(page.locator("a[data-exhibit]").nth(1)).to_be_focused()
        opened = AuditEvent.objects.filter(verb="evidence.opened")
        assert [event.changes["file"][1] for event in opened.order_by("pk")] == list(NAMES)
        assert not stage.errors

    def test_is_a_page_without_scripts(self, stage: Stage, report: Any) -> None:
        manager = Person.make(Role.AGENCY_MANAGER, report.agency)
        page = stage.enter(manager, NARROW, java_script_enabled=False)
        page.goto(f"/violations/{report.number}")
        page.locator("a[data-exhibit]").first.click()

        expect(page.locator("h1")).to_have_text(NAMES[0])
        image = page.locator(".viewer-stage img")
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0
        page.locator("a[data-record=next]").first.click()
        expect(page.locator("h1")).to_have_text(NAMES[1])

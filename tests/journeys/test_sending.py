"""Files of a form that was refused, or that the line lost: they stay chosen."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect

from accounts.roles import Role
from contracts.models import Contract
from tests.factories import make_contract
from tests.journeys.people import Person, Stage

pytestmark = pytest.mark.browser
FILE = "main input[type=file]"
SEND = "main form .sheet-foot button"


@pytest.fixture
def contract(live_site: str) -> Contract:
    """Return a contract in force."""
    return make_contract()


@pytest.fixture
def page(stage: Stage, contract: Contract, tmp_path: Path) -> Page:
    """Return the form of a contract's document before the secretariat; its scan is chosen."""
    content = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(content, "JPEG")
    scan = tmp_path / "letter.jpg"
    scan.write_bytes(content.getvalue())
    page = stage.enter(Person.make(Role.SECRETARIAT))
    page.goto(f"/contracts/{contract.number}/record-document")
    page.wait_for_selector("[data-drop].is-live")
    page.set_input_files(FILE, scan)
    return page


class TestFiles:
    def test_of_a_refused_form_stay_and_go_with_the_next_try(
        self, page: Page, contract: Contract
    ) -> None:
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.click(SEND)

        expect(page.locator("[data-error-summary]")).to_be_focused()
        expect(page.locator("main .files")).to_contain_text("letter.jpg")
        assert page.evaluate(f"document.querySelector('{FILE}').files[0].name") == "letter.jpg"

        page.fill("main [name=document_no]", "۱۲/۳۴۵")
        page.fill("main [name=document_on]", "دیروز")
        page.fill("main [name=document_issuer]", "کمیتهٔ نظارت")
        page.fill("main [name=reason]", "به سبب آنچه در این نامه دربارهٔ دفتر آمده است.")
        page.click(SEND)

        page.wait_for_url(f"**/contracts/{contract.number}*")
        expect(page.locator("#toasts")).not_to_be_empty()
        assert contract.proofs.get().document_no == "12/345"

    def test_stay_when_the_line_is_lost(self, page: Page) -> None:
        def lose(route: Route) -> None:
            if route.request.method == "POST":
                route.abort()
            else:
                route.continue_()

        page.route("**/record-document", lose)

        page.click(SEND)

        expect(page.locator("#toasts")).to_contain_text("فایل همین‌جا مانده است")
        assert page.evaluate(f"document.querySelector('{FILE}').files[0].name") == "letter.jpg"

"""Signing in as a person does it: a password, then the code of the authenticator."""

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from tests.journeys.people import PASSWORD, Person, Stage

pytestmark = pytest.mark.browser


def give_password(page: Page, username: str, password: str) -> None:
    """Fill in the first step."""
    page.goto("/desk")
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(password)
    page.locator("form[data-login] button.btn-primary").click()


class TestSigningIn:
    def test_takes_a_password_and_a_code(self, stage: Stage) -> None:
        person = Person.make(Role.EXPERT, name="نسرین مرادی")
        page = stage.open()
        give_password(page, person.username, PASSWORD)
        page.locator("[name=code]").fill(person.code())
        page.locator("form .btn-primary").click()

        page.wait_for_url("**/desk")
        expect(page.locator("header").first).to_contain_text("نسرین مرادی")
        assert not stage.errors

    def test_warns_of_a_persian_layout_at_the_password(self, stage: Stage) -> None:
        page = stage.open()
        page.goto("/login")
        hint = page.locator("[data-layout-note]")
        field = page.locator("[name=password]")
        expect(hint).to_be_hidden()

        field.focus()
        for key in ("ش", "a"):
            field.dispatch_event("keydown", {"key": key})
            expect(hint).to_be_visible(visible=key == "ش")
        assert hint.locator("kbd").text_content() == "Alt+Shift"
        assert not stage.errors

    def test_refuses_a_wrong_code(self, stage: Stage) -> None:
        person = Person.make(Role.EXPERT)
        wrong = f"{(int(person.code()) + 1) % 1_000_000:06d}"
        page = stage.open()
        give_password(page, person.username, PASSWORD)
        page.locator("[name=code]").fill(wrong)
        page.locator("form .btn-primary").click()

        expect(page.locator("main")).to_contain_text("رمز")
        page.goto("/desk")
        assert page.url.endswith(("/login?next=/desk", "/settings/factor/authenticate/"))

    def test_says_the_same_for_a_wrong_password_and_a_stranger(self, stage: Stage) -> None:
        person = Person.make(Role.EXPERT)
        page = stage.open()
        answers = []
        for username in person.username, "nobody":
            give_password(page, username, "گذرواژهٔ نادرست بسیار بلند")
            answers.append(page.locator("main .banner-danger").inner_text())

        assert answers[0] == answers[1]
        assert answers[0]

"""Signing in as a person does it: a password, then the code of the authenticator."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.roles import Role
from tests.journeys.people import NARROW, PASSWORD, Person, Stage
from tests.journeys.visitor import findings

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
        assert "device" in {cookie["name"] for cookie in page.context.cookies()}
        assert not stage.errors

    def test_warns_of_a_persian_layout_at_the_password(self, stage: Stage) -> None:
        page = stage.open()
        page.goto("/login")
        hint = page.locator("[data-layout-note]")
        field = page.locator("[name=password]")
        expect(hint).to_be_hidden()

        field.focus()
        for key in ("ش", "a"):
            for _ in range(50):  # the script may still be on its way
                field.dispatch_event("keydown", {"key": key})
                if hint.is_visible() == (key == "ش"):
                    break
                page.wait_for_timeout(100)
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


class TestGettingBackIn:
    NEW = "چهار باغ در پشت کوه"

    def renew(self, stage: Stage, person: Person) -> str:
        """Let an admin reset the sign-in; return the key that he reads."""
        admin = Person.make(Role.PLATFORM_ADMIN)
        page = stage.enter(admin)
        page.goto(f"/admin/users/{User.objects.get(username=person.username).public_id}")
        page.locator("main a[href$='/entry']").click()
        page.locator("[name=reason]").fill("حضوری، با کارت ملی احراز شد")
        page.locator("[name=is_factor_lost]").check()
        page.locator("[name=one_time_code]").fill(admin.code())
        page.locator("main .btn-danger").click()
        key = page.locator("main .banner-ok [data-copy]").get_attribute("data-copy") or ""
        assert findings(page, "the key") == []
        return key

    def test_leads_from_the_sign_in_page_to_a_new_authenticator(self, stage: Stage) -> None:
        person = Person.make(Role.EXPERT)
        key = self.renew(stage, person)
        page = stage.open(NARROW)
        page.goto("/login")
        page.get_by_role("link", name="گذرواژه را فراموش کرده‌ام").click()
        page.locator("[name=username]").fill(person.username)
        page.locator("[name=key]").fill(f" {key} ")
        for name in "password", "password2":
            page.locator(f"[name={name}]").fill(self.NEW)
        page.locator("form .btn-primary").click()

        page.wait_for_url("**/login")
        give_password(page, person.username, self.NEW)

        page.wait_for_url("**/settings/factor/totp/activate/")
        assert not stage.errors

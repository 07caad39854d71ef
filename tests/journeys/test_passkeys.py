"""A passkey as a person uses it: added, asked for at sign-in and before an act, cancelled."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from accounts.passkeys import SealedKey
from accounts.roles import Role
from core.sessions import SessionStore
from tests.journeys.people import NARROW, PASSWORD, WIDE, Person, Stage
from tests.journeys.visitor import findings
from tests.passkeys import Device

pytestmark = pytest.mark.browser
# What a browser answers whose person closes the prompt.
CANCEL = """() => {
  navigator.credentials.get = async () => { throw new DOMException("", "NotAllowedError"); };
}"""
SIZES = pytest.mark.parametrize("size", [WIDE, NARROW])


class Phone:
    """A device of the browser's own that holds passkeys; it answers at once."""

    OPTIONS = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip

    def __init__(self, page: Page) -> None:
        self.line: Any = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        self.line.send("WebAuthn.addVirtualAuthenticator", {"options": self.OPTIONS})


@pytest.fixture
def stage(stage: Stage) -> Stage:
    """Return the stage under a name, as passkeys belong to one; an address of numbers has none."""
    stage.site = stage.site.replace("127.0.0.1", "localhost")
    return stage


def first_step(page: Page, person: Person) -> None:
    page.context.set_default_timeout(45_000)  # the first desk of a busy machine
    page.goto("/login")
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form[data-login] button.btn-primary").click()
    page.wait_for_url("**/settings/factor/authenticate/")


def add_phone(page: Page, person: Person) -> None:
    """Sign in by a code and add the phone by the pages of the settings."""
    Phone(page)
    first_step(page, person)
    page.locator("[name=code]").fill(person.code())
    page.locator("form .btn-primary").click()
    page.wait_for_url("**/desk")
    page.goto("/settings")
    page.locator("a[href='/settings/factor/']").click()
    page.locator("a[href='/settings/factor/passkeys/add/']").click()
    page.locator("main [name=code]").fill(person.code())
    page.locator("main .btn-primary").click()
    page.wait_for_url("**/passkeys/add/")
    ask(page)
    expect(page.locator("[data-why=unnamed]")).to_be_visible()
    page.locator("[name=name]").fill("گوشی من")
    assert findings(page, "the form of a passkey") == []
    ask(page)
    page.wait_for_url("**/recovery-codes/")  # there were none yet
    page.goto("/settings/factor/")
    expect(page.locator("main .rows")).to_contain_text("گوشی من")


def grow_old(page: Page) -> None:
    """Let the second factor of the session be no longer fresh."""
    keys = [one["value"] for one in page.context.cookies() if one["name"] == "session"]
    session = SessionStore.of_cookie(keys[0])
    for step in session["account_authentication_methods"]:
        step["at"] = 0.0
    session.save()


def ask(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.locator("[data-passkey] [data-ask]").click()


@SIZES
def test_signs_in_and_confirms_an_act(stage: Stage, size: tuple[int, int]) -> None:
    admin, other = Person.make(Role.PLATFORM_ADMIN), Person.make(Role.EXPERT)
    page = stage.open(size)
    add_phone(page, admin)
    assert findings(page, "the page of passkeys") == []
    page.goto("/logout")
    page.locator("main .btn-primary").click()

    first_step(page, admin)
    assert findings(page, "the second step") == []
    ask(page)

    page.wait_for_url("**/desk")
    grow_old(page)
    page.goto(f"/admin/users/{User.objects.get(username=other.username).public_id}/entry")
    page.locator("[name=reason]").fill("حضوری، با کارت ملی احراز شد")
    ask(page)
    expect(page.locator("[data-done]")).to_be_visible()
    page.locator("main .btn-danger").click()
    expect(page.locator("main .banner-ok [data-copy]")).to_be_visible()
    assert not stage.errors


@pytest.fixture
def person() -> Person:
    """Return somebody whose passkey is on a device that is elsewhere."""
    person = Person.make(Role.EXPERT)
    options = {"publicKey": {"rp": {"id": "localhost"}, "challenge": "YQ"}}
    credential = json.loads(Device().create(json.dumps(options)))
    SealedKey.add(User.objects.get(username=person.username), "گوشی من", credential)
    return person


@SIZES
def test_says_why_nothing_came(stage: Stage, person: Person, size: tuple[int, int]) -> None:
    page = stage.open(size)
    Phone(page)
    first_step(page, person)
    page.evaluate(CANCEL)

    ask(page)

    why = page.locator("[data-why=cancelled]")
    expect(why).to_be_visible()
    expect(why).to_contain_text("گذرکلیدی دریافت نشد")
    page.reload()
    expect(why).to_be_hidden()
    ask(page)  # a device that holds none of the passkeys
    expect(why).to_be_visible()
    assert findings(page, "the second step without a passkey") == []
    page.locator("[name=code]").fill(person.code())
    page.locator("form .btn-primary").first.click()
    page.wait_for_url("**/desk")
    assert not stage.errors


def test_is_replaced_by_the_code_without_scripts(stage: Stage, person: Person) -> None:
    page = stage.open(java_script_enabled=False)
    first_step(page, person)

    expect(page.locator("[data-passkey] .no-js-only")).to_contain_text("اسکریپت")
    expect(page.locator("[data-passkey] [data-ask]")).to_be_hidden()
    page.locator("[name=code]").fill(person.code())
    page.locator("form .btn-primary").first.click()
    page.wait_for_url("**/desk")

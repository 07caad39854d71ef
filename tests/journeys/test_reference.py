"""The reference of the API in a browser: found by typing, tried by keys, read without scripts."""

import pytest
from playwright.sync_api import expect

from accounts import actions
from accounts.models import User
from accounts.roles import Role
from core.clock import now
from tests.factories import make_agency, make_office
from tests.journeys.people import NARROW, Person, Stage
from tests.journeys.visitor import findings

pytestmark = pytest.mark.browser


@pytest.fixture
def clerk(stage: Stage) -> Person:
    """Return a clerk of an agency, with an office in the register."""
    make_office()
    return Person.make(Role.AGENCY_CLERK, make_agency())


class TestReference:
    def test_is_found_by_typing_and_opened_in_its_place(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api")
        page.locator("[data-ref-search]").press_sequentially("renewal")
        expect(page.locator(".ref-group a:visible")).to_have_count(1)
        page.locator(".ref-group a:visible").press("Enter")

        expect(page.locator("#ref-title")).to_be_focused()
        expect(page).to_have_url(stage.site + "/docs/api/licences_renewal_create")
        expect(page.locator(".ref-list [aria-current]")).to_have_count(1)
        expect(page.locator(".ref-path")).to_contain_text("/renewal")

    def test_keeps_long_paths_in_their_column(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api/violation_reports_bulk_create")

        paths = page.locator("[data-ref-list] li a")
        wide = paths.evaluate_all(
            "all => all.filter(a => a.offsetParent && a.scrollWidth > a.clientWidth).length"
        )
        assert paths.count() > 100
        assert wide == 0

    def test_says_that_nothing_was_found(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api")
        page.locator("[data-ref-search]").press_sequentially("zzzz")

        expect(page.locator("[data-ref-none]")).to_be_visible()

    def test_tries_a_reading_by_keys(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api/offices_retrieve")
        page.locator("[data-try-first]").press("Enter")
        expect(page.locator("[data-try-path]")).not_to_have_value("")
        page.locator("[data-try-path]").press("Enter")

        expect(page.locator("[data-try-status]")).to_have_text("200")
        expect(page.locator("[data-try-header='RateLimit-Remaining']")).not_to_have_text("–")
        expect(page.locator("[data-try-body]")).to_contain_text('"code"')

    def test_tells_what_is_missing(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api/offices_retrieve")
        page.locator("[data-try] .btn-primary").click()

        expect(page.locator("[data-try-wants]")).to_be_visible()
        expect(page.locator("[data-try-result]")).to_be_hidden()

    def test_tries_with_a_key_alone(self, stage: Stage, clerk: Person) -> None:
        _token, secret = actions.issue_token(
            name="آزمون", days=30, scopes=["contracts:read"], grant_id=clerk.principal.grant_id,
            actor=clerk.principal, at=now(),
        )  # fmt: skip
        page = stage.enter(clerk)
        page.goto("/docs/api/offices_list")
        page.get_by_label("با کلید").check()
        page.locator("#try-key").fill(secret)
        page.locator("[data-try] .btn-primary").click()

        expect(page.locator("[data-try-status]")).to_have_text("403")
        expect(page.locator("[data-try-problem] a")).to_have_attribute(
            "href", "/docs/api/problems#scope-missing"
        )
        assert findings(page, "a try") == []

        page.locator("#try-key").fill("psk_nothing")
        page.locator("[data-try] .btn-primary").click()
        expect(page.locator("[data-try-status]")).to_have_text("401")
        assert User.objects.filter(pk=clerk.principal.user_id).exists()

    def test_says_that_no_answer_came(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api/offices_list")
        page.context.set_offline(True)
        page.locator("[data-try] .btn-primary").click()

        expect(page.locator("[data-try-lost]")).to_be_visible()
        page.context.set_offline(False)

    def test_changes_the_sample_by_arrows(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk)
        page.goto("/docs/api/offices_list")
        page.locator("#ref-curl").focus()
        page.keyboard.press("ArrowDown")

        expect(page.locator(".ref-code-python")).to_be_visible()
        expect(page.locator(".ref-code-curl")).to_be_hidden()

    def test_is_read_without_scripts_on_a_phone(self, stage: Stage, clerk: Person) -> None:
        page = stage.enter(clerk, size=NARROW, java_script_enabled=False)
        page.goto("/docs/api/offices_list")

        expect(page.locator("[data-try]")).to_be_hidden()
        page.locator("label[for=ref-php]").click()
        expect(page.locator(".ref-code-php")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]

"""Nothing that was written is lost: not by an ended session, not by a fast hand."""

import pytest
import time_machine
from playwright.sync_api import FilePayload, Page, expect

from accounts.roles import Role
from core.clock import now
from core.persian import persian_digits
from offices.actions import update_office
from offices.models import Office
from tests.factories import (
    NOW,
    make_case,
    make_contract,
    make_office,
    make_principal,
    make_type,
    picture,
)
from tests.journeys.people import NARROW, PASSWORD, WIDE, Person, Stage
from tests.journeys.visitor import findings
from tests.violations.stories import Walk, file_report
from violations.models import Case, ReportDraft

pytestmark = pytest.mark.browser
TEXT = "متصدی برای هر قبض پنج هزار تومان بیش از تعرفه گرفته و رسید نداده است."


def end_session(page: Page) -> None:
    """Lose the session as after half an hour without work."""
    page.context.clear_cookies(name="session")


def sign_in(page: Page, person: Person) -> None:
    """Give the password and the code."""
    page.locator("[name=login]").fill(person.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form[data-login] .btn-primary").click()
    page.locator("[name=code]").fill(person.code())
    with page.expect_navigation():
        page.locator("form .btn-primary").click()


class TestKeptText:
    def test_outlives_the_session_and_goes_once_it_is_sent(self, stage: Stage) -> None:
        case = make_case()
        manager = Person.make(Role.AGENCY_MANAGER, case.agency)
        page = stage.enter(manager)
        page.goto(f"/violations/{case.number}/notes")
        page.locator("main textarea").fill(TEXT)
        end_session(page)
        page.locator("main form .btn-primary").click()

        expect(page.locator("[data-kept-note]")).to_be_visible()
        sign_in(page, manager)

        assert page.url.endswith(f"/violations/{case.number}/notes")
        expect(page.locator("main textarea")).to_have_value(TEXT)
        label = page.locator("main textarea").evaluate(
            "area => area.labels[0].firstChild.data.trim()"
        )
        expect(page.locator("[data-restored]")).to_contain_text(f": {label}.")
        expect(page.locator("[data-restored] + .field textarea")).to_have_value(TEXT)
        with page.expect_navigation():
            page.locator("main form .btn-primary").click()
        expect(page.locator("body")).to_contain_text(TEXT)
        page.goto(f"/violations/{case.number}/notes")
        expect(page.locator("main textarea")).to_have_value("")
        assert not stage.errors

    def test_is_its_writers_alone_and_goes_at_signing_out(self, stage: Stage) -> None:
        case = make_case()
        page = stage.enter(Person.make(Role.AGENCY_MANAGER, case.agency))
        page.goto(f"/violations/{case.number}/notes")
        page.locator("main textarea").fill(TEXT)
        end_session(page)

        other = Person.make(Role.AGENCY_MANAGER, case.agency)
        page.goto(f"/violations/{case.number}/notes")
        sign_in(page, other)
        expect(page.locator("main textarea")).to_have_value("")
        page.goto("/logout")
        with page.expect_navigation():
            page.locator("main form .btn-primary").click()
        kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
        assert kept == []


def notified(operator: Person) -> Case:
    """Return a case whose notice was served on the operator's office."""
    office = Office.objects.own(operator.principal).get()
    contract = make_contract(office=office)
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    walk = Walk(file_report(contract, clerk), manager, operator.principal)
    return walk.open().notify().case


class TestActs:
    def test_stay_under_the_thumb_while_a_draft_is_kept(self, stage: Stage) -> None:
        with time_machine.travel(NOW):
            page = stage.enter(operator := Person.make(Role.OPERATOR, make_office()), NARROW)
            page.goto(f"/violations/{notified(operator).number}/defence")
            send = page.locator("main form .btn-primary")
            page.locator("[name=stance]").first.check()
            page.locator("main textarea").focus()
            before = send.bounding_box()

            page.locator("main textarea").fill(TEXT)
            page.locator("main textarea").blur()
            expect(page.locator("[data-draft-state]")).not_to_be_empty()

            assert send.bounding_box() == before
            with page.expect_navigation():
                send.click()
            expect(page.locator("body")).to_contain_text(TEXT)
        assert not stage.errors

    def test_wait_for_a_person_after_a_lost_line(self, stage: Stage) -> None:
        with time_machine.travel(NOW):
            page = stage.enter(operator := Person.make(Role.OPERATOR, make_office()), NARROW)
            case = notified(operator)
            page.goto(f"/violations/{case.number}/defence")
            page.locator("[name=stance]").first.check()
            page.locator("main textarea").fill(TEXT)
            with page.expect_navigation():
                page.locator("main form .btn-primary").click()
            page.context.set_offline(True)
            bar, send = page.locator("#offline-bar"), page.locator("main form .btn-primary")
            expect(bar).to_be_visible()

            send.click()
            expect(bar).to_contain_text("دکمه را دوباره بزنید")
            page.context.set_offline(False)
            expect(bar).to_contain_text("هنوز ارسال نشده است")
            expect(send).to_be_focused()
            page.wait_for_load_state("networkidle")
            assert not case.defences.exists()

            with page.expect_navigation():
                send.click()
            assert case.defences.count() == 1
        assert not stage.errors


class TestDraftsOfReports:
    def test_a_fast_hand_makes_one_draft_and_filing_clears_it(self, stage: Stage) -> None:
        kind = make_type()
        contract = make_contract()
        clerk = Person.make(Role.AGENCY_CLERK, contract.agency)
        page = stage.enter(clerk)
        page.route("**/violations/drafts", lambda route: slowly(page, route))
        page.goto("/violations/new")
        page.locator("[name=office]").first.fill(contract.office.code)
        page.locator("[name=occurred_on]").fill("دیروز")
        page.locator("[name=place]").evaluate(
            "field => field.dispatchEvent(new Event('focusout', {bubbles: true}))"
        )
        page.locator("[name=narrative]").fill(TEXT)
        page.locator("[name=occurred_on]").focus()
        page.locator(f"[name=type][value='{kind.code}']").check()
        with page.expect_navigation(url="**/violations/1405-*"):
            page.locator("button[value=file]").click()
        page.wait_for_timeout(1500)

        assert not ReportDraft.objects.exists()
        page.goto("/violations/new")
        expect(page.locator("[name=narrative]")).to_have_value("")

    def test_of_one_office_stay_out_of_the_form_of_another(self, stage: Stage) -> None:
        make_type()
        first = make_contract()
        second = make_contract(agency=first.agency)
        page = stage.enter(Person.make(Role.AGENCY_CLERK, first.agency))
        page.goto("/violations/new")
        page.locator("[name=office]").first.fill(first.office.code)
        page.locator("[name=narrative]").fill(TEXT)
        page.locator("[name=attachments]").set_input_files(
            FilePayload(name="قبض.png", mimeType="image/png", buffer=picture("navy"))
        )
        page.locator("button[value=draft]").click()
        page.wait_for_url("**saved=1")
        draft = ReportDraft.objects.get()
        assert draft.data["evidence"]
        page.locator("[name=narrative]").fill(f"{TEXT} دوم")

        for address in (f"office={second.office.code}",
                        f"draft={draft.public_id}&office={second.office.code}"):  # fmt: skip
            page.goto(f"/violations/new?{address}")
            page.wait_for_load_state("networkidle")
            expect(page.locator("[name=narrative]")).to_have_value("")
            expect(page.locator("[name=evidence]")).to_have_count(0)
            expect(page.locator("[data-unsent-draft]")).to_contain_text(
                persian_digits(first.office.name)
            )
        page.locator("[data-unsent-draft] a").click()
        expect(page.locator("[name=narrative]")).to_have_value(f"{TEXT} دوم")
        expect(page.locator("[name=evidence]")).to_have_count(1)
        assert not stage.errors


def slowly(page: Page, route: object) -> None:
    """Let the answer of the draft's address take its time."""
    page.wait_for_timeout(600)
    route.continue_()  # type: ignore[attr-defined]


class TestTwoWriters:
    @pytest.mark.parametrize(("theme", "size"), [("light", WIDE), ("dark", NARROW)])
    def test_see_their_difference_and_lose_nothing(
        self, stage: Stage, theme: str, size: tuple[int, int]
    ) -> None:
        office = make_office()
        page = stage.enter(Person.make(Role.SECRETARIAT), size)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": stage.site}])
        page.goto(f"/offices/{office.code}/edit")
        page.locator("[name=name]").fill("نام تازهٔ من")
        page.locator("[name=address]").fill(TEXT)
        page.locator("[name=reason]").fill("نشانی دفتر تغییر کرده است.")
        update_office(
            office_id=office.pk, name="نام دیگری", phone="04533000099",
            actor=make_principal(Role.SECRETARIAT, name="امیر صفری"), at=now(),
        )  # fmt: skip
        with page.expect_navigation():
            page.locator("main form .btn-primary").click()

        expect(page.locator(".banner-warn")).to_contain_text("امیر صفری")
        expect(page.locator("tbody tr")).to_have_count(3)
        assert findings(page, "two writers") == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.get_by_label("نام دیگری").check()
        with page.expect_navigation():
            page.locator("main form .btn-primary").click()

        office.refresh_from_db()
        assert (office.name, office.phone) == ("نام دیگری", "04533000099")
        assert office.address == TEXT
        assert not stage.errors


class TestBars:
    def test_hide_nothing_of_each_other(self, stage: Stage) -> None:
        page = stage.enter(Person.make(Role.EXPERT), NARROW)
        page.goto("/settings")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.evaluate(
            "localStorage.setItem('active-at', '0');"
            "dispatchEvent(new StorageEvent('storage', {key: 'active-at'}))"
        )
        page.context.set_offline(True)

        ended, lost = page.locator("#ended-bar"), page.locator("#offline-bar")
        expect(ended).to_be_in_viewport(ratio=1)
        expect(lost).to_be_in_viewport(ratio=1)
        first, second = lost.bounding_box(), ended.bounding_box()
        assert first is not None
        assert second is not None
        assert first["y"] + first["height"] <= second["y"] + 1
        assert findings(page, "two bars") == []
        assert not stage.errors


class TestChosenFile:
    def test_is_named_when_it_must_be_chosen_again_and_no_more_once_it_is(
        self, stage: Stage
    ) -> None:
        office = make_office()
        page = stage.enter(Person.make(Role.SECRETARIAT))
        # Where the module is not in, the form goes the plain way, and its file is lost.
        page.route("**/sending*.js", lambda route: route.abort())
        page.goto(f"/offices/{office.code}/licence-state")
        paper = FilePayload(name="letter.png", mimeType="image/png", buffer=picture("navy"))

        page.locator("input[type=file]").set_input_files(paper)
        page.locator("main form .btn-primary").click()
        told = page.locator("#id_file_lost")

        assert "letter.png" in told.inner_text()
        page.wait_for_load_state("networkidle")  # by then the scripts of the answer have begun
        page.locator("input[type=file]").set_input_files(paper)
        expect(told).to_have_text("")

"""The page on which the association declares a member office, takes it back or notes its end."""

import pytest
import time_machine

from accounts.roles import Role
from tests.factories import NOW, make_office, make_principal


@pytest.fixture(autouse=True)
def _moment(db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stranger():
    return make_office(is_member=False)


@pytest.fixture
def browser(browser_of, association):
    return browser_of(association)


def page_of(office):
    return f"/offices/{office.code}/note-membership"


class TestNoteMembership:
    def test_declares_an_office_that_then_waits_for_its_answer(self, browser, stranger):
        page = browser.get(page_of(stranger))
        done = browser.post(page_of(stranger), {"reason": "عضو تازهٔ انجمن است"})

        stranger.refresh_from_db()
        assert page.context["title"] == "اعلام عضویت دفتر"
        assert done.status_code == 302
        assert (stranger.is_member, stranger.membership_declared_on) == (False, NOW.date())

    def test_takes_back_what_nobody_has_answered(self, browser, stranger):
        browser.post(page_of(stranger), {"reason": "عضو تازهٔ انجمن است"})

        page = browser.get(page_of(stranger))
        browser.post(page_of(stranger), {"reason": "اشتباه بوده است"})

        stranger.refresh_from_db()
        assert page.context["title"] == "پس گرفتن اعلام عضویت"
        assert stranger.membership_declared_on is None

    def test_notes_that_a_member_has_left(self, browser):
        member = make_office(is_member=True)

        browser.post(page_of(member), {"reason": "از انجمن بیرون رفت"})

        member.refresh_from_db()
        assert not member.is_member

    def test_asks_for_the_reason(self, browser, stranger):
        refused = browser.post(page_of(stranger), {"reason": ""})

        stranger.refresh_from_db()
        assert refused.status_code == 422
        assert stranger.membership_declared_on is None

    def test_is_offered_on_the_page_of_the_office(self, browser, stranger):
        assert page_of(stranger) in browser.get(stranger.get_absolute_url()).content.decode()

    def test_is_reached_from_the_desk(self, browser, stranger):
        address = "/offices?view=all&is_member=false"

        assert address.replace("&", "&amp;") in browser.get("/desk").content.decode()
        assert stranger.code in [row["code"] for row in browser.get(address).context["rows"]]

    def test_is_the_associations_alone(self, browser_of, stranger, secretariat):
        operator = make_principal(Role.OPERATOR, stranger)

        for other in (secretariat, operator):
            assert browser_of(other).get(page_of(stranger)).status_code == 403

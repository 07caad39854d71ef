"""A session that has ended: sign-in, and back to the page where the work was."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.middleware import ABSOLUTE_AGE
from accounts.models import User
from accounts.principal import Principal
from core.browsers import NOTED
from core.clock import now
from core.sessions import STEP

HOST = "http://testserver"


def next_of(answer: Any) -> str:
    """Return the page to which sign-in will lead."""
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == "/login"
    return str(parse_qs(parts.query)["next"][0])


class TestSignIn:
    def test_returns_to_the_page_that_was_asked_for(self, client: Client, db: None) -> None:
        assert next_of(client.get("/contracts?view=mine")) == "/contracts?view=mine"

    @pytest.mark.parametrize(
        "act",
        ["/terminations/1405-0001/acknowledge", "/account/role", "/violations/1405-00001/notes"],
    )
    def test_returns_to_the_page_from_which_an_act_was_sent(
        self, client: Client, db: None, act: str
    ) -> None:
        answer = client.post(act, headers={"referer": f"{HOST}/terminations/1405-0001?tab=2"})

        assert next_of(answer) == "/terminations/1405-0001?tab=2"

    @pytest.mark.parametrize(
        ("act", "referer", "page"),
        [
            ("/account/role", "", "/desk"),
            ("/account/role", "https://evil.example/contracts", "/desk"),
            ("/account/role", f"{HOST}/account/role", "/desk"),
            ("/violations/1405-00001/notes", "", "/violations/1405-00001/notes"),
        ],
    )
    def test_never_returns_to_an_address_that_shows_nothing(
        self, client: Client, db: None, act: str, referer: str, page: str
    ) -> None:
        assert next_of(client.post(act, headers={"referer": referer})) == page

    def test_puts_no_sign_in_page_into_a_part_of_a_page(self, client: Client, db: None) -> None:
        answer = client.post("/violations/new/preview", headers={"hx-request": "true"})

        assert answer.status_code == 401

    def test_returns_after_the_longest_session_too(
        self, browser_of: Any, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        session = browser.session
        session["started_at"] = now().timestamp() - ABSOLUTE_AGE.total_seconds() - 1
        session.save()

        answer = browser.get("/contracts")
        assert next_of(answer) == "/contracts"
        assert "نشست شما بسته شد." in browser.get(answer.headers["Location"]).text

    def test_says_only_to_those_who_had_a_session_that_it_has_ended(
        self, browser_of: Any, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        Session.objects.all().delete()

        answer = browser.get("/contracts")
        assert next_of(answer) == "/contracts"
        assert "نشست شما بسته شد." in browser.get(answer.headers["Location"]).text
        answer = Client().get("/contracts")
        assert "نشست شما بسته شد." not in Client().get(answer.headers["Location"]).text

    def test_of_somebody_who_signed_out_has_not_ended(
        self, browser_of: Any, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        browser.post("/logout")

        assert "ended" not in browser.get("/contracts").headers["Location"]


class TestSession:
    """Read with each page, written from time to time."""

    def test_is_moved_on_when_a_step_of_its_time_has_passed(
        self, browser_of: Any, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        browser.get("/offices")
        key = browser.session.cookie_key
        rows = Session.objects.filter(session_key=browser.session.session_key)
        fresh = now() + timedelta(seconds=settings.SESSION_COOKIE_AGE) - STEP / 2
        rows.update(expire_date=fresh)

        assert settings.SESSION_COOKIE_NAME not in browser.get("/offices").cookies
        assert rows.get().expire_date == fresh

        rows.update(expire_date=fresh - STEP)
        assert browser.get("/offices").cookies[settings.SESSION_COOKIE_NAME].value == key
        assert rows.get().expire_date > fresh

    def test_is_written_at_once_when_it_is_changed(
        self, browser_of: Any, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        browser.get("/offices")
        session = browser.session
        session["sent"] = "/offices"
        session.save()

        assert browser.get("/offices").context["sent"] == "/offices"
        assert not browser.get("/offices").context["sent"]

    def test_has_an_end(self, browser_of: Any, expert: Principal) -> None:
        browser = browser_of(expert)
        browser.get("/offices")
        Session.objects.update(expire_date=now())

        assert next_of(browser.get("/offices")) == "/offices"

    def test_is_noted_again_after_a_minute_and_with_each_new_address(
        self, browser_of: Any, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        browser.get("/offices")
        noted = UserSession.objects.filter(user=expert.user_id)
        moment = now() - NOTED / 2
        noted.update(last_seen_at=moment)

        browser.get("/offices")
        assert noted.get().last_seen_at == moment
        browser.get("/offices", headers={"user-agent": "another"})
        assert noted.get().last_seen_at > moment
        noted.update(last_seen_at=now() - NOTED)
        browser.get("/offices", headers={"user-agent": "another"})
        assert noted.get().last_seen_at > moment

    @pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!another"}])
    def test_ends_with_the_account_or_its_password(
        self, browser_of: Any, expert: Principal, change: dict[str, Any]
    ) -> None:
        browser = browser_of(expert)
        for _time in range(3):
            assert browser.get("/offices").status_code == 200
        User.objects.filter(pk=expert.user_id).update(**change)

        assert next_of(browser.get("/offices")) == "/offices"


class TestAddressOfAnAct:
    def test_has_a_page_when_it_is_opened(self, browser_of: Any, expert: Principal) -> None:
        answer = browser_of(expert).get("/account/role")

        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST, OPTIONS"
        assert "در این نشانی چیزی نمایش داده نمی‌شود" in answer.text

"""A session that has ended: sign-in, and back to the page where the work was."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from accounts.middleware import ABSOLUTE_AGE
from accounts.principal import Principal
from core.clock import now

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

        assert next_of(browser.get("/contracts")) == "/contracts"


class TestAddressOfAnAct:
    def test_has_a_page_when_it_is_opened(self, browser_of: Any, expert: Principal) -> None:
        answer = browser_of(expert).get("/account/role")

        assert answer.status_code == 405
        assert answer.headers["Allow"] == "POST, OPTIONS"
        assert "در این نشانی چیزی نمایش داده نمی‌شود" in answer.text

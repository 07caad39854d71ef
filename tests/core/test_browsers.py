"""A program with a key passes by what only browsers need, and is nobody until the key is known."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from accounts.principal import Principal

pytestmark = pytest.mark.django_db

LIST = "/api/v1/offices"


class TestPrograms:
    def test_get_no_session(self, api_of: Any, expert: Principal) -> None:
        answer = api_of(expert).get(LIST)

        assert answer.status_code == 200
        assert not answer.cookies
        assert not hasattr(answer.wsgi_request, "session")

    @pytest.mark.parametrize("said", ["Bearer wrong", "Basic dTpw", "", "Bearer"])
    def test_are_not_the_person_whose_cookie_they_send(
        self, browser_of: Any, expert: Principal, said: str
    ) -> None:
        browser = browser_of(expert)
        assert browser.get(LIST).status_code == 200

        answer = browser.get(LIST, HTTP_AUTHORIZATION=said)

        assert answer.status_code == 401

    def test_open_no_page_by_a_header(self, browser_of: Any, expert: Principal) -> None:
        assert Client().get("/offices", HTTP_AUTHORIZATION="Bearer x").status_code == 302
        assert browser_of(expert).get("/offices", HTTP_AUTHORIZATION="Bearer x").status_code == 200


class TestLog:
    def test_has_one_line_under_the_id_that_the_answer_carries(
        self, api_of: Any, expert: Principal, caplog: pytest.LogCaptureFixture
    ) -> None:
        with caplog.at_level(logging.INFO):
            answer = api_of(expert).get(f"{LIST}?q=secret")

        lines: list[Any] = [r.msg for r in caplog.records if "structlog" in r.name]
        assert len(lines) == 1
        assert lines[0]["request_id"] == answer["X-Request-Id"]
        assert (lines[0]["code"], lines[0]["user_id"]) == (200, expert.user_id)
        assert lines[0]["ip"] == "127.0.0.1"
        assert "secret" not in json.dumps(lines[0], default=str)


class TestPolicy:
    @pytest.mark.parametrize("path", ["/login", LIST, "/nowhere"])
    def test_is_on_each_answer(self, client: Client, path: str) -> None:
        said = client.get(path)["Content-Security-Policy"]

        assert "default-src 'none'" in said
        assert "script-src 'self'" in said

"""In which language a reader is answered."""

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client


@pytest.mark.django_db
class TestLanguageMiddleware:
    @pytest.mark.parametrize("accepted", ["", "en", "de-DE,en;q=0.8"])
    def test_speaks_persian_whatever_the_browser_prefers(
        self, client: Client, accepted: str
    ) -> None:
        page = client.get("/login", HTTP_ACCEPT_LANGUAGE=accepted)

        assert '<html lang="fa" dir="rtl"' in page.content.decode()

    @pytest.mark.parametrize(("cookie", "language"), [("en", "en"), ("fa", "fa"), ("xx", "fa")])
    def test_speaks_the_language_that_the_reader_chose(
        self, client: Client, cookie: str, language: str
    ) -> None:
        client.cookies["language"] = cookie

        page = client.get("/login", HTTP_ACCEPT_LANGUAGE="de")

        assert f'<html lang="{language}"' in page.content.decode()

    @pytest.mark.parametrize("language", ["en", "fa"])
    def test_lets_a_machine_ask_for_its_own(self, client: Client, language: str) -> None:
        answer = client.get("/api/v1/offices", HTTP_ACCEPT_LANGUAGE=language)

        assert answer["Content-Language"] == language


class TestHealth:
    def test_says_that_the_database_is_down(self, client: Client, monkeypatch: Any) -> None:
        def refuse(*_: Any, **__: Any) -> None:
            raise OperationalError("connection refused")

        monkeypatch.setattr(connection, "ensure_connection", refuse)

        answer = client.get("/health/ready")

        assert (answer.status_code, answer.json()["database"]) == (503, "down")


class TestErrorPages:
    @pytest.mark.parametrize("name", ["400", "403", "404", "429", "500"])
    def test_carry_the_mark_of_the_product(self, name):
        page = render_to_string(f"{name}.html", {"message": "", "request_id": "x"})

        assert 'rel="icon"' in page

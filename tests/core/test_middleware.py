"""In which language a reader is answered."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.utils import translation

from core.problems import PROBLEMS
from tests.factories import make_api_client

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.mark.django_db
class TestPlainHttp:
    """ASVS 4.1.2: who reads is led to HTTPS, a program is refused before it sends its key again."""

    @pytest.fixture(autouse=True)
    def _production(self, settings: Any) -> None:
        settings.SECURE_SSL_REDIRECT = True
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    @pytest.mark.parametrize("address", ["/login", "/desk", "/docs/api", "/static/x.css"])
    def test_leads_pages_to_https(self, client: Client, address: str) -> None:
        page = client.get(address)

        assert page.status_code == 301
        assert page["Location"] == f"https://testserver{address}"

    @pytest.mark.parametrize("method", ["get", "post", "patch", "delete", "options", "head"])
    @pytest.mark.parametrize(
        "address", ["/api/v1/offices", "/api/v1/evidence/x/download", "/api/v1/schema", "/api/zzz"]
    )
    def test_refuses_programs(self, expert: Any, method: str, address: str) -> None:
        program = make_api_client(expert)

        answer = getattr(program, method)(address)

        assert answer.status_code == 403
        assert "Location" not in answer
        assert answer["Content-Type"] == "application/problem+json"
        if method != "head":
            assert answer.json()["type"].endswith("#https-needed")
            assert "https://" in answer.json()["detail"]

    def test_lets_programs_in_over_https(self, expert: Any) -> None:
        program = make_api_client(expert)

        assert program.get("/api/v1/me", secure=True).status_code == 200
        assert program.get("/api/v1/me", HTTP_X_FORWARDED_PROTO="https").status_code == 200


class TestProxy:
    def test_refuses_programs_over_http_and_leads_others(self) -> None:
        rules = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
        plain = rules.partition("http://{$SITE_NAME} {")[2].partition("\n}\n")[0]

        refusal = re.search(r"respond `(\{.*\})` 403", plain)
        assert refusal
        told = json.loads(refusal[1])
        with translation.override("fa"):
            known = PROBLEMS["https-needed"]
            assert (told["title"], told["detail"]) == (str(known.title), str(known.cure))
        assert told["type"] == known.address
        assert "@programs path /api/*" in plain
        assert "redir https://{host}{uri} 308" in plain


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


@pytest.mark.django_db
def test_a_script_learns_the_next_page_instead_of_being_redirected(client: Client) -> None:
    usual = client.get("/offices")
    named = client.get("/offices", headers={"X-Next-Page": "named"})

    assert usual.status_code == 302
    assert named.status_code == 204
    assert named.headers["X-Next-Page"] == usual.headers["Location"]
    assert "Location" not in named.headers

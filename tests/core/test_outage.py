"""The database is away or the disk is full: 503 with Retry-After, and no file without its row."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from core.web import server_error, unavailable


class FullDisk(ContentFile):  # type: ignore[type-arg] # generic in its stubs alone
    """A file whose second piece no longer fits."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[Any]:
        yield b"the first piece"
        raise OSError(errno.ENOSPC, "No space left on device")


def write(name: str) -> str:
    return default_storage.save(name, ContentFile(b"a file"))


def ends(request: HttpRequest) -> HttpResponse:
    write("ends.pdf")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return HttpResponse()


def fills(request: HttpRequest) -> HttpResponse:
    write("fills-first.pdf")
    default_storage.save("fills.pdf", FullDisk(b""))
    return HttpResponse()


def refuses(request: HttpRequest) -> HttpResponse:
    write("refuses.pdf")
    with transaction.atomic():
        write("refuses-within.pdf")
        transaction.set_rollback(True)
    return HttpResponse(status=409)


def undoes(request: HttpRequest) -> HttpResponse:
    write("undoes.pdf")
    transaction.set_rollback(True)
    return HttpResponse(status=400)


def keeps(request: HttpRequest) -> HttpResponse:
    write("keeps.pdf")
    return HttpResponse()


handler500 = server_error
urlpatterns = [
    path(f"{start}{view.__name__}", login_not_required(view))
    for view in (ends, fills, refuses, undoes, keeps)
    for start in ("", "api/")
]


@pytest.fixture
def browser(client: Client, settings: Any, tmp_path: Path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    settings.ROOT_URLCONF = __name__
    client.raise_request_exception = False
    return client


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.rglob("*") if each.is_file())


@pytest.mark.usefixtures("real_db")
def test_an_outage_asks_to_come_back_and_leaves_no_file(browser: Client, tmp_path: Path) -> None:
    for view in ("ends", "fills"):
        page = browser.get(f"/{view}")
        answer = browser.get(f"/api/{view}")

        assert (page.status_code, page["Retry-After"]) == (503, "60"), view
        assert "سامانه موقتاً در دسترس نیست" in page.content.decode(), view
        assert (answer.status_code, answer["Retry-After"]) == (503, "60"), view
        assert answer["Content-Type"] == "application/problem+json", view
        assert answer.json()["type"] == "/docs/api/problems#unavailable", view
        assert files(tmp_path) == [], view
    assert browser.get("/keeps").status_code == 200

    browser.get("/refuses")
    browser.get("/undoes")

    assert files(tmp_path) == ["keeps.pdf", "refuses.pdf"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/keeps", "/api/keeps"])
def test_a_server_that_does_not_answer_is_an_outage(
    browser: Client, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "ensure_connection", refuse)
    monkeypatch.setattr(connection, "get_autocommit", refuse)

    assert browser.get(address).status_code == 503


@pytest.mark.parametrize(
    ("error", "is_it"),
    [
        (OSError(errno.ENOSPC, "full"), True),
        (OSError(errno.EACCES, "not ours"), False),
        (InterfaceError("connection already closed"), True),
        (ValueError(), False),
    ],
)
def test_other_errors_are_none(rf: Any, error: Exception, is_it: bool) -> None:
    request = rf.get("/")
    try:
        raise error
    except Exception:  # noqa: BLE001 # the page looks at the error that is being handled
        status = server_error(request).status_code

    assert status == (503 if is_it else 500)
    assert unavailable(request).status_code == 503


@pytest.mark.django_db
def test_a_statement_that_took_too_long_is_none(rf: Any) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")
    except OperationalError:
        status = server_error(rf.get("/")).status_code
    assert status == 500

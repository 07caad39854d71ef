"""The tests' browser, whose cookie holds the key of a session that only browsers know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.test import Client

from core.sessions import SessionStore

_browser: Any = Client
_set_cookies = _browser._set_login_cookies


def _session(client: Client) -> SessionStore:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    if cookie:
        return SessionStore.of_cookie(cookie.value)
    made = SessionStore()
    session: Any = made
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.cookie_key
    return made


def _keep_cookie(client: Any, request: HttpRequest) -> None:
    _set_cookies(client, request)
    session: Any = request.session
    client.cookies[settings.SESSION_COOKIE_NAME] = session.cookie_key


def teach() -> None:
    """Let Django's test client, to which cookie and row are the same, know one from the other."""
    _browser.session = property(_session)
    _browser._set_login_cookies = _keep_cookie

"""What only browsers need: a program that brings a key passes these middlewares by."""

from typing import Any

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django_htmx.middleware import HtmxMiddleware


def is_program(request: HttpRequest) -> bool:
    """Tell whether a request comes with a key instead of a session."""
    return "HTTP_AUTHORIZATION" in request.META and request.path.startswith("/api/")


class ForBrowsers:
    """A middleware beside the way of programs; a mixin."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        """Hand a program's request on as it is."""
        if is_program(request):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc] # the middleware's own


class Sessions(ForBrowsers, SessionMiddleware):
    """Reads and writes the session."""


class SignedIn(ForBrowsers, AuthenticationMiddleware):
    """Puts the person of the session on the request; a program has none."""

    def __call__(self, request: HttpRequest) -> Any:
        """Let a program be nobody until its key is known."""
        if is_program(request):
            request.user = AnonymousUser()
        return super().__call__(request)


class Messages(ForBrowsers, MessageMiddleware):
    """Keeps messages until the next page."""


class UserSessions(ForBrowsers, UserSessionsMiddleware):  # type: ignore[misc] # theirs is untyped
    """Notes where a person is signed in."""


class Htmx(ForBrowsers, HtmxMiddleware):
    """Knows parts of pages."""

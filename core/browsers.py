"""What only browsers need: a program that brings a key passes these middlewares by."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.middleware import UserSessionsMiddleware
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.common import CommonMiddleware
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django_htmx.middleware import HtmxMiddleware

from core import statements
from core.clock import now
from core.sessions import SessionStore

NOTED = timedelta(minutes=1)


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
    """Reads and writes the session; one that is used is moved on from time to time."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session of the browser's cookie."""
        request.session = SessionStore.of_cookie(request.COOKIES.get(settings.SESSION_COOKIE_NAME))

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        """Write a session that was changed, or whose end has come nearer by a step."""
        session: Any = request.session
        if session.accessed and not session.modified and not session.is_empty():
            session.modified = not session.is_fresh
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:  # not deleted
            answer.cookies[settings.SESSION_COOKIE_NAME] = session.cookie_key
        return answer


class Common(CommonMiddleware):
    """Adds a slash where an address lacks it; those of programs are as they are."""

    def should_redirect_with_slash(self, request: HttpRequest) -> bool:
        """Tell whether the address leads somewhere only with a slash."""
        return not is_program(request) and super().should_redirect_with_slash(request)


class SignedIn(ForBrowsers, AuthenticationMiddleware):
    """Puts the person of the session on the request; a program has none."""

    def __call__(self, request: HttpRequest) -> Any:
        """Let a program be nobody until its key is known."""
        if is_program(request):
            request.user = AnonymousUser()
        return super().__call__(request)

    def process_request(self, request: HttpRequest) -> None:
        """Let the person be read when somebody asks for him."""
        super().process_request(request)
        person: Any = SimpleLazyObject(partial(person_of, request))
        request.user = person


class Messages(ForBrowsers, MessageMiddleware):
    """Keeps messages until the next page."""


class UserSessions(ForBrowsers, UserSessionsMiddleware):  # type: ignore[misc] # theirs is untyped
    """Notes where a person is signed in; that he is still there, once a minute."""

    def __call__(self, request: HttpRequest) -> Any:
        """Pass by a session of which all that would be noted was noted a moment ago."""
        if not is_program(request) and _is_noted(request):
            return self.get_response(request)
        return super().__call__(request)


def _is_noted(request: HttpRequest) -> bool:
    key = request.session.session_key
    if not key or not request.user.is_authenticated:
        return True  # there is nothing to note
    longest = UserSession._meta.get_field("user_agent").max_length
    noted = (
        request.user.pk,
        get_adapter().get_client_ip(request),
        request.META.get("HTTP_USER_AGENT", "")[:longest],
    )
    return any(
        (row["user_id"], row["ip"], row["user_agent"]) == noted
        and now() - row["last_seen_at"] < NOTED
        for row in statements.read("user session", _noted, key)
    )


def _noted(key: str) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = UserSession.objects.filter(session_key=key)
    return rows.values("user_id", "ip", "user_agent", "last_seen_at")


def person_of(request: HttpRequest) -> Any:
    """
    Return the person of the session, or nobody.

    Where something is not as it should be, Django decides: an older secret, a changed password, a
    way of signing in that is no more.
    """
    known = getattr(request, "_cached_user", None)
    if known is not None:
        return known
    session = request.session
    told, backend = session.get(SESSION_KEY, ""), session.get(BACKEND_SESSION_KEY)
    if told.isdecimal() and backend in settings.AUTHENTICATION_BACKENDS:
        model = get_user_model()
        names = [field.attname for field in model._meta.concrete_fields]
        for row in statements.read("person", partial(_persons, model, names), int(told)):
            user = model.from_db(connection.alias, names, [*row.values()])
            own = constant_time_compare(
                session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
            )
            if own and user.is_active:
                request._cached_user = user  # type: ignore[attr-defined] # where Django looks
                return user
    return get_user(request)


def _persons(model: Any, names: Sequence[str], key: int) -> QuerySet[Any, Any]:
    rows: QuerySet[Any, Any] = model._default_manager.filter(pk=key)
    return rows.values(*names)


class Htmx(ForBrowsers, HtmxMiddleware):
    """Knows parts of pages."""

"""The edge of the web: request ids, bad bytes, one transaction for each request."""

import re
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property
from django.views.defaults import bad_request
from django_structlog.middlewares import RequestMiddleware

from core.papers.storage import only_committed_files
from core.problems import answer, is_for_programs
from core.requests import PrincipalRequest, told_address

Handler = Callable[[HttpRequest], HttpResponse]

# NUL and lone surrogates cannot be stored; refused in one place (design: SECURITY 11).
_UNSTORABLE = re.compile(r"%00|\x00|[\ud800-\udfff]", re.IGNORECASE)


# A script that sends a form asks for the address of the page that follows, which it loads itself: a
# redirect would be followed unseen, and the messages of that page lost (static/js/sending.js).
_NEXT_PAGE = "X-Next-Page"


def name_next_page(response: HttpResponse) -> None:
    """Turn a redirect into an answer without content that names the page in a header."""
    response.status_code = 204
    response.headers[_NEXT_PAGE] = response.headers["Location"]
    del response.headers["Location"]


def refused(request: HttpRequest) -> HttpResponse:
    """Answer 400 to what can be stored nowhere."""
    if is_for_programs(request):
        return answer(request, "bad-request")
    # Without the processors of the context: they ask a database that may be rolling back.
    return bad_request(request, ValueError())


def _is_text(query: str) -> bool:
    """Tell whether a query is UTF-8; Django would put a mark in the place of what is not."""
    try:
        unquote_to_bytes(query.encode("latin-1")).decode()
    except UnicodeError:
        return False
    return True


def _is_open_to_all(request: HttpRequest) -> bool:
    """Tell whether a request came over plain HTTP where pages are led to HTTPS."""
    return settings.SECURE_SSL_REDIRECT and not request.is_secure()


class EdgeMiddleware:
    """
    Give each request an id, keep answers out of shared caches, refuse unstorable addresses.

    A program over plain HTTP is refused, not led on: it would never notice that its key is read.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: PrincipalRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex[:12]
        query = request.META.get("QUERY_STRING", "")
        if _UNSTORABLE.search(query + request.path):
            return refused(request)
        if is_for_programs(request) and not _is_text(query):
            return refused(request)
        if is_for_programs(request) and _is_open_to_all(request):
            return answer(request, "https-needed", with_cure=True)
        response = self.get_response(request)
        response.headers.setdefault("X-Request-Id", request.request_id)
        response.headers["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        if _NEXT_PAGE in request.headers and "Location" in response.headers:
            name_next_page(response)
        return response


class PolicyMiddleware(CSPMiddleware):
    """Says what a page may load; the usual policy is written once."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Give an answer its policy."""
        # Whatever the library notes on either begins so.
        names = "\n".join(("", *vars(response), *vars(request)))
        is_usual = HEADER not in response and "\n_csp" not in names
        if is_usual:
            response[HEADER] = self._usual
            return response
        return super().process_response(request, response)

    @cached_property
    def _usual(self) -> str:
        return build_policy()


class LanguageMiddleware(MiddlewareMixin):
    """
    Pages speak the language of the reader's cookie, else Persian, whatever the browser prefers.

    A machine says what it wants with `Accept-Language`; that holds for the API only.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Choose the language of this request."""
        if request.path.startswith("/api/"):
            language = translation.get_language_from_request(request)
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
            known = dict(settings.LANGUAGES)
            language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say which language it is; no address of ours begins with one."""
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or "")
        return response


class TransactionMiddleware:
    """
    One transaction for each request: all of it happens, or nothing of it.

    An exception that escapes a view rolls everything back; an action that refuses has already
    rolled back its own savepoint. The scope is set later by `accounts`, with SET LOCAL. Uploaded
    files of what was rolled back are removed.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/health/"):  # answers without a database, and says so
            return self.get_response(request)
        with only_committed_files(), transaction.atomic():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """
        Undo what the view did before it failed; a refusal (404, 403) has changed nothing.

        A NUL in what a form sent reaches the driver where no field has looked at it first.
        """
        if isinstance(exception, Http404 | PermissionDenied):
            return None
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        if isinstance(exception, ValueError) and "NUL (0x00)" in str(exception):
            return refused(request)
        return None


class LogMiddleware(RequestMiddleware):
    """
    Writes one line for each request, under the id that its answer carries.

    It says path, status, person and address, not the query: what was searched for, and tickets.
    """

    def __call__(self, request: HttpRequest) -> Any:
        """Answer as the library does, which would ask each time whether it works by itself."""
        self.prepare(request)
        response: Any = self.get_response(request)
        self.handle_response(request, response)
        return response

    def prepare(self, request: HttpRequest) -> None:
        """Let all lines of this request carry its id and from where it came."""
        structlog.contextvars.bind_contextvars(
            request_id=request_id_of(request), ip=told_address(request)
        )

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """Return the method and the path."""
        return f"{request.method} {request.path}"


def request_id_of(request: Any) -> str:
    """Return the request's id, or an empty string outside a request."""
    return getattr(request, "request_id", "")

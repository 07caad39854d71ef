"""How REST knows its caller: a token in the header, or the browser's session for the reference."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication, exceptions
from rest_framework.request import Request

from accounts.facts import OpenKey, token_principal
from accounts.models import ApiToken
from accounts.without import why_closed
from core.clock import now, today
from core.middleware import request_id_of
from core.requests import address_of, known


@dataclass(frozen=True)
class Caller:
    """The person of a key, as REST framework and the log ask for one; no model object is made."""

    pk: int
    is_active: bool = True
    is_authenticated: bool = True


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`; the principal is read in one query."""

    def authenticate(self, request: Request) -> tuple[Caller, OpenKey] | None:
        """Return user and token, None without a header; refuse a token that is not valid."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        moment = now()
        found = token_principal(
            secret.strip(),
            now=moment,
            on=today(),
            address=address_of(request._request),
            request_id=request_id_of(request._request),
        )
        if found is None:
            raise exceptions.AuthenticationFailed(why_closed(secret.strip(), moment))
        token, principal = found
        if token.last_used_at is None or (moment - token.last_used_at).total_seconds() > 60:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=moment)
        known(request).principal = principal
        return Caller(token.user_id), token

    def authenticate_header(self, request: Request) -> str:
        """Return what a 401 asks for."""
        return "Bearer"


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session, with CSRF; serves the self-hosted reference."""

    def enforce_csrf(self, request: Request) -> None:
        """
        Ask for the token of the session's own pages.

        Raises:
            PermissionDenied: it is missing or another one.
        """
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(
                _("The request has no CSRF token of this session; a program sends a key instead.")
            ) from error


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # theirs
    """Documents the token in the OpenAPI document."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the security scheme."""
        return {"type": "http", "scheme": "bearer"}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call] # theirs
    """Documents the browser's session in the OpenAPI document."""

    target_class = "accounts.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the security scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "__Host-session"}

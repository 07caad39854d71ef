"""A request as it reaches a door: with its id, and the person that the middleware put on it."""

from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.request import Request


class PrincipalRequest(HttpRequest):
    """
    Names what the middleware adds; Django's own requests are never of this class.

    `core` knows no accounts: the principal is `Any` here, and None when nobody is signed in.
    """

    request_id: str
    principal: Any
    hats: list[Any]
    resting: list[Any]
    hat: Any
    confirm_factor: Callable[[str], None]
    confirm_passkey: Callable[[str], None]


def known(request: HttpRequest | Request | None) -> PrincipalRequest:
    """
    Return the request with its additions; for one of REST framework the one under it.

    A filter set types its request as one that may be missing; from a door it never is.
    """
    return cast(PrincipalRequest, getattr(request, "_request", request))


def address_of(request: HttpRequest) -> str:
    """Return from where a request came, as the proxies before the house tell; asked for once."""
    found: str | None = getattr(request, "_address", None)
    if found is None:
        found = get_adapter().get_client_ip(request)
        request._address = found  # type: ignore[attr-defined] # ours
    return found


def told_address(request: HttpRequest) -> str:
    """Return the same for the log, also where what the proxies tell cannot be believed."""
    try:
        return address_of(request)
    except PermissionDenied:
        return str(request.META.get("REMOTE_ADDR", ""))

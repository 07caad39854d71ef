"""The cookie of a browser in which people have signed in before; it opens nothing by itself."""

from datetime import timedelta
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accounts.models import User

SALT = "accounts.device"
AGE = timedelta(days=180)
MOST_PEOPLE = 5  # of one browser; who signed in last stays


def device_of(request: HttpRequest, name: str) -> str:
    """Return the number of a browser in which a name has signed in; empty where it has not."""
    known = _read(request)
    return str(known["device"]) if _digest(name) in known["names"] else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Write into the browser that a person has signed in there."""
    known = _read(request)
    own = _digest(user.username)
    names = [name for name in known["names"] if name != own]
    value = {"device": known["device"], "names": [*names, own][-MOST_PEOPLE:]}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME, signing.dumps(value, salt=SALT), max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax",
    )  # fmt: skip


def _digest(name: str) -> str:
    """Return what stands for a name in the cookie, which others of the browser may read."""
    return salted_hmac(SALT, name.strip().lower(), algorithm="sha256").hexdigest()[:20]


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        found: dict[str, Any] = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=AGE
        )
    except signing.BadSignature:
        return {"device": token_hex(8), "names": []}
    return found

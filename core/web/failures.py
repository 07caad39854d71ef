"""The pages of refusals and failures, as the settings name them."""

import errno
import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from core.errors import Throttled
from core.problems import answer, is_for_programs

# The database's server is gone, starts or stops, or has no disk, memory or connection left.
_AWAY = ("08", "53", "57P", "58")
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
PAUSE = 60  # seconds after which it is worth to try again


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show that the form's token is missing or old, with the way back to it."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    return render(request, "errors/csrf.html", {"form_url": page if is_ours else ""}, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that the address or the form could not be read."""
    if is_for_programs(request):
        return answer(request, "bad-request")
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that the record is visible but the act is not this role's."""
    if is_for_programs(request):
        return answer(request, "permission-denied")
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that there is no such page, or none for this person."""
    if is_for_programs(request):
        return answer(request, "not-found", detail=_no_address(request.path))
    return render(request, "404.html", status=404)


def _no_address(path: str) -> Any:
    """Return why a program finds nothing at an address of the API, and what helps."""
    if path.rstrip("/") == "/api/v1":
        return _("The guide is at /docs/api/guide; a list of resources is in /api/v1/schema.")
    if path.endswith("/"):
        return _("The API has no such address. Leave out the slash at the end.")
    return _("The API has no such address.")


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Ask to wait: the same was tried too often."""
    error = Throttled(wait=300)
    page = render(request, "429.html", {"message": error.message}, status=error.status)
    page["Retry-After"] = str(error.wait)
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Show that nothing was lost, with the request's id; makes no query."""
    if is_outage(sys.exception()):
        return unavailable(request)
    if is_for_programs(request):
        return answer(request, "error")
    page = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(page, status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Ask to come back: the database is away or the disk is full; makes no query."""
    answered: HttpResponse
    if is_for_programs(request):
        answered = answer(request, "unavailable", with_cure=True)
    else:
        answered = HttpResponse(render_to_string("503.html"), status=503)
    answered["Retry-After"] = str(PAUSE)
    return answered


def is_outage(error: BaseException | None) -> bool:
    """Tell whether an error came from a database that is away, or from a full disk."""
    if isinstance(error, OperationalError | InterfaceError):
        code = getattr(error.__cause__, "pgcode", None)
        return not code or code.startswith(_AWAY)
    return isinstance(error, OSError) and error.errno in _NO_SPACE

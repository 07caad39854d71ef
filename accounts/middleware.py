"""Puts the principal on the request, and its scope into the transaction."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse

from accounts.factor import confirm_factor, fresh_factor, has_factor
from accounts.facts import hats_of, principal_for
from accounts.models import User
from core.clock import now, today
from core.middleware import request_id_of, set_scope
from core.requests import PrincipalRequest

ABSOLUTE_AGE = timedelta(hours=12)
# Pages that a signed-in person without a second factor may still open.
ENROLMENT = {
    "account_logout",
    "mfa_activate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "account_reauthenticate",
    "account_change_password",
    "set_language",
}


class PrincipalMiddleware:
    """The user with the active grant; a person without any role in force is signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PrincipalRequest) -> HttpResponse:
        request.principal = None
        request.hats = []
        request.confirm_factor = partial(_confirm, request)
        if request.path.startswith("/api/") and "Authorization" in request.headers:
            return self.get_response(request)
        if request.user.is_authenticated:
            refusal = self._wear(request, request.user)
            if refusal is not None:
                return refusal
        return self.get_response(request)

    def _wear(self, request: PrincipalRequest, user: User) -> HttpResponse | None:
        started = request.session.setdefault("started_at", now().timestamp())
        hats = hats_of(user, today())
        if not hats or now().timestamp() - started > ABSOLUTE_AGE.total_seconds():
            logout(request)
            return redirect("account_login")
        chosen = request.session.get("grant_id")
        hat = next((hat for hat in hats if hat.grant_id == chosen), hats[0])
        request.hats = hats
        request.hat = hat
        request.principal = principal_for(
            user,
            hat,
            fresh_factor=fresh_factor(request),
            request_id=request_id_of(request),
        )
        set_scope(
            scope=request.principal.scope,
            agency_ids=[str(public_id) for public_id in request.principal.agency_ids],
        )
        if not request.session.get("has_factor"):
            request.session["has_factor"] = has_factor(user)
        if not request.session["has_factor"] and not _is_enrolment(request):
            return redirect(reverse("mfa_activate_totp"))
        return None


def _confirm(request: PrincipalRequest, code: str) -> None:
    """Accept a one-time code for the caller; a browser's session stays fresh for five minutes."""
    confirm_factor(user_id=request.principal.user_id, code=code)
    if request.principal.via == "web":
        request.session["factor_at"] = now().timestamp()


def _is_enrolment(request: HttpRequest) -> bool:
    return request.path.startswith("/static/") or resolve(request.path_info).url_name in ENROLMENT

"""Puts the principal on the request, and its scope into the transaction; leads to sign-in."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.factor import confirm_factor, fresh_factor, note_factors
from accounts.facts import held_by, principal_for
from accounts.limits import take, take_back
from accounts.models import User
from accounts.passkeys import confirm_passkey
from accounts.sealing import digest_of
from accounts.sight import enter
from accounts.without import no_role
from core.browsers import is_program
from core.clock import now
from core.middleware import request_id_of
from core.problems import answer
from core.requests import PrincipalRequest, address_of

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

# Acts of a signed-in person who has no role in force.
WAYS_OUT = {"account_logout", "set_language", "theme"}


class SignInMiddleware(LoginRequiredMiddleware):
    """Lets nobody in without a session; after sign-in the person is where the work was."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """Lead to sign-in; a part of a page is refused instead, so that no form lands in it."""
        if "HX-Request" in request.headers:
            return HttpResponse(status=401)
        url = resolve_url(self.get_login_url(view_func))
        return _to_sign_in(page_to_return(request), url, has_ended=_has_ended(request))


def _to_sign_in(page: str, url: str, *, has_ended: bool) -> HttpResponse:
    """Lead to sign-in and back to a page; it says so where a session has ended."""
    return redirect_to_login(page, f"{url}?ended=1" if has_ended else url)


def _has_ended(request: HttpRequest) -> bool:
    """Tell whether the browser still holds the key of a session that is no more."""
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME)) and request.session.is_empty()


def page_to_return(request: HttpRequest) -> str:
    """
    Return the page on which a person goes on after signing in.

    It is the one asked for; of an act the page from which it was sent, where its form is.
    """
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        parts = urlsplit(came_from)
        if _is_page(parts.path):
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.path if _is_page(request.path) else reverse("dashboard:desk")


def _is_page(path: str) -> bool:
    """Tell whether the address can be opened, not only written to."""
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return hasattr(getattr(view, "view_class", view), "get") or not hasattr(view, "view_class")


class LimitMiddleware:
    """Limits how often the API is called, by key and by address; tells what is left."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        digest = digest_of(secret.strip()) if kind.lower() == "bearer" else ""
        allowance = take(digest=digest, address=address_of(request))
        if allowance.is_over:
            response: HttpResponse = answer(request, "throttled", with_cure=True)
            response["Retry-After"] = str(allowance.seconds)
        else:
            response = self.get_response(request)
        if digest and (allowance.is_over or response.status_code == 401):
            take_back(digest)
        response["RateLimit-Limit"] = str(allowance.limit)
        response["RateLimit-Remaining"] = str(max(0, allowance.left))
        response["RateLimit-Reset"] = str(allowance.seconds)
        return response


class PrincipalMiddleware:
    """
    The user with the active grant.

    A person without a role in force reads which one ended, and signs out; one whose role rests is
    signed out at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: PrincipalRequest) -> HttpResponse:
        request.principal = None
        request.hats = request.resting = []
        request.confirm_factor = partial(_confirm, request)
        request.confirm_passkey = partial(_confirm_passkey, request)
        if is_program(request):
            return self.get_response(request)
        if request.user.is_authenticated:
            refusal = self._wear(request, request.user)
            if refusal is not None:
                return refusal
        return self.get_response(request)

    def _wear(self, request: PrincipalRequest, user: User) -> HttpResponse | None:
        started = request.session.setdefault("started_at", now().timestamp())
        held = held_by(user, now())
        hats = [hat for hat in held if user.may_act_as(hat.role)]
        if held and not hats:
            logout(request)
            return redirect(f"{reverse('account_login')}?unknown=1")
        if now().timestamp() - started > ABSOLUTE_AGE.total_seconds():
            page = page_to_return(request)
            logout(request)
            return _to_sign_in(page, reverse("account_login"), has_ended=True)
        if not hats:
            return None if _is_way_out(request) else no_role(request, user, now())
        chosen = request.session.get("grant_id")
        hat = next((hat for hat in hats if hat.grant_id == chosen), hats[0])
        request.hats = hats
        request.resting = [hat for hat in held if hat not in hats]
        request.hat = hat
        request.principal = principal_for(
            user,
            hat,
            fresh_factor=fresh_factor(request),
            request_id=request_id_of(request),
        )
        enter(request.principal)
        if not request.session.get("has_factor"):
            note_factors(request.session, user)
        if not request.session["has_factor"] and not _is_enrolment(request):
            return redirect(reverse("mfa_activate_totp"))
        return None


def _confirm(request: PrincipalRequest, code: str) -> None:
    """Accept a one-time code for the caller; a browser's session stays fresh for five minutes."""
    confirm_factor(user_id=request.principal.user_id, code=code)
    if request.principal.via == "web":
        request.session["factor_at"] = now().timestamp()


def _confirm_passkey(request: PrincipalRequest, answer: str) -> None:
    """Accept the passkey of a person at a page; the session stays fresh for five minutes."""
    confirm_passkey(request=request, user=authenticated_user(request), answer=answer)
    request.session["factor_at"] = now().timestamp()


def _is_way_out(request: PrincipalRequest) -> bool:
    """Tell whether somebody without a role signs out, or reads the page in another language."""
    return request.method == "POST" and resolve(request.path_info).url_name in WAYS_OUT


def _is_enrolment(request: HttpRequest) -> bool:
    return request.path.startswith("/static/") or resolve(request.path_info).url_name in ENROLMENT

"""What differs from allauth's defaults: no sign-up, secrets of authenticators encrypted at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import rate_limit
from accounts.devices import device_of, remember_device
from accounts.factor import has_factor
from accounts.sign_in import is_over
from core.crypto import decrypt, encrypt
from core.errors import Throttled
from core.requests import address_of


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a platform admin, never by visitors."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "enter_current_password": _("The present password is not right."),
        "incorrect_password": _("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that nobody signs up."""
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Return to the settings, from which the person came."""
        return reverse("accounts:settings")

    def login(self, request: HttpRequest, user: Any) -> None:
        """
        Sign in after the last step; not with a password that a one-time key ended meanwhile.

        Who has no second factor yet sets it up now, and isn't asked for the same password again.
        """
        steps = request.session.get("account_authentication_methods", [])
        given = [step for step in steps if step.get("method") == "password"]
        if is_over(user, max((step["at"] for step in given), default=0.0)):
            clear_login(request)
            raise ImmediateHttpResponse(redirect("account_login"))
        if not has_factor(user):
            for step in given:
                step["reauthenticated"] = True
            request.session["account_authentication_methods"] = steps
        super().login(request, user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the guess; too many of this name from this network or browser wait."""
        if not settings.LIMITS_SIGN_IN:
            return
        name = credentials.get("username", "")
        device = device_of(request, name)
        try:
            self._guess = rate_limit.hit_password("password", name, address_of(request), device)
        except Throttled as error:
            raise self._too_many(error.wait) from error

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note on the request how many tries are left; known and unknown names alike."""
        super().authentication_failed(request, **credentials)
        guess: rate_limit.Guess | None = getattr(self, "_guess", None)
        if guess is not None:
            rate_limit.add_failure(guess)
        request.tries_left = None if guess is None else guess.left  # type: ignore[attr-defined]

    def _rollback_login_failed_rl_usage(self) -> None:
        """Take a right guess off the count."""
        guess: rate_limit.Guess | None = getattr(self, "_guess", None)
        if guess is not None:
            rate_limit.refund(guess.key)

    def post_login(self, request: HttpRequest, user: Any, **options: Any) -> HttpResponse:
        """Lead on, and let the browser know that the person has signed in there."""
        response: HttpResponse = super().post_login(request, user, **options)
        remember_device(request, response, user)
        return response

    def _too_many(self, seconds: float) -> ImmediateHttpResponse:
        response = respond_429(context.request)
        response["Retry-After"] = str(seconds)
        return ImmediateHttpResponse(response)

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return what a form says; too many tries answer with 429 and when to come again."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            raise self._too_many(rate_limit.WINDOW)
        error: ValidationError = super().validation_error(code, *args)
        return error


class MfaAdapter(DefaultMFAAdapter):
    """Authenticator secrets leave the process encrypted only."""

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret as it is checked."""
        return decrypt(encrypted_text)

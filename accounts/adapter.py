"""What differs from allauth's defaults: no sign-up, secrets of authenticators encrypted at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.factor import has_factor
from accounts.sign_in import is_over
from core.crypto import decrypt, encrypt


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

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note on the request how many tries the brake leaves; known and unknown names alike."""
        super().authentication_failed(request, **credentials)
        rates = ratelimit.get_rates(app="allauth.account", action="login_failed")
        counted = self._login_failed_rl_usage.usage
        left = [
            rate.amount - len(cache.get(usage.cache_key, []))
            for rate, usage in zip(rates, counted, strict=False)  # none are counted when it is off
        ]
        request.tries_left = max(0, min(left)) if left else None  # type: ignore[attr-defined]

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """Return what a form says; too many tries answer with 429 and when to come again."""
        if code in {"too_many_login_attempts", "rate_limited"}:
            raise ImmediateHttpResponse(respond_429(context.request))
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

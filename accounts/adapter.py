"""What differs from allauth's defaults: no sign-up, secrets of authenticators encrypted at rest."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
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
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import rate_limit
from accounts.actions.entry import change_own_password, hash_password_again
from accounts.devices import device_of, remember_device
from accounts.factor import has_factor
from accounts.sealing import factor_owner, open_factor, seal_factor
from accounts.sign_in import is_over
from core.clock import now
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

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return whose name and password it is; a hash of lesser strength is made anew."""
        user = super().authenticate(request, **credentials)
        if user is not None and user.has_weak_hash:
            hash_password_again(user=user, password=credentials["password"], at=now())
        return user

    def set_password(self, user: Any, password: str) -> None:
        """Set the password that a signed-in person has chosen; it leaves an event."""
        change_own_password(user=user, password=password, actor=context.request.principal, at=now())

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

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the pages on which people show again who they are; one has code and passkey."""
        pages = {"reauthenticate": "account_reauthenticate"}
        flows = get_reauthentication_flows(user)
        names = [pages.get(flow["id"], flow["id"]) for flow in flows]
        return [{"id": name, "description": "", "url": reverse(name)} for name in names]

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
    """Authenticator secrets leave the process encrypted only, each for its own account."""

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return seal_factor(text, _factor_owner())

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret as it is checked."""
        return open_factor(encrypted_text, _factor_owner())

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the domain whose passkeys these are: the setting's, or that of the address."""
        host = context.request.get_host().partition(":")[0]
        return {"id": settings.PASSKEY_DOMAIN or host, "name": gettext("pishkhan")}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return how a device names the account."""
        return {
            "id": user.public_id.bytes,
            "name": user.username,
            "display_name": user.full_name or user.username,
        }


def _factor_owner() -> int:
    """Return whose second factor it is: as `factor_of` says, or the person who is signed in."""
    owner = factor_owner()
    return context.request.user.pk if owner is None else owner

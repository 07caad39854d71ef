"""The forms of sign-in: codes and names in any digits; and how long what was given counts."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm

from accounts.factor import plain_code
from accounts.models import User
from accounts.sealing import factor_of
from core.persian import latin_digits


def is_over(user: User, given_at: float) -> bool:
    """Tell whether a password that was given then, in seconds, was ended by a one-time key."""
    return user.key_given_at is not None and given_at < user.key_given_at.timestamp()


class AnyDigits:
    """A form whose `code` is brought to ASCII digits before it is compared."""

    cleaned_data: dict[str, Any]
    user: User

    def clean_code(self) -> str:
        """Return the right code; refuse a wrong one."""
        self.cleaned_data["code"] = plain_code(self.cleaned_data["code"])
        with factor_of(self.user.pk):
            code: str = super().clean_code()  # type: ignore[misc]
        return code


class SignIn(LoginForm):  # type: ignore[misc]
    """The name and the password."""

    def clean_login(self) -> str:
        """Return the name with ASCII digits."""
        self.cleaned_data["login"] = latin_digits(self.cleaned_data["login"])
        name: str = super().clean_login()
        return name


class SecondStep(AnyDigits, AuthenticateForm):  # type: ignore[misc]
    """The code after the password."""


class SecondStepAgain(AnyDigits, ReauthenticateForm):  # type: ignore[misc]
    """The code of a person who is signed in."""


class FirstCode(AnyDigits, ActivateTOTPForm):  # type: ignore[misc]
    """The code that shows that an authenticator is set up."""

    @property
    def app_url(self) -> str:
        """Return the `otpauth:` address that opens an authenticator app on the same phone."""
        url: str = get_adapter().build_totp_url(self.user, self.secret)
        return url

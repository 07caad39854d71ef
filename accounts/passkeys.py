"""
Passkeys: second factors that a device holds, each sealed for the account of its row.

allauth stores a credential in the clear; a row that somebody copies to another account would open
it. A sealed one fits nothing there (docs/adr/0068-bound-secrets.md).
"""

import json
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestedCredentialData, AuthenticatorData

from accounts import rate_limit
from accounts.factor import FRESH_FOR, use_once
from accounts.models import User
from accounts.sealing import open_passkey, seal_passkey
from core.clock import now
from core.errors import FactorRequired
from core.forms import PersianTextField

MOST = 10
LONGEST = 20_000  # characters of what a browser sends for one
WRONG = gettext_lazy(
    "The passkey was not accepted: it belongs to another account or device, or too much time has"
    " passed. Try again, or enter the code of your authenticator."
)
MALFORMED = (
    ValidationError, ValueError, TypeError, LookupError, AttributeError, AssertionError,
    RecursionError, NotImplementedError, struct.error,
)  # fmt: skip


class SealedKey(auth.WebAuthn):  # type: ignore[misc]
    """A passkey as it is stored: its name, and its credential encrypted for the account."""

    @classmethod
    def add(cls, user: User, name: str, credential: dict[str, Any]) -> "SealedKey":
        """Store a new passkey of an account."""
        data = {"name": name, "credential": seal_passkey(json.dumps(credential), user.pk)}
        made = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)
        return cls(made)

    @property
    def authenticator_data(self) -> AuthenticatorData:
        """Return the credential; one that no device holds where it was sealed for another."""
        opened = open_passkey(self.instance.data["credential"], self.instance.user_id)
        if not opened:
            return _unfitting()
        answer = auth.parse_registration_response(json.loads(opened))
        found: AuthenticatorData = answer.response.attestation_object.auth_data
        return found

    @property
    def is_passwordless(self) -> bool:
        """Return that a passkey never stands in for the password."""
        return False


def _unfitting() -> AuthenticatorData:
    public_key = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    credential = AttestedCredentialData.create(Aaguid(bytes(16)), os.urandom(32), public_key)
    flags = AuthenticatorData.FLAG.AT
    unfitting: AuthenticatorData = AuthenticatorData.create(bytes(32), flags, 0, credential)
    return unfitting


def use_sealed_keys() -> None:
    """Let allauth read and write passkeys as they are stored here; called once, by the app."""
    auth.WebAuthn = SealedKey


def passkeys_of(user: User) -> QuerySet[Authenticator]:
    """Return the passkeys of an account, in the order in which they were added."""
    passkeys: QuerySet[Authenticator] = Authenticator.objects.filter(
        user=user, type=Authenticator.Type.WEBAUTHN
    )
    return passkeys.order_by("pk")


def request_options(user: User) -> str:
    """Return, as JSON, what a browser asks the person's device for; the session notes it."""
    options = auth.begin_authentication(user)
    auth.set_state(auth.get_state() | {"at": now().timestamp()})
    return json.dumps(options)


def creation_options(user: User) -> str:
    """Return, as JSON, what a browser asks a device for that is to hold a new passkey."""
    return json.dumps(auth.begin_registration(user, False))


def confirm_passkey(*, request: HttpRequest, user: User, answer: str) -> None:
    """
    Accept what a device of the person's answered to this session, once.

    Raises:
        FactorRequired: it is no answer, another's, too old, or has been used.
        Throttled: too many were tried.
    """
    guess = rate_limit.hit(f"factor of {user.pk}")
    state = auth.get_state() or {}
    if now().timestamp() - state.get("at", 0.0) > FRESH_FOR.total_seconds():
        raise FactorRequired(str(WRONG))
    try:
        with understood():
            authenticator = auth.complete_authentication(user, parsed(answer))
    except ValidationError as error:
        raise FactorRequired(str(WRONG)) from error
    use_once(user.pk, str(state["challenge"]))
    authenticator.record_usage()
    rate_limit.reset(guess)


@contextmanager
def understood() -> Iterator[None]:
    """Refuse in a sentence whatever a browser sends that is not a right passkey."""
    try:
        yield
    except MALFORMED as error:
        raise ValidationError(str(WRONG)) from error


def parsed(answer: str) -> dict[str, Any]:
    """Return what a browser sent as an object; parsed before anything else reads it."""
    with understood():
        found = json.loads(answer)
        if len(answer) > LONGEST or not found or not isinstance(found, dict):
            raise ValueError  # an empty object would pass as nothing to look at
        return found


class Answered(forms.Form):
    """A form with what a device answered; all that is wrong with it is one error."""

    credential = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)

    def clean_credential(self) -> Any:
        """Return the passkey, or at first the object that the browser sent."""
        self.cleaned_data["credential"] = parsed(self.cleaned_data["credential"])
        with understood():
            inherited = getattr(super(), "clean_credential", None)
            return inherited() if inherited else self.cleaned_data["credential"]


class PasskeyStep(Answered, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey after the password."""


class PasskeyStepAgain(Answered, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """The passkey of a person who is signed in."""


class NewPasskey(Answered, AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey and how its person calls it."""

    name = PersianTextField(
        label=gettext_lazy("name of the passkey"),
        max_length=60,
        help_text=gettext_lazy("By it you know the device later, such as: my phone."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})["name"] = ""
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Refuse what does not answer this session, and more passkeys than anybody needs."""
        if passkeys_of(self.user).count() >= MOST:
            raise ValidationError(_("You have many passkeys already: remove one first."))
        data: dict[str, Any] = self.cleaned_data
        if not self.errors:
            with understood():
                data = super().clean() or data
        return data

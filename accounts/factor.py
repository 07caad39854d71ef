"""The second factor: is it fresh, and is this one-time code right?"""

from datetime import timedelta
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import rate_limit
from accounts.models import UsedCode, User
from accounts.sealing import digest_code, factor_of
from core.clock import now
from core.errors import FactorRequired
from core.persian import latin_digits, persian_digits

FRESH_FOR = timedelta(minutes=5)


def plain_code(text: str) -> str:
    """Return a code as it is compared: ASCII digits, without the spaces between them."""
    return "".join(latin_digits(text).replace("\u200c", " ").replace("-", " ").split())


def has_factor(user: User) -> bool:
    """Tell whether the person has an authenticator or a passkey."""
    return bool(Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists())


def note_factors(session: Any, user: User) -> None:
    """Note in a session which second factors its person has."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    session["has_factor"] = bool(kinds - {"recovery_codes"})
    session["has_passkey"] = "webauthn" in kinds


def fresh_factor(request: HttpRequest) -> bool:
    """Tell whether this session gave a second factor within the last five minutes."""
    moments = [request.session.get("factor_at", 0.0)]
    moments += [
        record.get("at", 0.0)
        for record in request.session.get("account_authentication_methods", [])
        if record.get("method") == "mfa"
    ]
    return bool(now().timestamp() - max(moments) <= FRESH_FOR.total_seconds())


def confirm_factor(*, user_id: int, code: str) -> None:
    """
    Accept a one-time code of the person's authenticator, once.

    Raises:
        FactorRequired: the code is no code, wrong, expired, or has been used.
        Throttled: too many codes were tried.
    """
    guess = rate_limit.hit(f"factor of {user_id}")
    authenticator = Authenticator.objects.filter(user_id=user_id, type="totp").first()
    code = plain_code(code)
    if len(code) != app_settings.TOTP_DIGITS or not code.isdecimal():
        text = _("A code of the authenticator has {n} digits. Write the one that it shows now.")
        raise FactorRequired(text.format(n=persian_digits(app_settings.TOTP_DIGITS)))
    with factor_of(user_id):
        is_right = authenticator is not None and TOTP(authenticator).validate_code(code)
    if not is_right:
        raise FactorRequired(_("The one-time code is wrong or too old. Enter the current one."))
    use_once(user_id, code)
    rate_limit.reset(guess)


def use_once(user_id: int, text: str) -> None:
    """
    Note that a code, or the challenge of a passkey, was accepted of an account.

    Raises:
        FactorRequired: it has been used, perhaps in parallel.
    """
    moment = now()
    UsedCode.objects.filter(user_id=user_id, used_at__lt=moment - FRESH_FOR).delete()
    try:
        with transaction.atomic():
            UsedCode.objects.create(
                user_id=user_id, code=digest_code(text, user_id), used_at=moment
            )
    except IntegrityError as error:
        raise FactorRequired(_("This code has been used. Wait for the next one.")) from error

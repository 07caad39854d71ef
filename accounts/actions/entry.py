"""How a person without a password gets in: by a one-time key that another person gave."""

from dataclasses import replace
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import rate_limit
from accounts.acts import RENEW_ENTRY, begin_for_user
from accounts.events import record
from accounts.facts import held_by
from accounts.models import ApiToken, User
from accounts.principal import Principal
from core.clock import day_in_tehran
from core.errors import Invalid
from core.persian import latin_digits

LEAST_REASON = 10
SEALED = 32  # letters of a one-time key after its moment


def give_key(user: User, at: datetime) -> str:
    """
    Return a one-time key to choose a password with; the password and an older key end.

    The row is locked or new. Nobody learns a password by it but the person who chooses one.
    """
    user.set_unusable_password()  # its random part is in the key: the old one ends
    user.key_given_at = at
    user.save(update_fields=["password", "key_given_at", "updated_at"])
    return default_token_generator.make_token(user)


def plain_key(typed: str) -> str:
    """Return a one-time key as it is compared: however its letters were grouped when dictated."""
    letters = "".join(one for one in latin_digits(typed).lower() if one.isascii() and one.isalnum())
    return f"{letters[:-SEALED]}-{letters[-SEALED:]}"


def in_fours(key: str) -> str:
    """Return a one-time key in groups of four, to be read out and dictated."""
    letters = "".join(one for one in key if one.isalnum())
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


@transaction.atomic
def renew_entry(
    *, user_id: int, reason: str, is_factor_lost: bool, actor: Principal, at: datetime
) -> tuple[User, str]:
    """
    Begin the sign-in of another person anew; return him with a one-time key, for this once.

    His password, sessions and own keys to the API end; keys of programs stay. With
    `is_factor_lost` the second factor ends too, and is set up at the next sign-in as by a new
    user. `reason` says how the person's identity was checked. A second call ends the first key.

    Raises:
        NotPermitted: the actor's role may not, or the account is the actor's own person's.
        FactorRequired: the second factor is stale.
        User.DoesNotExist: there is none with this key.
        IllegalMove: the person's access is blocked.
        Invalid: the reason is missing.
    """
    user = begin_for_user(RENEW_ENTRY, user_id, actor, day_in_tehran(at))
    if len(reason.strip()) < LEAST_REASON:
        wrong = _("Write in a sentence how the person's identity was checked.")
        raise Invalid(fields={"reason": [wrong]})
    factors = Authenticator.objects.filter(user=user)
    is_removed = is_factor_lost and bool(factors.delete()[0])
    key = give_key(user, at)
    own = ApiToken.objects.valid_at(at).filter(grant__user=user, client=None)
    record(
        actor=actor,
        verb="user.renewed",
        target=user,
        changes={
            "factor": (None, "removed" if is_removed else "kept"),
            "ended_sessions": (None, _end_sessions(user, at)),
            "revoked_keys": (None, own.update(revoked_at=at, updated_at=at)),
        },
        note=reason.strip(),
        at=at,
    )
    return user, key


def _end_sessions(user: User, at: datetime) -> int:
    """End the sessions of a person; return how many. One not noted yet ends by the password."""
    noted = UserSession.objects.filter(user=user)
    keys = noted.values("session_key")
    running = Session.objects.filter(session_key__in=keys, expire_date__gt=at)
    ended, _tables = running.delete()
    noted.delete()
    return ended


@transaction.atomic
def choose_password(*, username: str, key: str, password: str, at: datetime) -> User:
    """
    Set the password of a person who has none, against the one-time key.

    The answer does not tell what was wrong: the name, the key, or that it was used.

    Raises:
        Invalid: name and key do not belong together, the key is used or too old, or the
            password is weak.
    """
    user = (
        User.objects.select_for_update()
        .filter(username=latin_digits(username).strip().lower(), is_active=True)
        .first()
    )
    if (
        user is None
        or user.has_usable_password()
        or not default_token_generator.check_token(user, plain_key(key))
    ):
        wrong = _(
            "The username or the one-time key is not right, or the key is used or too old. Write"
            " both as they were given, or ask for a new key."
        )
        raise Invalid(wrong)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(fields={"password": error.messages}) from error
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    record(actor=_himself(user, at), verb="user.entered", target=user, at=at)
    return user


@transaction.atomic
def change_own_password(*, user: User, password: str, actor: Principal, at: datetime) -> None:
    """Set the password that a signed-in person has chosen in the place of the present one."""
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    record(actor=actor, verb="user.password_changed", target=user, at=at)


@transaction.atomic
def hash_password_again(*, user: User, password: str, at: datetime) -> None:
    """Store the password with which a person signs in by a hash of the present strength."""
    user.set_password(password)
    user.save(update_fields=["password", "updated_at"])
    record(actor=_himself(user, at), verb="user.rehashed", target=user, at=at)


def _himself(user: User, at: datetime) -> Principal:
    """Return the person as the history names who acts; without a role nobody's role is told."""
    hat = next(iter(held_by(user, at)), None)
    nobody = replace(User.objects.system(), user_id=user.pk, name=user.full_name, via="web")
    return replace(nobody, grant_id=hat.grant_id, role=hat.role) if hat else nobody


def take_guess(username: str, address: str) -> rate_limit.Guess:
    """
    Count one try of a one-time key; return the guess, which the caller notes where it is wrong.

    Raises:
        Throttled: too many were tried.
    """
    name = latin_digits(username).strip().lower()
    return rate_limit.hit_password("first password", name, address)

"""How a person without a password gets in: by a one-time key that another person gave."""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from accounts import rate_limit
from accounts.acts import RENEW_ENTRY, begin_for_user
from accounts.events import record
from accounts.facts import held_by
from accounts.models import ApiToken, User
from accounts.person_roles import holds_power
from accounts.principal import Principal
from accounts.roles import Role
from accounts.second import proposer
from core.clock import day_in_tehran
from core.errors import Invalid
from core.persian import latin_digits

LEAST_REASON = 10
SEALED = 32  # letters of a one-time key after its moment
PART_BYTES = 10  # of the first part of a key that two admins give
DAYS_TO_CONFIRM = 14


def give_key(user: User, at: datetime, part: str = "") -> str:
    """
    Return a one-time key to choose a password with; the password and an older key end.

    The row is locked or new. Nobody learns a password by it but the person who chooses one. With
    `part`, the digest of a first part, it opens nothing without that part.
    """
    user.set_unusable_password()  # its random part is in the key: the old one ends
    user.key_given_at = at
    user.key_part = part
    user.save(update_fields=["password", "key_given_at", "key_part", "updated_at"])
    return default_token_generator.make_token(user)


def digest_of_part(user: User, typed: str) -> str:
    """Return the digest of the first part of a key, however its letters were grouped."""
    letters = "".join(one for one in latin_digits(typed).lower() if one.isascii() and one.isalnum())
    salt = f"first part of a key: {user.public_id}"
    return salted_hmac(salt, letters, algorithm="sha256").hexdigest()


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
    Begin the sign-in of another person anew; return them with a one-time key, for this once.

    Of an account that decides or administrates nothing ends yet: what is returned is the first part
    of the key. Another admin confirms it, and is given the second part; neither part opens anything
    alone, so that no admin signs in under that name.

    His password, sessions and own keys to the API end; keys of programs stay. With
    `is_factor_lost` the second factor ends too, and is set up at the next sign-in as by a new
    user. `reason` says how the person's identity was checked. A second call ends the first key.

    Raises:
        NotPermitted: the actor's role may not, or the account is the actor's own person's.
        FactorRequired: the second factor is stale.
        User.DoesNotExist: there is none with this key.
        IllegalMove: the person's access is blocked, or a proposal waits.
        Invalid: the reason is missing.
    """
    on = day_in_tehran(at)
    user = begin_for_user(RENEW_ENTRY, user_id, actor, on)
    if len(reason.strip()) < LEAST_REASON:
        wrong = _("Write in a sentence how the person's identity was checked.")
        raise Invalid(fields={"reason": [wrong]})
    if actor.role is not Role.SYSTEM and holds_power(user, on):
        return user, _propose_renewal(user, reason.strip(), is_factor_lost, actor, on, at)
    key = write_renewal(user, reason.strip(), actor, at, is_factor_lost=is_factor_lost)
    return user, key


def _propose_renewal(
    user: User, reason: str, is_factor_lost: bool, actor: Principal, on: date, at: datetime
) -> str:
    """Propose to reset a sign-in; return the first part of the key, which is stored nowhere."""
    part = secrets.token_hex(PART_BYTES)
    with translation.override("fa"):
        title = _("Reset of the sign-in of {name}").format(name=user.full_name)
    record(actor=actor, verb="user.renewal_proposed", target=user, note=reason, at=at)
    proposer()(
        act=RENEW_ENTRY.key,
        target=user,
        arguments={
            "reason": reason,
            "is_factor_lost": is_factor_lost,
            "part": digest_of_part(user, part),
        },
        title=title[:240],
        summary=reason,
        expires_on=on + timedelta(days=DAYS_TO_CONFIRM),
        actor=actor,
        on=on,
        at=at,
    )
    return part


def write_renewal(
    user: User,
    reason: str,
    actor: Principal,
    at: datetime,
    *,
    is_factor_lost: bool,
    part: str = "",
) -> str:
    """End the sign-in of a locked account, and return a one-time key."""
    factors = Authenticator.objects.filter(user=user)
    is_removed = is_factor_lost and bool(factors.delete()[0])
    key = give_key(user, at, part)
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
        note=reason,
        at=at,
    )
    return key


def _end_sessions(user: User, at: datetime) -> int:
    """End the sessions of a person; return how many. One not noted yet ends by the password."""
    noted = UserSession.objects.filter(user=user)
    keys = noted.values("session_key")
    running = Session.objects.filter(session_key__in=keys, expire_date__gt=at)
    ended, _tables = running.delete()
    noted.delete()
    return ended


@transaction.atomic
def choose_password(
    *, username: str, key: str, password: str, at: datetime, first_part: str = ""
) -> User:
    """
    Set the password of a person who has none, against the one-time key.

    Where two admins gave the key, `first_part` is what the other one gave.

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
        or not _is_first_part(user, first_part)
    ):
        wrong = _(
            "The username or the one-time key is not right, or the key is used or too old. Write"
            " both as they were given, and its first part where another admin gave you one; or ask"
            " for a new key."
        )
        raise Invalid(wrong)
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(fields={"password": error.messages}) from error
    user.set_password(password)
    user.key_part = ""
    user.save(update_fields=["password", "key_part", "updated_at"])
    record(actor=_himself(user, at), verb="user.entered", target=user, at=at)
    return user


def _is_first_part(user: User, typed: str) -> bool:
    """Tell whether it is the first part of the key; true where one admin gave the whole key."""
    return not user.key_part or constant_time_compare(user.key_part, digest_of_part(user, typed))


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

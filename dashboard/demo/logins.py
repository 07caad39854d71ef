"""Who can sign in to an installation with sample data: random secrets of each installation."""

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sealing import factor_of

# Without letters and digits that are mistaken for each other.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PERIOD = 30


class NotDemo(Exception):
    """The installation has no sample data; a person's password is nobody's business."""


@dataclass(frozen=True)
class Login:
    """One person of the sample data, with what is needed to sign in."""

    username: str
    name: str
    role: str
    password: str
    secret: str

    def code(self, moment: float | None = None) -> str:
        """Return the one-time code of a moment, in seconds since 1970; of now, if None."""
        counter = int(time.time() if moment is None else moment) // PERIOD
        return str(format_hotp_value(hotp_value(self.secret, counter)))


def seconds_left(moment: float | None = None) -> int:
    """Return for how many seconds the current codes stay current."""
    return PERIOD - int(time.time() if moment is None else moment) % PERIOD


def new_password() -> str:
    """Return a password of four groups of four letters and digits (79 random bits)."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


@contextmanager
def light_hashing() -> Iterator[None]:
    """
    Hash the sample's passwords with little memory while they are made.

    They are random, so that a slow hash protects nothing; the first sign-in hashes anew in full.
    """
    hasher = Argon2PasswordHasher
    before = hasher.time_cost, hasher.memory_cost
    hasher.time_cost, hasher.memory_cost = 1, 1024
    try:
        yield
    finally:
        hasher.time_cost, hasher.memory_cost = before


def enrol(user: User) -> str:
    """Give a person an authenticator, as if it had been set up; return its secret."""
    secret = str(generate_totp_secret())
    with factor_of(user.pk):
        TOTP.activate(user, secret)
    return secret


def refuse_outside_demo() -> None:
    """
    Refuse to work in an installation with real people.

    Raises:
        NotDemo: the settings are not those of a demonstration.
    """
    if not settings.DEMO:
        raise NotDemo(_("This installation is not a demonstration: it has no sample logins."))


def _path() -> Path:
    return Path(settings.DEMO_LOGINS_FILE)


def save(logins: Iterable[Login]) -> Path:
    """Write the logins to a file that only its owner may read; return its path."""
    refuse_outside_demo()
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump([asdict(login) for login in logins], file, ensure_ascii=False, indent=1)
    partial.replace(path)
    return path


def load() -> list[Login]:
    """
    Return the logins of this installation, in the order in which they were made.

    Raises:
        NotDemo: this is not a demonstration, or no sample data were loaded.
    """
    refuse_outside_demo()
    path = _path()
    if not path.exists():
        raise NotDemo(_("There are no sample logins here. Load the sample data first."))
    return [Login(**row) for row in json.loads(path.read_text(encoding="utf-8"))]

"""
Secrets of sign-in and keys to the API belong to one account: copied to another they open nothing.

Who writes SQL as the web process can copy rows and columns, but knows no key
(docs/adr/0068-bound-secrets.md, docs/adr/0077-credentials-at-rest.md).
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from cryptography.exceptions import InvalidTag

from core.crypto import decrypt, encrypt, keyed_digest

UNUSABLE = "!"  # the hash that no password fits
_owner: ContextVar[int | None] = ContextVar("owner of the second factor", default=None)


@contextmanager
def factor_of(user_id: int) -> Iterator[None]:
    """Let the secrets of second factors inside be those of an account."""
    before = _owner.set(user_id)
    try:
        yield
    finally:
        _owner.reset(before)


def factor_owner() -> int | None:
    """Return whose second factor is read or written; None outside of `factor_of`."""
    return _owner.get()


def _opened(stored: str, owner: str) -> str | None:
    """Return what was stored for an owner; None where it was stored for another or altered."""
    try:
        return decrypt(stored, owner)
    except (InvalidTag, ValueError):
        return None


def seal_factor(secret: str, user_id: int) -> str:
    """Return the secret of a second factor as it is stored for an account."""
    return encrypt(secret, f"factor of {user_id}")


def open_factor(stored: str, user_id: int) -> str:
    """
    Return the secret of an account's second factor.

    Of a text that was not stored for this account it is a random one, of which no code is right.
    """
    found = _opened(stored, f"factor of {user_id}")
    return base64.b32encode(os.urandom(20)).decode() if found is None else found


def seal_passkey(credential: str, user_id: int) -> str:
    """Return the credential of a passkey as it is stored for an account."""
    return encrypt(credential, f"passkey of {user_id}")


def open_passkey(stored: str, user_id: int) -> str:
    """Return the credential of an account's passkey; empty where it was stored for another."""
    return _opened(stored, f"passkey of {user_id}") or ""


def seal_hash(password_hash: str, account: str) -> str:
    """Return the hash of a password as it is stored for an account; `account` is its public id."""
    return encrypt(password_hash, f"password of {account}")


def open_hash(stored: str, account: str) -> str:
    """Return the hash of an account's password; one that fits nothing where it is another's."""
    found = _opened(stored, f"password of {account}")
    return UNUSABLE if found is None else found


def digest_of(secret: str) -> str:
    """Return the keyed digest by which a key to the API is found."""
    return keyed_digest(hashlib.sha256(secret.encode()).hexdigest(), "key to the API")


def seal_of(digest: str, account: str) -> str:
    """Return what binds a key's digest to its account; `account` is its public id."""
    return keyed_digest(f"{digest} {account}", "account of a key")


def is_sealed_for(account: str, *, digest: str, seal: str) -> bool:
    """Tell whether a key's digest was stored for this account."""
    return hmac.compare_digest(seal, seal_of(digest, account))


def stored_key(secret: str, account: str) -> dict[str, str]:
    """Return the columns that are stored of an account's key to the API."""
    digest = digest_of(secret)
    return {"prefix": secret[:10], "digest": digest, "seal": seal_of(digest, account)}


def digest_code(code: str, user_id: int) -> str:
    """Return what is stored of a one-time code that an account has used."""
    return keyed_digest(f"{user_id} {code}", "used code")

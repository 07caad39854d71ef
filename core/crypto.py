"""Encryption of single columns, a keyed blind index for search, and opaque ids of numbers."""

import base64
import hashlib
import hmac
import os
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = "k1"
_NUMBER = 64  # bits of a number in an opaque id, below the bits by which it is known again
_PROOF = 58


def _key(purpose: str) -> bytes:
    return hmac.new(base64.b64decode(settings.FIELD_KEY), purpose.encode(), hashlib.sha256).digest()


def encrypt(text: str, owner: str = "") -> str:
    """
    Return `k1:` and base64 of nonce and ciphertext; two calls give two texts.

    What is encrypted for an owner, such as an account, is decrypted for the same one alone: copied
    to a row of another it is an altered text.
    """
    nonce = os.urandom(12)
    sealed = AESGCM(_key("column")).encrypt(nonce, text.encode(), _bound(KEY_ID, owner))
    return f"{KEY_ID}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str, owner: str = "") -> str:
    """
    Return the text that `encrypt` sealed for the same owner.

    Raises:
        ValueError: the key id is unknown.
        cryptography.exceptions.InvalidTag: the text was altered, or the key or owner is another.
    """
    key_id, _, body = stored.partition(":")
    if key_id != KEY_ID:
        raise ValueError("unknown key id")
    raw = base64.b64decode(body)
    return AESGCM(_key("column")).decrypt(raw[:12], raw[12:], _bound(key_id, owner)).decode()


def _bound(key_id: str, owner: str) -> bytes:
    """Return the data that a ciphertext is bound to."""
    return (f"{key_id}:{owner}" if owner else key_id).encode()


def blind_index(text: str) -> str:
    """Return a keyed digest (64 hex digits) by which an encrypted column is searched exactly."""
    return keyed_digest(text, "index")


def keyed_digest(text: str, purpose: str) -> str:
    """Return 64 hex digits that stand for a text; who does not know the key computes none."""
    return hmac.new(_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def opaque_id(number: int, purpose: str) -> UUID:
    """
    Return a UUID (version 8 of RFC 9562) that stands for a row's number and tells nothing of it.

    The same number has the same id for ever; `number` is from 0 to 2**63 - 1.
    """
    proof = _digest(purpose, "proof", number) % (1 << _PROOF)
    bits = proof << _NUMBER | (number ^ _digest(purpose, "mask", proof) % (1 << _NUMBER))
    high, middle, low = bits >> 74, bits >> 62 & 0xFFF, bits & ((1 << 62) - 1)
    return UUID(int=high << 80 | 8 << 76 | middle << 64 | 2 << 62 | low)


def number_of(public_id: UUID, purpose: str) -> int | None:
    """Return the number that an opaque id stands for; None when it was never given out."""
    whole = public_id.int
    bits = (whole >> 80) << 74 | (whole >> 64 & 0xFFF) << 62 | whole & ((1 << 62) - 1)
    proof = bits >> _NUMBER
    number = bits % (1 << _NUMBER) ^ _digest(purpose, "mask", proof) % (1 << _NUMBER)
    is_known = number < 1 << 63 and opaque_id(number, purpose) == public_id
    return number if is_known else None


def _digest(purpose: str, step: str, number: int) -> int:
    body = f"{step}:{number}".encode()
    return int.from_bytes(hmac.new(_key(purpose), body, hashlib.sha256).digest())

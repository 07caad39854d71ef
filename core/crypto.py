"""Encryption of single columns: AES-256-GCM with a key id, and a keyed blind index for search."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_ID = "k1"


def _key(purpose: str) -> bytes:
    return hmac.new(base64.b64decode(settings.FIELD_KEY), purpose.encode(), hashlib.sha256).digest()


def encrypt(text: str) -> str:
    """Return `k1:` and base64 of nonce and ciphertext; two calls give two texts."""
    nonce = os.urandom(12)
    sealed = AESGCM(_key("column")).encrypt(nonce, text.encode(), KEY_ID.encode())
    return f"{KEY_ID}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """
    Return the text that `encrypt` sealed.

    Raises:
        ValueError: the key id is unknown.
        cryptography.exceptions.InvalidTag: the text was altered or the key is another.
    """
    key_id, _, body = stored.partition(":")
    if key_id != KEY_ID:
        raise ValueError("unknown key id")
    raw = base64.b64decode(body)
    return AESGCM(_key("column")).decrypt(raw[:12], raw[12:], key_id.encode()).decode()


def blind_index(text: str) -> str:
    """Return a keyed digest (64 hex digits) by which an encrypted column is searched exactly."""
    return hmac.new(_key("index"), text.encode(), hashlib.sha256).hexdigest()

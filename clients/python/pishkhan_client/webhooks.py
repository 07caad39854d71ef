"""The calls of webhooks: whether one is ours (Standard Webhooks)."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

TOLERANCE = 300.0  # seconds between the call's moment and our clock


class NotVerified(Exception):
    """The call was not signed with the secret, or it is too old."""


def verified(
    secret: str, headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> dict[str, Any]:
    """
    Return what a call tells, with its key as `key`; keep the keys, and count each of them once.

    Raises:
        NotVerified: it was not signed with the secret, or is older than five minutes.
    """
    kept = {name.lower(): value for name, value in headers.items()}
    key, moment = kept.get("webhook-id", ""), kept.get("webhook-timestamp", "")
    if not (moment.isascii() and moment.isdigit()):
        raise NotVerified
    if abs((time.time() if now is None else now) - int(moment)) > TOLERANCE:
        raise NotVerified
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(raw, f"{key}.{moment}.".encode() + body, hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(made).decode()}"
    given = kept.get("webhook-signature", "").split(" ")
    if not any(hmac.compare_digest(expected, one) for one in given):
        raise NotVerified
    return {**json.loads(body), "key": key}

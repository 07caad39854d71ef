"""The chain itself: canonical JSON and HMAC-SHA-256; pure, so that a verifier can repeat it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

COLUMNS = (
    "stream", "sequence", "at", "actor_id", "actor_name", "actor_role", "grant_id", "via",
    "client", "verb", "target_type", "target_id", "target_label", "changes", "note",
    "request_id", "previous",
)  # fmt: skip


def canonical(values: Mapping[str, Any]) -> bytes:
    """Return the one JSON text of an event: sorted keys, no spaces, UTC moments, UTF-8."""
    plain = {name: values[name] for name in COLUMNS}
    at: datetime = plain["at"]
    plain["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal(values: Mapping[str, Any], key: str) -> str:
    """Return HMAC-SHA-256 (64 hex digits) of the event under a base64 key."""
    return hmac.new(base64.b64decode(key), canonical(values), hashlib.sha256).hexdigest()

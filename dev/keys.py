"""The secrets of one installation: made once, kept in `var/secrets.json`, readable by its owner."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from dev.servers import new_password


def key() -> str:
    """Return 32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": key,
    "FIELD_KEY": key,
    "AUDIT_KEY": key,
    "admin": new_password,
    "owner": new_password,
    "runtime": new_password,
    "readonly": new_password,
    "broker": new_password,
}


def load(var: Path) -> dict[str, str]:
    """Return all secrets; what is missing is made and kept."""
    path = var / "secrets.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = {name: make() for name, make in MAKERS.items() if name not in known}
    if missing:
        known |= missing
        fresh = path.with_suffix(".tmp")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(known, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    return known

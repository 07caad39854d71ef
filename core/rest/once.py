"""
An act that is sent twice happens once: Idempotency-Key (design: API, SECURITY 4).

The table of keys lies one floor above; `accounts` hands its store over when it is ready.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.request import Request

from core.errors import KeyNeeded
from core.writes import Part

LONGEST = 255
# Refusals after which the same request may well succeed, or that depend on the caller's rights.
NOT_KEPT = frozenset({401, 403, 404, 412, 413, 415, 428, 429})
PASSING = frozenset({"busy", "in-progress"})


@dataclass(frozen=True)
class Kept:
    """The first answer; without a body when that held a secret."""

    status: int
    body: bytes | None


class Store(Protocol):
    """Where the answers lie, for a day; `begin` returns the row's key, or the first answer."""

    def begin(self, *, actor: Any, key: str, digest: str, at: datetime) -> int | Kept:
        """Take the key for this transaction, waiting for another one that has it."""

    def keep(self, row: int, kept: Kept) -> None:
        """Keep the answer beside the effect."""

    def keeping(self, row: int, told: Callable[[], Kept]) -> Part:
        """Return what keeps the answer, to be written with the effect; it is told by then."""

    def forget(self, row: int) -> None:
        """Give the key back: nothing was done."""


_stores: list[Store] = []


def use_store(store: Store) -> None:
    """Take the store; called once, by `accounts`."""
    _stores[:] = [store]


def store() -> Store:
    """Return the store; without one nothing can be sent."""
    (kept,) = _stores
    return kept


_ways: list[Callable[[str], str]] = []


def follow_by(address: Callable[[str], str]) -> None:
    """Take the way from a job's public id to where it is followed; called once, by `lists`."""
    _ways[:] = [address]


def followed_at(public_id: str) -> str:
    """Return where a job is followed that an answer of 202 tells of, be it the first or not."""
    (address,) = _ways
    return address(public_id)


def key_of(request: Request, *, is_required: bool) -> str:
    """
    Return the request's Idempotency-Key, or an empty string.

    Raises:
        KeyNeeded: it is missing where it is required, or cannot be a key.
    """
    key = request.headers.get("Idempotency-Key", "").strip().removeprefix('"').removesuffix('"')
    if not key and not is_required and "Idempotency-Key" not in request.headers:
        return ""
    if not 1 <= len(key) <= LONGEST or not all("!" <= letter <= "~" for letter in key):
        raise KeyNeeded
    return key


def digest_of(request: Request) -> str:
    """Return a digest of method, address and body, the same for the same request sent again."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    body: Any = request.data
    if not isinstance(body, QueryDict):
        found.update(msgspec.json.encode(body, order="deterministic"))
        return found.hexdigest()
    for name, values in sorted(body.lists()):
        for value in values:
            found.update(f"\n{name}:".encode())
            _update(found, value)
    return found.hexdigest()


def ids_of(body: Any) -> Iterator[str]:
    """Yield the ids of the records that an answer tells about."""
    if isinstance(body, dict):
        if isinstance(body.get("id"), str):
            yield body["id"]
        for item in body.get("items", ()):
            yield from ids_of(item)


def _update(found: Any, value: Any) -> None:
    if not isinstance(value, UploadedFile):
        found.update(str(value).encode())
        return
    for chunk in value.chunks():
        found.update(chunk)
    value.seek(0)

"""Keeping a file that was taken, and reading it back: original and clean copy beside its row."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from core.papers.taking import Taken


@dataclass(frozen=True)
class ReadBack:
    """A kept file as it leaves the house; `is_whole` tells whether it is what was sealed."""

    content: bytes
    is_whole: bool


def keep(row: Any, taken: Taken, at: datetime) -> None:
    """Store original and clean copy, and write the row with their seal, once."""
    row.scan_name = taken.name
    row.scan_type = taken.paper.media_type
    row.scan_size = len(taken.data)
    row.scan_sha256 = taken.sha256
    row.scan_checked_by = taken.checked_by
    place = f"{at:%Y/%m}/{row.public_id}.{taken.paper.kind}"
    row.scan.save(place, ContentFile(taken.data), save=False)
    row.scan_copy.save(place, ContentFile(taken.paper.copy), save=False)
    row.save(force_insert=True)


def read_back(row: Any, *, as_copy: bool) -> ReadBack:
    """Read the original, or its clean copy; neither leaves if the original is not as sealed."""
    try:
        original = _bytes(row.scan)
    except OSError:
        original = b""
    if hashlib.sha256(original).hexdigest() != row.scan_sha256:
        return ReadBack(b"", False)
    return ReadBack(_bytes(row.scan_copy) if as_copy else original, True)


def _bytes(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        return bytes(file.read())

"""Keeping a file that was taken, and reading it back: original and clean copy beside its row."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.files import File
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.papers.taking import Taken, take
from core.texts import need_length

LEAST_REASON = 10
LONGEST_REASON = 400
Row = TypeVar("Row")


@dataclass(frozen=True)
class Opened(Generic[Row]):
    """A kept file as it leaves the house; `is_whole` tells whether it is what was sealed."""

    row: Row
    content: bytes
    is_whole: bool


def keep(row: Any, taken: Taken, at: datetime) -> None:
    """Store original and clean copy, and write the row with their seal, once."""
    store(row, taken, at)
    row.save(force_insert=True)


def store(row: Any, taken: Taken, at: datetime) -> None:
    """Store original and clean copy, and set their seal on the row, which the caller writes."""
    row.scan_name = taken.name
    row.scan_type = taken.paper.media_type
    row.scan_size = len(taken.data)
    row.scan_sha256 = taken.sha256
    row.scan_checked_by = taken.checked_by
    place = f"{at:%Y/%m}/{row.public_id}.{taken.paper.kind}"
    row.scan.save(place, ContentFile(taken.data), save=False)
    row.scan_copy.save(place, ContentFile(taken.paper.copy), save=False)


def keep_version(row: Any, last: Any, file: "File[bytes]", at: datetime) -> dict[str, Any]:
    """
    Keep a `core.models.KeptScan` as the next version after `last`; return what that changes.

    The row has its paper, its keeper and its reason; a first version needs no reason.

    Raises:
        Invalid: the file is refused or kept already, or the reason for another one is missing.
    """
    row.reason = need_length(row.reason.strip(), "reason", LONGEST_REASON) if last else ""
    if last and len(row.reason) < LEAST_REASON:
        told = _("A scan is kept already. Write in a sentence why this one takes its place.")
        raise Invalid(fields={"reason": [told]})
    taken = take(file)
    if last and last.scan_sha256 == taken.sha256:
        raise Invalid(fields={"file": [_("This very file is kept already.")]})
    row.number = last.number + 1 if last else 1
    keep(row, taken, at)
    return {
        "scan": (last.scan_name if last else None, row.scan_name),
        "scan_sha256": (last.scan_sha256 if last else None, row.scan_sha256),
    }


def wrong_in_version(last: Any, file: "File[bytes] | None") -> dict[str, list[str]]:
    """Return that a file is the kept one, under its field `file`."""
    if last is None or not file or last.scan_sha256 != sha256_of(file):
        return {}
    return {"file": [_("This very file is kept already.")]}


def sha256_of(file: "File[bytes]") -> str:
    """Return the SHA-256 of a file, which stands at its beginning again."""
    seal = hashlib.sha256()
    for chunk in file.chunks():
        seal.update(chunk)
    file.seek(0)
    return seal.hexdigest()


def read_back(row: Row) -> Opened[Row]:
    """Read the rebuilt copy; it does not leave if the original is not as sealed."""
    kept: Any = row
    try:
        original = _bytes(kept.scan)
    except OSError:
        original = b""
    if hashlib.sha256(original).hexdigest() != kept.scan_sha256:
        return Opened(row, b"", False)
    return Opened(row, _bytes(kept.scan_copy), True)


def _bytes(stored: FieldFile) -> bytes:
    with stored.open("rb") as file:
        return bytes(file.read())

"""Are the stored files of evidence and of documents what was sealed?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core.files.storage import Storage, default_storage

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.models import ContractScan, EndingProof
from notices.models import Dispatch, LetterFile
from offices.facts.imports import opened
from offices.models import LicenceScan, OfficeLetter, RegisterImport
from violations.models import Evidence

FOLDERS = (
    "evidence/original", "evidence/copy", "documents/original", "documents/copy",
    "scans/original", "scans/copy", "refusals/original", "refusals/copy",
)  # fmt: skip
# Models of the floors above with the columns `scan`, `scan_copy` and `scan_sha256`.
SEALED: set[type[Any]] = set()


STRAY = "no row knows this file"


@dataclass(frozen=True)
class BrokenSeal:
    """A file that is missing, altered, or known to no row."""

    name: str
    reason: str


def digest_of(storage: Storage, name: str) -> str:
    """Return the SHA-256 of a stored file, or an empty string when it is not there."""
    digest = hashlib.sha256()
    try:
        with storage.open(name, "rb") as file:
            for piece in file.chunks(1024 * 1024):
                digest.update(piece)
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def broken_seals() -> Iterator[BrokenSeal]:
    """Yield every original that is missing or altered, missing copies, and files of no row."""
    for original, copy, sha256 in _rows():
        found = digest_of(default_storage, original)
        if not found:
            yield BrokenSeal(original, "the file is missing")
        elif found != sha256:
            yield BrokenSeal(original, "the file was altered")
        if copy and not default_storage.exists(copy):
            yield BrokenSeal(copy, "the copy is missing")
    yield from _broken_lists()
    yield from _broken_columns()
    yield from stray_files()


def _broken_lists() -> Iterator[BrokenSeal]:
    """Yield the lists of renewed licences, the papers of renewals, that are missing or altered."""
    lists = RegisterImport.objects.filter(content="renewals").order_by("pk")
    for name, sha256 in lists.values_list("file", "sha256").iterator(chunk_size=1000):
        try:
            with default_storage.open(name, "rb") as file:
                found = hashlib.sha256(opened(file.read())).hexdigest()
        except FileNotFoundError:
            yield BrokenSeal(name, "the file is missing")
            continue
        except (InvalidTag, ValueError):
            found = ""
        if found != sha256:
            yield BrokenSeal(name, "the file was altered")


def _broken_columns() -> Iterator[BrokenSeal]:
    """Yield the letters and receipts of letters that the database keeps and somebody altered."""
    files = LetterFile.objects.order_by("pk").values_list("letter__number", "content", "sha256")
    scans = Dispatch.objects.filter(scan__isnull=False).order_by("pk")
    for rows in (files, scans.values_list("letter__number", "scan", "scan_sha256")):
        for number, content, sha256 in rows.iterator(chunk_size=50):
            if hashlib.sha256(content or b"").hexdigest() != sha256:
                yield BrokenSeal(number, "the file was altered")


def _rows() -> Iterator[tuple[str, str, str]]:
    """Yield original, copy and SHA-256 of every sealed file: evidence, and scans of documents."""
    evidence = Evidence.objects.order_by("pk").values_list("original", "copy", "sha256")
    names = ("scan", "scan_copy", "scan_sha256")
    proofs = EndingProof.objects.exclude(scan_sha256="").order_by("pk").values_list(*names)
    papers = [
        model.objects.order_by("pk").values_list(*names)
        for model in (ContractScan, LicenceScan, OfficeLetter)
    ]
    sealed = sorted(SEALED, key=lambda model: str(model._meta.label))
    papers += [model.objects.order_by("pk").values_list(*names) for model in sealed]
    for rows in (evidence, proofs, *papers):
        yield from rows.iterator(chunk_size=1000)


def stray_files() -> Iterator[BrokenSeal]:
    """Yield the stored files of no row."""
    known: set[str] = set()
    for original, copy, _sha256 in _rows():
        known |= {original, copy}
    for folder in FOLDERS:
        for name in files_under(folder):
            if name not in known:
                yield BrokenSeal(name, STRAY)


def files_under(folder: str) -> Iterator[str]:
    """Yield the names of all files under a folder of the storage."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from files_under(f"{folder}/{name}")


def may_open_original(actor: Principal) -> bool:
    """Tell whether the actor may ask for sealed originals; an office gets copies only."""
    return may(actor, Permission.EVIDENCE_READ) and actor.role is not Role.OPERATOR

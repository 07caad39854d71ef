"""
Files in one ZIP that anybody can check: stored plainly, in order, with a manifest and its seal.

The same files make the same bytes: nothing is compressed, no moment and no machine is named.
"""

import base64
import hashlib
import hmac
import json
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

MANIFEST, SEAL = "manifest.json", "manifest.seal"
FORMAT = "pishkhan-dossier/1"
_CONTEXT = b"pishkhan dossier manifest\0"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_PIECE = 1024 * 1024
# What the library raises on bytes that are no ZIP of ours: damaged, encrypted, of another kind.
_UNREADABLE = (
    zipfile.BadZipFile, zlib.error, struct.error, KeyError, ValueError, TypeError, EOFError,
    OSError, RuntimeError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Broken:
    """What is wrong with a bundle: `reason` is format, missing, extra, altered, bytes or seal."""

    name: str
    reason: str


class Bundle:
    """A ZIP that grows file by file; `close` writes its manifest and seals it."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED)
        self.files: list[dict[str, Any]] = []

    def add(self, name: str, content: bytes) -> None:
        """Put a file in."""
        _write(self._zip, name, content)
        digest = hashlib.sha256(content).hexdigest()
        self.files.append({"name": name, "size": len(content), "sha256": digest})

    def close(self, about: Mapping[str, Any], key: str) -> None:
        """Write the manifest with what it is about, and its HMAC-SHA-256 under a base64 key."""
        manifest = as_json({"format": FORMAT, **about, "files": self.files})
        _write(self._zip, MANIFEST, manifest)
        _write(self._zip, SEAL, seal_of(manifest, key).encode())
        self._zip.close()


def as_json(value: Any) -> bytes:
    """Return the one JSON text of a value: sorted keys, UTF-8, a line an entry."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, indent=1, default=_plain)
    return text.encode() + b"\n"


def _plain(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value)


def seal_of(manifest: bytes, key: str) -> str:
    """Return the seal of a manifest under a base64 key, 64 hex digits."""
    return hmac.new(base64.b64decode(key), _CONTEXT + manifest, hashlib.sha256).hexdigest()


def _write(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.create_system, entry.external_attr = 3, 0o100644 << 16
    target.writestr(entry, content)


def about_bundle(source: IO[bytes]) -> dict[str, Any]:
    """
    Return the manifest of a bundle.

    Raises:
        ValueError: it is no bundle.
    """
    try:
        with zipfile.ZipFile(source) as opened:
            manifest = json.loads(opened.read(MANIFEST))
    except _UNREADABLE as error:
        raise ValueError("no dossier") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ValueError("no dossier")
    return manifest


def broken_in(source: IO[bytes], key: str = "") -> list[Broken]:
    """
    Return what is wrong with a bundle; nothing for one that is as it was made.

    Each file is compared with the manifest, and the whole with what the same files make again, so
    that no byte can differ. With the key of the house that made it the seal is compared too.
    """
    try:
        listed = about_bundle(source)["files"]
        wanted = {str(row["name"]): row for row in listed}
        with zipfile.ZipFile(source) as opened:
            return [*_files(opened, wanted), *_whole(source, opened), *_sealed(opened, key)]
    except _UNREADABLE:
        return [Broken("", "format")]


def _files(opened: zipfile.ZipFile, wanted: Mapping[str, Mapping[str, Any]]) -> list[Broken]:
    names = opened.namelist()
    found = [Broken(name, "missing") for name in wanted if name not in names]
    extra = set(names) - set(wanted) - {MANIFEST, SEAL}
    found += [Broken(name, "extra") for name in sorted(extra)]
    for name in wanted:
        if name not in names:
            continue
        try:
            digest = hashlib.sha256(opened.read(name)).hexdigest()
        except zipfile.BadZipFile:
            digest = ""
        if digest != wanted[name]["sha256"]:
            found.append(Broken(name, "altered"))
    return found


def _whole(source: IO[bytes], opened: zipfile.ZipFile) -> list[Broken]:
    """Make the ZIP again from what is in it, and compare every byte."""
    with tempfile.TemporaryFile() as again:
        with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as made:
            for name in opened.namelist():
                try:
                    _write(made, name, opened.read(name))
                except zipfile.BadZipFile:
                    return [Broken("", "bytes")]
        again.seek(0)
        source.seek(0)
        while True:
            one, other = again.read(_PIECE), source.read(_PIECE)
            if one != other:
                return [Broken("", "bytes")]
            if not one:
                return []


def _sealed(opened: zipfile.ZipFile, key: str) -> list[Broken]:
    if SEAL not in opened.namelist():
        return [Broken(SEAL, "missing")]
    if not key:
        return []
    kept = opened.read(SEAL).decode("ascii", "replace")
    is_ours = hmac.compare_digest(kept, seal_of(opened.read(MANIFEST), key))
    return [] if is_ours else [Broken(SEAL, "seal")]

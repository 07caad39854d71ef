"""Looking at a file before anybody unpacks it: what it is, and whether it is a trap."""

import io
import struct
import zipfile

MOST_ENTRIES = 200
MOST_UNPACKED = 50 * 1024 * 1024
MOST_RATIO = 100

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_EXTENSIONS = {
    "xlsx": {"xlsx"},
    "xls": {"xls"},
    "ods": {"ods"},
    "text": {"csv", "txt", "tsv"},
}
# What the pieces of an archive are called when they are more than numbers and text.
_MACROS = ("vbaproject", "macrosheets/", "basic/", "scripts/", "vbadata")
_EMBEDDED = ("embeddings/", "activex/", "oleobject", "ctrlprops/", "object 1/", "customui/")
_LINKS = ("externallinks/", "querytables/", "connections.xml", "webextensions/")


class Trap(Exception):
    """The file is refused; the argument is the code of the reason."""


def kind_of(data: bytes, file_name: str) -> str:
    """
    Return xlsx, xls, ods or text, found in the bytes; the extension must say the same.

    Raises:
        Trap: another kind of file, a lie in the name, or an archive that is not safe to open.
    """
    extension = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    if extension in {"xlsm", "xlsb", "xltm", "xlam"}:
        raise Trap("macros" if extension != "xlsb" else "wrong-type")
    kind = _by_bytes(data)
    if extension not in _EXTENSIONS[kind]:
        raise Trap("name-lies" if extension in set().union(*_EXTENSIONS.values()) else "wrong-type")
    return kind


def _by_bytes(data: bytes) -> str:
    if not data.strip():
        raise Trap("empty")
    if data.startswith(_OLE):
        return _old_office(data)
    if data.startswith(b"PK"):
        return _archive(data)
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta", b"<head")):
        raise Trap("html")
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf",
                        b"\x1f\x8b", b"{\\rtf", b"MZ", b"\x7fELF")):  # fmt: skip
        raise Trap("wrong-type")
    if b"\x00" in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise Trap("wrong-type")
    return "text"


def _old_office(data: bytes) -> str:
    def has(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise Trap("encrypted")
    if has("_VBA_PROJECT"):
        raise Trap("macros")
    if not (has("Workbook") or has("Book")):
        raise Trap("wrong-type")
    return "xls"


def _archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _refuse_bomb(entries)
            _refuse_overlap(data, entries)
            names = [entry.filename.lower() for entry in entries]
            _refuse_content(names)
            if "xl/workbook.xml" in names:
                _refuse_macro_type(archive)
                return "xlsx"
            if "mimetype" in names and archive.read("mimetype").strip() == _ODS:
                return "ods"
    except (zipfile.BadZipFile, struct.error, NotImplementedError, RuntimeError, KeyError,
            EOFError, OSError, ValueError) as error:  # fmt: skip
        raise Trap("broken") from error
    raise Trap("wrong-type")


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Trap("bomb")
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Trap("bomb")
    seen = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in name:
            raise Trap("traversal")
        if entry.filename.lower() in seen:
            raise Trap("duplicate-entry")
        seen.add(entry.filename.lower())
        if entry.flag_bits & 0x1:
            raise Trap("encrypted")
        if (entry.external_attr >> 16) & 0o170000 == 0o120000:
            raise Trap("traversal")
        if entry.file_size > 1024 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
            raise Trap("bomb")


def _refuse_overlap(data: bytes, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes: the trick of the small archives without end."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Trap("bomb")
        header = data[entry.header_offset : entry.header_offset + 30]
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            raise Trap("broken")
        name_length, extra_length = struct.unpack("<HH", header[26:30])
        end = entry.header_offset + 30 + name_length + extra_length + entry.compress_size


def _refuse_content(names: list[str]) -> None:
    for name in names:
        if any(part in name for part in _MACROS):
            raise Trap("macros")
        if any(part in name for part in _EMBEDDED):
            raise Trap("embedded")
        if any(part in name for part in _LINKS):
            raise Trap("links")


def _refuse_macro_type(archive: zipfile.ZipFile) -> None:
    types = archive.read("[Content_Types].xml")
    if b"macroEnabled" in types or b"vnd.ms-excel.sheet.binary" in types:
        raise Trap("macros")
    if b"<!DOCTYPE" in types or b"<!ENTITY" in types:
        raise Trap("broken")

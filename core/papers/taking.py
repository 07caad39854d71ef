"""Taking a file in: its size and name, what it is, its seal, and what the scanner says."""

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from core.errors import Invalid
from core.papers.reading import Paper, PaperRefused, read_paper
from core.papers.scanning import refuse_unclean
from core.persian import display_safe, persian_digits


@dataclass(frozen=True)
class Taken:
    """A file that was taken: its shown name, the original with its SHA-256, and what it is."""

    name: str
    data: bytes
    sha256: str
    paper: Paper
    checked_by: str


def clean_name(raw: str) -> str:
    """Return a file name that can be shown: no path, no control or direction characters."""
    name = display_safe(PurePosixPath(raw.replace("\\", "/")).name).replace("\n", " ")
    stem, dot, extension = name.rpartition(".")
    return f"{(stem or 'file')[:120]}.{extension[:10]}" if dot else (name or "file")[:120]


def refuse_size(name: str, size: int, field: str = "file") -> None:
    """
    Refuse a file that is larger than the setting allows.

    Raises:
        Invalid: it is; the text under `field` says how large it is and may be.
    """
    most = settings.EVIDENCE_MAX_BYTES
    if size > most:
        text = _("{name} has {size} megabytes; at most {most}. Make it shorter or compress it.")
        told = text.format(name=name, size=_megabytes(size), most=_megabytes(most))
        raise Invalid(fields={field: [told]})


def take(file: "File[bytes]", field: str = "file") -> Taken:
    """
    Decode a JPEG, PNG or PDF in a limited process, then ask the scanner; an error means no.

    Raises:
        Invalid: the file is refused; the text under `field` says why and what helps.
    """
    name = clean_name(file.name or "")
    refuse_size(name, file.size or 0, field)
    data = file.read()
    try:
        paper = read_paper(data, name)
    except PaperRefused as error:
        raise Invalid(fields={field: [error.message]}) from error
    scanner_name = refuse_unclean(data, name, field)
    return Taken(name, data, hashlib.sha256(data).hexdigest(), paper, scanner_name[:40])


def _megabytes(size: int) -> str:
    return persian_digits(f"{max(1, round(size / 1024 / 1024))}")

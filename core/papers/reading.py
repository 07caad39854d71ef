"""From the bytes of a picture or PDF to a clean copy, made by a limited process."""

import re
from pathlib import Path

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import sandbox
from core.errors import DomainError

DECODER = Path(__file__).with_name("decoder.py")
MOST_MEGAPIXELS = 40

# What a file may be called, by what it is.
EXTENSIONS = {"jpeg": {"jpg", "jpeg", "jpe", "jfif"}, "png": {"png"}, "pdf": {"pdf"}}
MEDIA_TYPES = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
_SIGNATURES = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
_EXTENSION = re.compile(r"\.([A-Za-z0-9]{1,8})$")

REASONS: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "wrong-type": _("Only JPEG, PNG and PDF files are taken. Save the file as one of these."),
    "name-lies": _(
        "The file's name says one kind and its content is another. Save it again under its true"
        " kind."
    ),
    "broken": _("The file is damaged and cannot be opened. Scan or save it again."),
    "too-many-pixels": _("The picture has more than 40 megapixels. Make it smaller."),
    "animated": _("The picture moves. Save one still picture."),
    "encrypted": _("The PDF is protected by a password. Remove the password and bring it again."),
    "active": _(
        "The PDF carries scripts or starts other programs. Print it to a new PDF and bring that."
    ),
    "ambiguous": _(
        "Programs read this PDF differently: parts of it are damaged or hidden. Print it to a new"
        " PDF and bring that."
    ),
    "attached": _("Other files are attached in the PDF. Bring each as a file of its own."),
    "form": _("The PDF is a live form. Print it to a new PDF and bring that."),
    "too-many-pages": _("The PDF has more than 300 pages. Bring the pages that matter."),
    "no-pages": _("The PDF has no pages."),
    "hidden": _("Another file is hidden inside this one. Save it again as a plain file."),
    "too-large": _("The file needs too much memory or time to be opened. Make it smaller."),
}


class PaperRefused(DomainError):
    """The file is not taken; the message says why, and the cure."""

    code = "paper-refused"
    status = 400

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(str(REASONS[reason]))


class Paper(msgspec.Struct, frozen=True):
    """What was found in a file, and its copy without metadata; `pages` of a PDF."""

    kind: str
    media_type: str
    copy: bytes
    pages: int | None = None
    width: int | None = None
    height: int | None = None


class _Answer(msgspec.Struct):
    refusal: str = ""
    copy: bytes = b""
    pages: int | None = None
    width: int | None = None
    height: int | None = None


_DECODER = msgspec.msgpack.Decoder(_Answer)


def kind_of(data: bytes, file_name: str) -> str:
    """
    Return jpeg, png or pdf, found in the first bytes; the extension must say the same.

    Raises:
        PaperRefused: empty, another kind of file, or a lie in the name.
    """
    if not data:
        raise PaperRefused("empty")
    found = next((kind for kind, start in _SIGNATURES.items() if data.startswith(start)), "")
    match = _EXTENSION.search(file_name)
    extension = match.group(1).lower() if match else ""
    named = next((kind for kind, names in EXTENSIONS.items() if extension in names), "")
    if not named:
        raise PaperRefused("wrong-type")
    if found != named:
        raise PaperRefused("name-lies")
    return found


def read_paper(data: bytes, file_name: str) -> Paper:
    """
    Decode a JPEG, PNG or PDF as a whole and return its clean copy.

    The size is the caller's matter. Signature, extension and full decoding agree.

    Raises:
        PaperRefused: with the reason and the cure.
    """
    kind = kind_of(data, file_name)
    answer = _ask(kind, data)
    if answer.refusal:
        raise PaperRefused(answer.refusal if answer.refusal in REASONS else "broken")
    return Paper(
        kind=kind,
        media_type=MEDIA_TYPES[kind],
        copy=answer.copy,
        pages=answer.pages,
        width=answer.width,
        height=answer.height,
    )


def _ask(kind: str, data: bytes) -> _Answer:
    try:
        return _DECODER.decode(sandbox.ask(DECODER, [kind], data))
    except sandbox.OutOfLimits as error:
        raise PaperRefused("too-large") from error
    except msgspec.MsgspecError as error:
        raise PaperRefused("broken") from error

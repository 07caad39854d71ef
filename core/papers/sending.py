"""A file on its way out: no browser runs it, guesses at it or keeps it."""

import base64
import hashlib
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.papers.keeping import Opened
from core.papers.reading import MEDIA_TYPES


class BrokenSeal(DomainError):
    """The stored file is not the one that was sealed."""

    code = "broken-seal"

    @staticmethod
    def default_message() -> str:
        return _("The file differs from its seal. Its opening has been recorded.")


def disposition(name: str) -> str:
    """Return the header that names a file in any script (RFC 8187), without control characters."""
    plain = "".join(letter for letter in name if letter.isprintable() and letter not in '/\\"')
    ascii_name = plain.encode("ascii", "ignore").decode().strip() or "evidence"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(plain, safe='')}"


def sealed(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file that no browser runs or guesses at."""
    known = media_type if media_type in MEDIA_TYPES.values() else "application/octet-stream"
    response = HttpResponse(content, content_type=known)
    response["Content-Disposition"] = disposition(name)
    # Of these very bytes (RFC 9530): the record's own sha256 is the sealed original's.
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    response["Repr-Digest"] = f"sha-256=:{digest}:"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store"
    return response


def broken_seal(request: HttpRequest, back: str) -> HttpResponse:
    """Return the page of a file that is not handed out; `back` is the page of its record."""
    return render(request, "errors/broken_seal.html", {"back": back}, status=409)


def hand_out(request: HttpRequest, opened: Opened[Any], back: str) -> HttpResponse:
    """Return a kept scan that was opened, or the page that says why it is not handed out."""
    if not opened.is_whole:
        return broken_seal(request, back)
    return sealed(opened.content, opened.row.scan_type, opened.row.scan_name)

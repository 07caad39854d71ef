"""
What a scanner says of a file; clamd is asked over its own wire.

By forty lines of ours: the package `clamd` has had no release since 2014, opens its sockets
without a limit for the whole answer, and would be one more thing to keep.
"""

import contextlib
import re
import socket
from collections.abc import Callable, Iterator
from time import monotonic
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import Invalid

# A scanner takes the bytes and the file's name and returns "" or why the file is refused.
Scanner = Callable[[bytes, str], str]

CHUNK = 64 * 1024
LONGEST_ANSWER = 4096
PORT = 3310
_VERDICT = re.compile(rb"stream: (?:(OK)|(.{1,200}) FOUND)")

log = structlog.get_logger(__name__)


class ScannerAway(Exception):
    """Nothing can be said of the file: the scanner is not there, too slow, or speaks otherwise."""


class TooLargeToScan(ScannerAway):
    """The scanner takes only smaller files."""


def refuse_unclean(data: bytes, name: str, field: str = "file") -> str:
    """
    Ask the scanner that the settings name, and return its short name; a doubt means no.

    Raises:
        Invalid: it refuses the file or could not be asked; the text under `field` says which.
    """
    path = settings.EVIDENCE_SCANNER
    scanner_name, scan = (
        (path.rpartition(".")[2], import_string(path)) if path else ("structure", structure)
    )
    try:
        found = scan(data, name)
    except TooLargeToScan as error:
        told = _("The malware scanner does not take files this large. Make it smaller.")
        raise Invalid(fields={field: [told]}) from error
    except ScannerAway as error:
        log.warning("scanner_away", why=str(error))
        told = _(
            "The malware scanner does not answer, so the file was not taken. "
            "Try again in a few minutes; what you typed stays."
        )
        raise Invalid(fields={field: [told]}) from error
    if found:
        told = _("The scanner refused the file: {why}").format(why=found)
        raise Invalid(fields={field: [told]})
    return scanner_name


def structure(data: bytes, name: str) -> str:
    """Find nothing more: the structural check and the clean copy are all that was done."""
    return ""


def clamd(data: bytes, name: str) -> str:
    """
    Ask the clamd at CLAMD_URL; return "" or the name of what it found.

    The whole conversation has CLAMD_SECONDS.

    Raises:
        ScannerAway: there was no verdict.
        TooLargeToScan: there was none because of the size.
    """
    try:
        with _line(settings.CLAMD_URL) as line:
            answer = _ask(line, data, monotonic() + settings.CLAMD_SECONDS)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if b"size limit exceeded" in answer:
        raise TooLargeToScan
    verdict = _VERDICT.fullmatch(answer.rstrip(b"\0\n"))
    if verdict is None:
        raise ScannerAway("strange answer")
    return "" if verdict[1] else verdict[2].decode("ascii", "replace")


@contextlib.contextmanager
def _line(url: str) -> Iterator[socket.socket]:
    """Connect to tcp://host:port or unix:///path."""
    parts = urlsplit(url)
    with contextlib.ExitStack() as stack:
        if parts.scheme == "unix":
            line = stack.enter_context(socket.socket(socket.AF_UNIX))
            line.settimeout(settings.CLAMD_SECONDS)
            line.connect(parts.path)
        else:
            place = (parts.hostname or "", parts.port or PORT)
            line = stack.enter_context(
                socket.create_connection(place, timeout=settings.CLAMD_SECONDS)
            )
        yield line


def _ask(line: socket.socket, data: bytes, until: float) -> bytes:
    """Send the file in pieces with their lengths, and read one answer."""
    # Past its limit clamd answers and hangs up while we still speak: the answer counts.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        _send(line, b"zINSTREAM\0", until)
        for start in range(0, len(data), CHUNK):
            piece = data[start : start + CHUNK]
            _send(line, len(piece).to_bytes(4, "big") + piece, until)
        _send(line, bytes(4), until)
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        line.settimeout(_left(until))
        piece = line.recv(LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer


def _send(line: socket.socket, data: bytes, until: float) -> None:
    line.settimeout(_left(until))
    line.sendall(data)


def _left(until: float) -> float:
    """Return the seconds that are left, or give up."""
    left = until - monotonic()
    if left <= 0:
        raise TimeoutError
    return left

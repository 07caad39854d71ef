"""Asks the limited processes: one parent with the decoders imported, one forked child a file."""

import atexit
import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import structlog
from django.utils.translation import gettext as _

from core.errors import Busy
from core.sandbox.parent import UNLIMITED

MOST_AT_ONCE = 2  # children of this process
PATIENCE = 10  # seconds that a file waits for one of them
WALL_SECONDS = 25
MOST_ANSWER = 256 * 1024 * 1024
_CHUNK = 1024 * 1024
_SCRIPT = Path(__file__).with_name("parent.py")


class OutOfLimits(Exception):
    """The child needed more memory or time than it has, or a decoder crashed."""


class _Parent:
    """The parent process, started with the first file and anew when it has ended."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    @property
    def has_ended(self) -> bool:
        """Tell whether the process that was asked last is no longer there."""
        with self._lock:
            if self._process is None:
                return True
            # One that ends closes its connections a moment before it has ended.
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.1)
            return self._process.returncode is not None

    def send(self, decoder: Path, connection: socket.socket) -> None:
        """Hand one end of a connection to a child; `decoder` is the file with its `answer`."""
        with self._lock:
            try:
                self._pass_on(decoder, connection)
            except OSError:
                self._stop()
                self._pass_on(decoder, connection)

    def stop(self) -> None:
        """End the parent."""
        with self._lock:
            self._stop()

    def _pass_on(self, decoder: Path, connection: socket.socket) -> None:
        if self._control is None:
            self._control = self._start()
        socket.send_fds(self._control, [str(decoder).encode()], [connection.fileno()])

    def _start(self) -> socket.socket:
        # Messages, not a stream: each keeps its descriptor, whoever else sends at that moment.
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", str(_SCRIPT)],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env={"LC_ALL": "C.UTF-8"},
            )
        return ours

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()  # also one that a hostile file has stopped
            self._process.wait()
            self._process = None


log = structlog.get_logger(__name__)
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)
_parent = _Parent()
atexit.register(_parent.stop)


def ask(decoder: Path, arguments: list[str], data: bytes) -> bytes:
    """
    Return what the `answer` of a decoder's file says of the bytes of a file.

    Raises:
        OutOfLimits: it said nothing: too much memory or time, or a crash.
        Busy: as many others are decoded for a while, or no child can be limited here.
    """
    request = json.dumps(arguments).encode() + b"\n" + data
    with _slot():
        try:
            answer = _asked(decoder, request)
            if not answer and _parent.has_ended:  # with the files of others, who are not to blame
                answer = _asked(decoder, request)
        except TimeoutError as error:
            _parent.stop()
            raise OutOfLimits from error
        except OSError as error:
            raise OutOfLimits from error
    if answer[:1] == UNLIMITED or (not answer and _parent.has_ended):
        log.error("decoder_unlimited", decoder=decoder.parent.name)
        raise Busy(_("Files cannot be opened safely on this server. Tell the administrator."))
    if not answer:
        raise OutOfLimits
    return answer[1:]


@contextlib.contextmanager
def _slot() -> Iterator[None]:
    """
    Wait for one of the places of this process.

    Raises:
        Busy: none came free.
    """
    if not _slots.acquire(timeout=PATIENCE):
        raise Busy(_("Many files are being opened at this moment. Try again in a minute."))
    try:
        yield
    finally:
        _slots.release()


def _asked(decoder: Path, request: bytes) -> bytes:
    """Return the answer of one child; nothing where it ended without one."""
    end = time.monotonic() + WALL_SECONDS
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            _parent.send(decoder, theirs)
        ours.settimeout(WALL_SECONDS)
        try:
            ours.sendall(request)
            ours.shutdown(socket.SHUT_WR)
            return _received(ours, end)
        except (BrokenPipeError, ConnectionResetError):
            return b""


def _received(connection: socket.socket, end: float) -> bytes:
    """Return all that comes until a moment of the monotonic clock."""
    parts: list[bytes] = []
    size = 0
    while size <= MOST_ANSWER:
        connection.settimeout(max(0.001, end - time.monotonic()))
        part = connection.recv(_CHUNK)
        if not part:
            return b"".join(parts)
        parts.append(part)
        size += len(part)
    raise OutOfLimits

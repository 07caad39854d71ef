"""Asks the limited processes: one parent with the decoders imported, one forked child a file."""

import atexit
import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

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
            return self._process is None or self._process.poll() is not None

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


_parent = _Parent()
atexit.register(_parent.stop)


def ask(decoder: Path, arguments: list[str], data: bytes) -> bytes:
    """
    Return what the `answer` of a decoder's file says of the bytes of a file.

    Raises:
        OutOfLimits: it said nothing: too much memory or time, or a crash.
    """
    request = json.dumps(arguments).encode() + b"\n" + data
    try:
        answer = _asked(decoder, request)
        if not answer and _parent.has_ended:  # with the files of others, who are not to blame
            answer = _asked(decoder, request)
    except TimeoutError as error:
        _parent.stop()
        raise OutOfLimits from error
    except OSError as error:
        raise OutOfLimits from error
    if not answer:
        raise OutOfLimits
    return answer


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

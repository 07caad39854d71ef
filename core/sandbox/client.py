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
_CHUNK = 1024 * 1024
_SCRIPT = Path(__file__).with_name("parent.py")


class OutOfLimits(Exception):
    """The child needed more memory or time than it has, or a decoder crashed."""


class _Parent:
    """The parent process, started with the first file and anew when it has died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def send(self, decoder: Path, connection: socket.socket) -> None:
        """Hand one end of a connection to a child; `decoder` is the file with its `answer`."""
        with self._lock:
            try:
                self._pass_on(decoder, connection)
            except OSError:
                self.stop()
                self._pass_on(decoder, connection)

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

    def stop(self) -> None:
        """End the parent, which leaves when nobody holds the other end of its socket."""
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.terminate()
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
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            _parent.send(decoder, theirs)
        try:
            return _exchange(ours, json.dumps(arguments).encode() + b"\n" + data)
        except OSError as error:
            raise OutOfLimits from error


def _exchange(connection: socket.socket, request: bytes) -> bytes:
    end = time.monotonic() + WALL_SECONDS
    connection.settimeout(WALL_SECONDS)
    connection.sendall(request)
    connection.shutdown(socket.SHUT_WR)
    parts = []
    while part := connection.recv(_CHUNK):
        parts.append(part)
        connection.settimeout(max(0.001, end - time.monotonic()))
    if not parts:
        raise OutOfLimits
    return b"".join(parts)

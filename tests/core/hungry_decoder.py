"""A decoder of the tests: it does what a hostile file could make a decoder do."""

import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

MEMORY = 256 * 1024 * 1024


def answer(arguments: list[str], data: bytes) -> bytes:
    """Do what is asked and return what came of it."""
    try:
        return ACTS[arguments[0]](data)
    except (OSError, MemoryError) as error:
        return type(error).__name__.encode()


def write(data: bytes) -> bytes:
    """Write the file of a path."""
    Path(data.decode()).write_bytes(b"written")
    return b"done"


def call(data: bytes) -> bytes:
    """Call a port of this machine."""
    socket.create_connection(("127.0.0.1", int(data)), timeout=2).close()
    return b"done"


def read(data: bytes) -> bytes:
    """Read the environment of a process."""
    return Path(f"/proc/{data.decode()}/environ").read_bytes()


def listen(_data: bytes) -> bytes:
    """Open a socket of this machine."""
    socket.socket(socket.AF_UNIX).close()
    return b"done"


def limits(_data: bytes) -> bytes:
    """Return the limits of this process, and those that it can raise again."""
    names = ("AS", "CPU", "FSIZE", "CORE", "NOFILE", "NPROC")
    found = [resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names]
    raised = []
    for name, (soft, _hard) in zip(names, found, strict=True):
        try:
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (soft, soft + 1))
            raised.append(name)
        except (OSError, ValueError):
            continue
    return repr((found, raised)).encode()


def order(_data: bytes) -> bytes:
    """Ask for another child, through the socket of the parent."""
    socket.socket(fileno=0).send(__file__.encode())
    return b"done"


def fork(_data: bytes) -> bytes:
    """Start another process."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return b"done"


def die(_data: bytes) -> bytes:
    """End without an answer."""
    os.kill(os.getpid(), signal.SIGKILL)
    return b"done"


def spin(_data: bytes) -> bytes:
    """Never end."""
    while True:
        pass


def sleep(data: bytes) -> bytes:
    """Answer some seconds later."""
    time.sleep(float(data))
    return b"done"


ACTS: dict[str, Callable[[bytes], bytes]] = {
    "repeat": lambda data: data,
    "parent": lambda _data: str(os.getppid()).encode(),
    "environment": lambda _data: ",".join(sorted(os.environ)).encode(),
    "memory": lambda _data: str(len(bytearray(2 * MEMORY))).encode(),
    "write": write,
    "call": call,
    "fork": fork,
    "order": order,
    "read": read,
    "listen": listen,
    "limits": limits,
    "die": die,
    "spin": spin,
    "sleep": sleep,
}

"""A decoder of the tests: it does what a hostile file could make a decoder do."""

import os
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
    "die": die,
    "spin": spin,
    "sleep": sleep,
}

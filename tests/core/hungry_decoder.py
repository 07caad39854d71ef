"""A decoder of the tests: it does what a hostile file could make a decoder do."""

import os
import signal
import socket
import time
from pathlib import Path

MEMORY = 256 * 1024 * 1024


def answer(arguments: list[str], data: bytes) -> bytes:
    """Do what is asked and return what came of it."""
    try:
        return _do(arguments[0], data)
    except (OSError, MemoryError) as error:
        return type(error).__name__.encode()


def _do(act: str, data: bytes) -> bytes:
    match act:
        case "repeat":
            return data
        case "parent":
            return str(os.getppid()).encode()
        case "environment":
            return ",".join(sorted(os.environ)).encode()
        case "memory":
            return str(len(bytearray(2 * MEMORY))).encode()
        case "write":
            Path(data.decode()).write_bytes(b"written")
        case "call":
            socket.create_connection(("127.0.0.1", int(data)), timeout=2).close()
        case "order":  # another child, through the socket of the parent
            socket.socket(fileno=0).send(__file__.encode())
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "spin":
            while True:
                pass
        case "sleep":
            time.sleep(float(data))
    return b"done"

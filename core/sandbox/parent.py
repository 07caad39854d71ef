"""
The process that forks one limited child for each file; nothing of the product is imported here.

`core.sandbox.client` starts it as a script with a socket as standard input. Each message on the
socket is the path of a decoder with one end of a connection. The decoder is imported here, once,
which takes most of the time that a file needs; the child limits itself before it looks at the
first byte of the file, answers on the connection and ends.
"""

import ctypes
import gc
import importlib.util
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from types import ModuleType

CPU_SECONDS = 10
WALL_SECONDS = 25
LIMITED, UNLIMITED = b"+", b"-"  # the first byte of an answer
_LONGEST_PATH = 4096
_CHUNK = 1024 * 1024
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_NOBODY = 65534
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38
_LIBC = ctypes.CDLL(None, use_errno=True)


def load(path: str) -> ModuleType:
    """Import a decoder: a file with `MEMORY` in bytes and `answer(arguments, data)`."""
    spec = importlib.util.spec_from_file_location("decoder", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    gc.freeze()  # the children share its pages
    return module


def limit(memory: int) -> None:
    """
    Take away memory, time, files, network and processes, for good.

    With no descriptor left to open, neither files, `/proc` of other processes nor sockets are
    within reach, whatever the kernel allows besides.

    Raises:
        OSError, ValueError: a limit cannot be set, so nothing may be decoded.
    """
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    if hasattr(_LIBC, "unshare") and _LIBC.unshare(_CLONE_NEWNET) != 0:
        _LIBC.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)  # more where the kernel lets us
    if os.geteuid() == 0:  # root could raise its limits again
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    seal()  # a change of user makes a process dumpable again
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def seal() -> None:
    """
    Let no process of the same user look into this one or its children, nor they gain rights.

    Raises:
        OSError: the kernel refuses it.
    """
    if sys.platform != "linux":
        return
    for option, value in ((_PR_SET_DUMPABLE, 0), (_PR_SET_NO_NEW_PRIVS, 1)):
        if _LIBC.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def serve(decoder: ModuleType, connection: socket.socket) -> None:
    """Answer the one request of a child: a byte that says whether it is limited, and the answer."""
    try:
        limit(decoder.MEMORY)
    except (OSError, ValueError):
        received(connection)
        connection.sendall(UNLIMITED)
        return
    arguments, _end, data = received(connection).partition(b"\n")
    connection.sendall(LIMITED + decoder.answer(json.loads(arguments), data))


def received(connection: socket.socket) -> bytes:
    """Return all that is sent."""
    parts = []
    while part := connection.recv(_CHUNK):
        parts.append(part)
    return b"".join(parts)


def end_late(children: dict[int, float]) -> None:
    """Forget the children that have ended, and kill those whose time is over."""
    for child, last in list(children.items()):
        if os.waitpid(child, os.WNOHANG)[0]:
            del children[child]
        elif time.monotonic() > last:
            os.kill(child, signal.SIGKILL)


def fork(decoder: ModuleType, descriptor: int, control: socket.socket) -> int:
    """Start a child for one file; return its process, or 0 where there is no room for one."""
    try:
        child = os.fork()
    except OSError:
        return 0  # the connection ends without an answer
    if child == 0:
        control.close()
        try:
            serve(decoder, socket.socket(fileno=descriptor))
        finally:
            os._exit(0)
    return child


def main() -> None:
    """Fork a child for each message until nobody is left who could send one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end of the socket is the end of the work
    seal()
    decoders: dict[str, ModuleType] = {}
    children: dict[int, float] = {}
    control = socket.socket(fileno=0)
    while True:
        ready, _write, _error = select.select([control], [], [], 1.0 if children else None)
        end_late(children)
        if not ready:
            continue
        name, descriptors, _flags, _address = socket.recv_fds(control, _LONGEST_PATH, 1)
        if not name:
            break
        path = name.decode()
        if path not in decoders:
            decoders[path] = load(path)
        if child := fork(decoders[path], descriptors[0], control):
            children[child] = time.monotonic() + WALL_SECONDS
        for descriptor in descriptors:
            os.close(descriptor)
    for child in children:
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()

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
import signal
import socket
from types import ModuleType

CPU_SECONDS = 10
WALL_SECONDS = 25
_LONGEST_PATH = 4096
_CHUNK = 1024 * 1024
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


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
    """Take away memory, time, files, processes and, where the kernel lets us, the network."""
    signal.alarm(WALL_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    libc = ctypes.CDLL(None, use_errno=True)
    if hasattr(libc, "unshare") and libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def serve(decoder: ModuleType, connection: socket.socket) -> None:
    """Answer the one request of a child."""
    limit(decoder.MEMORY)
    parts = []
    while part := connection.recv(_CHUNK):
        parts.append(part)
    arguments, _end, data = b"".join(parts).partition(b"\n")
    parts.clear()
    connection.sendall(decoder.answer(json.loads(arguments), data))


def main() -> None:
    """Fork a child for each message until nobody is left who could send one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the end of the socket is the end of the work
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel forgets children that have ended
    decoders: dict[str, ModuleType] = {}
    control = socket.socket(fileno=0)
    while True:
        name, descriptors, _flags, _address = socket.recv_fds(control, _LONGEST_PATH, 1)
        if not name:
            return
        path = name.decode()
        if path not in decoders:
            decoders[path] = load(path)
        try:
            child = os.fork()
        except OSError:
            child = -1  # no room for a process: the connection ends without an answer
        if child == 0:
            control.close()
            try:
                serve(decoders[path], socket.socket(fileno=descriptors[0]))
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


if __name__ == "__main__":
    main()

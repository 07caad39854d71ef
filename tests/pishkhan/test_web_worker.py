"""The web worker: slow senders and readers keep nobody waiting, and no request is half read."""

import contextlib
import hashlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev.process import die_with
from dev.tasks import ROOT

APPLICATION = """
import hashlib, os

def application(environ, start_response):
    body = environ["wsgi.input"].read()
    text = f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode()
    if environ["PATH_INFO"] == "/large":
        text = b"x" * 30_000_000
    start_response("200 OK", [("Content-Length", str(len(text)))])
    return [text]
"""
SESSION = {"Cookie": "session=abc"}
THREADS = 4


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """One process with four threads, and limits that a test can wait for."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "echo.py").write_text(APPLICATION)
    (folder / "conf.py").write_text(
        "from pishkhan import web_worker\n"
        "web_worker.GRACE, web_worker.SLOWEST, web_worker.RECEIVERS = 2.0, 2000, 40\n"
        "web_worker.SENDING = 2.0\n"
        "worker_class = 'pishkhan.web_worker.BufferingWorker'\n"
        f"threads, keepalive = {THREADS}, 5\n"
    )
    port = free_port()
    command = [
        *(sys.executable, "-m", "gunicorn", "--config", str(folder / "conf.py")),
        *("--bind", f"127.0.0.1:{port}", "--no-control-socket", "--pythonpath", str(folder)),
        "echo:application",
    ]
    quits = die_with(os.getpid(), signal.SIGTERM)
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=quits,  # noqa: PLW1509
        ) as server,
    ):
        wait_for(port)
        yield port
        server.terminate()
        server.wait(20)
    assert "Traceback" not in (folder / "log").read_text()


def wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    pytest.fail("the server does not answer")


def ask(port: int, body: bytes = b"", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("POST", "/", body, headers or {})
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer.status, content


def answer_of(body: bytes) -> bytes:
    return f"{len(body)} {hashlib.sha256(body).hexdigest()}".encode()


def slow(port: int, head: bytes) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), 10)
    line.sendall(head)
    return line


UNFINISHED = {
    "nothing": b"",
    "half a line": b"POST /accounts/lo",
    "half of the headers": b"POST / HTTP/1.1\r\nHost: a\r\nX-",
    "half a body": b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\nname=",
    "half a chunk": b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nab",
}


@pytest.mark.parametrize("head", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_slow_senders_keep_nobody_waiting(port: int, head: bytes) -> None:
    lines = [slow(port, head) for _each in range(8 * THREADS)]
    started = time.monotonic()
    assert ask(port, b"quick") == (200, answer_of(b"quick"))
    assert time.monotonic() - started < 1
    for line in lines:
        line.close()


def test_a_request_ends_that_stays_slower_than_the_limit(port: int) -> None:
    line = slow(port, UNFINISHED["half a body"])
    started = time.monotonic()
    answer = b""
    while not answer:  # a byte now and then doesn't help
        line.sendall(b"a")
        line.settimeout(0.3)
        with contextlib.suppress(TimeoutError):
            answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "دوباره بفرستید" in answer.decode()
    assert time.monotonic() - started < 6
    line.close()


def test_a_slow_but_steady_upload_arrives(port: int) -> None:
    body = bytes(range(256)) * 60
    head = f"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n"
    line = slow(port, head.encode())
    for start in range(0, len(body), 1024):
        line.sendall(body[start : start + 1024])
        time.sleep(0.3)  # 3.4 kB a second, in more than the grace
    assert line.recv(65536).endswith(answer_of(body))
    line.close()


def test_the_oldest_unfinished_request_ends_when_all_are_waiting(port: int) -> None:
    lines = [slow(port, UNFINISHED["half a body"]) for _each in range(45)]
    assert ask(port, b"quick") == (200, answer_of(b"quick"))
    lines[0].settimeout(1)
    with contextlib.suppress(ConnectionResetError):
        assert lines[0].recv(100) == b""  # ended without an answer, before its time
    lines[-1].sendall(b"a" * (60000 - len("name=")))
    assert lines[-1].recv(100).startswith(b"HTTP/1.1 200 ")
    for line in lines:
        line.close()


def test_clients_that_do_not_close_keep_nobody_waiting(port: int) -> None:
    head = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    lines = [slow(port, head) for _each in range(8)]
    assert all(line.recv(1000) for line in lines)
    started = time.monotonic()
    assert ask(port)[0] == 200
    assert time.monotonic() - started < 1
    for line in lines:
        line.close()


def test_slow_readers_end(port: int) -> None:
    head = b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n"
    lines = [slow(port, head) for _each in range(THREADS)]
    started = time.monotonic()
    assert ask(port)[0] == 200
    assert time.monotonic() - started < 8
    for line in lines:
        line.close()


def test_strangers_send_little(port: int) -> None:
    assert ask(port, b"a" * 65536) == (200, answer_of(b"a" * 65536))
    status, text = ask(port, b"a" * 65537)
    assert (status, "حجم" in text.decode()) == (413, True)
    assert ask(port, b"a" * 65537, SESSION)[0] == 200
    assert ask(port, b"a" * 65537, {"Authorization": "Bearer x"})[0] == 200
    pieces = b"10001\r\n" + b"a" * 65537 + b"\r\n0\r\n\r\n"
    line = slow(port, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    line.sendall(pieces)
    assert line.recv(100).startswith(b"HTTP/1.1 413 ")
    line.close()


def test_large_bodies_arrive_whole(port: int) -> None:
    body = bytes(range(256)) * 20_000  # 5 MB
    assert ask(port, body, SESSION) == (200, answer_of(body))
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.request("POST", "/", iter([b"ab", b"c" * 300_000]), SESSION, encode_chunked=True)
    assert line.getresponse().read() == answer_of(b"ab" + b"c" * 300_000)
    line.close()


def test_one_connection_carries_many_requests(port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    for body in (b"one", b"", b"three" * 20_000):
        line.request("POST", "/", body, SESSION)
        assert line.getresponse().read() == answer_of(body)
    line.close()
    two = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
    both = slow(port, two + two.replace(b"abc", b"xyz"))
    text = b""
    while text.count(b"HTTP/1.1 200") < 2 or answer_of(b"xyz") not in text:
        piece = both.recv(65536)
        assert piece
        text += piece
    assert text.index(answer_of(b"abc")) < text.index(answer_of(b"xyz"))
    both.close()


def test_a_client_that_asks_first_is_answered_before_it_sends(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    line = slow(port, head)
    assert line.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
    line.sendall(b"abc")
    answer = line.recv(65536)
    assert re.match(rb"HTTP/1\.1 200 ", answer)
    line.close()


def test_half_a_request_never_reaches_the_application(port: int) -> None:
    line = slow(port, UNFINISHED["half a body"])
    line.shutdown(socket.SHUT_WR)
    assert line.recv(100) == b""
    line.close()


def test_a_crowd_is_answered_while_others_are_slow(port: int) -> None:
    lines = [slow(port, UNFINISHED["half of the headers"]) for _each in range(20)]
    answers: list[int] = []
    crowd = [threading.Thread(target=lambda: answers.append(ask(port, b"a")[0])) for _ in range(40)]
    for person in crowd:
        person.start()
    for person in crowd:
        person.join()
    assert answers == [200] * 40
    for line in lines:
        line.close()


def test_the_image_and_the_demo_use_it() -> None:
    for name in ("deploy/gunicorn.conf.py", "dev/app.py"):
        assert "pishkhan.web_worker.BufferingWorker" in (Path(ROOT) / name).read_text(), name

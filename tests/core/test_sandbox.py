"""Files are decoded by limited processes, which a parent forks and none of which outlives it."""

import os
import signal
import socket
import threading
import time
from pathlib import Path

import pytest

from core.sandbox import OutOfLimits, ask

HUNGRY = Path(__file__).with_name("hungry_decoder.py")


def answered(act: str, data: bytes = b"") -> str:
    return ask(HUNGRY, [act], data).decode()


def test_the_whole_file_goes_there_and_comes_back() -> None:
    data = os.urandom(10 * 1024 * 1024)

    assert ask(HUNGRY, ["repeat"], data) == data


def test_nothing_of_the_environment_is_there() -> None:
    assert answered("environment") == "LC_ALL"


def test_memory_files_and_the_parents_socket_are_out_of_reach(tmp_path: Path) -> None:
    assert answered("memory") == "MemoryError"
    assert answered("order") == "OSError"
    (tmp_path / "file").touch()
    assert answered("write", str(tmp_path / "file").encode()) == "OSError"
    assert (tmp_path / "file").read_bytes() == b""


def test_the_network_is_out_of_reach_where_the_kernel_lets_us() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = answered("call", str(server.getsockname()[1]).encode())
    if answer == "done":
        pytest.skip("this kernel gives no network of its own to an unprivileged process")
    assert answer in {"OSError", "ConnectionRefusedError", "TimeoutError"}


def test_a_child_that_dies_is_out_of_limits_and_the_next_one_works() -> None:
    with pytest.raises(OutOfLimits):
        answered("die")
    assert answered("repeat", b"next") == "next"


def test_a_child_that_spins_ends_by_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sandbox.client.WALL_SECONDS", 1)
    begun = time.monotonic()

    with pytest.raises(OutOfLimits):
        answered("spin")

    assert time.monotonic() - begun < 5


def test_a_slow_file_holds_up_no_other() -> None:
    slow = threading.Thread(target=answered, args=("sleep", b"3"))
    slow.start()
    begun = time.monotonic()

    assert answered("repeat", b"quick") == "quick"

    assert time.monotonic() - begun < 2
    slow.join()


def test_a_parent_that_has_died_is_started_anew() -> None:
    first = answered("parent")
    os.kill(int(first), signal.SIGKILL)
    os.waitpid(int(first), 0)

    assert answered("parent") != first


def test_a_stopped_parent_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    first = answered("parent")
    monkeypatch.setattr("core.sandbox.client.WALL_SECONDS", 1)
    os.kill(int(first), signal.SIGSTOP)

    with pytest.raises(OutOfLimits):
        answered("repeat", b"held up")

    assert answered("repeat", b"next") == "next"
    assert answered("parent") != first


def test_a_file_that_was_with_a_parent_that_ended_is_read_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = int(answered("parent"))
    os.kill(first, signal.SIGSTOP)  # the file waits in its socket
    answers: list[str] = []
    waiting = threading.Thread(target=lambda: answers.append(answered("repeat", b"innocent")))
    waiting.start()
    time.sleep(0.3)

    os.kill(first, signal.SIGKILL)
    waiting.join()

    assert answers == ["innocent"]


def test_an_answer_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sandbox.client.MOST_ANSWER", 1000)

    with pytest.raises(OutOfLimits):
        answered("repeat", b"x" * 5_000_000)


def test_a_child_starts_no_other_process() -> None:
    answer = answered("fork")
    if os.geteuid() == 0:
        pytest.skip("the limit does not bind root")
    assert answer == "BlockingIOError"

"""Files are decoded by limited processes, which a parent forks and none of which outlives it."""

import ast
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.errors import Busy
from core.sandbox import OutOfLimits, ask, client

ROOT = Path(__file__).parents[2]
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


def test_the_network_is_out_of_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = answered("call", str(server.getsockname()[1]).encode())
    assert answer == "OSError"
    assert answered("listen") == "OSError"


@pytest.mark.parametrize("whose", ["child", "parent", "web process", "first process"])
def test_no_environment_of_a_process_is_readable(whose: str) -> None:
    process = {
        "child": "self",
        "parent": answered("parent"),
        "web process": str(os.getpid()),
        "first process": "1",
    }

    assert answered("read", process[whose].encode()) == "OSError"


def test_a_child_raises_none_of_its_limits() -> None:
    found, raised = ast.literal_eval(answered("limits"))

    memory = 256 * 1024 * 1024
    assert found == [(memory, memory), (10, 10), (0, 0), (0, 0), (0, 0), (0, 0)]
    assert raised == []


def test_a_serving_process_shows_its_environment_to_no_other_of_its_user() -> None:
    code = "import os; from core.sandbox.parent import seal;"
    code += "os.setuid(65534);" * (os.geteuid() == 0)
    code += "seal(); print(os.stat('/proc/self/environ').st_uid)"

    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert told.stdout.strip() == "0"  # its files belong to the administrator


@pytest.mark.parametrize("broken", ["setrlimit", "prctl"])
def test_nothing_is_decoded_without_limits(broken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.sandbox.client._SCRIPT", Path(__file__).with_name(f"no_{broken}.py"))
    client._parent.stop()

    with pytest.raises(Busy) as caught:
        answered("repeat", b"x")

    assert "مدیر سامانه" in caught.value.message
    client._parent.stop()


def test_so_many_are_decoded_at_once_and_the_next_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_slots", threading.BoundedSemaphore(1))
    slow = threading.Thread(target=answered, args=("sleep", b"1"))
    slow.start()
    time.sleep(0.2)
    begun = time.monotonic()

    assert answered("repeat", b"next") == "next"

    assert time.monotonic() - begun > 0.5
    slow.join()


def test_who_has_waited_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(client, "PATIENCE", 0.2)
    slow = threading.Thread(target=answered, args=("sleep", b"1"))
    slow.start()
    time.sleep(0.2)

    with pytest.raises(Busy) as caught:
        answered("repeat", b"next")

    assert (caught.value.code, "دقیقه" in caught.value.message) == ("busy", True)
    slow.join()
    assert answered("repeat", b"later") == "later"


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
    assert answered("fork") == "BlockingIOError"

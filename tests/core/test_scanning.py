"""The scanner's wire: a stand-in for clamd that says what clamd says, or nothing."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import production
from core.errors import Invalid
from core.papers import refuse_unclean
from core.papers.scanning import CHUNK, ScannerAway, TooLargeToScan, clamd

# The harmless file that each scanner is to find; in two parts, so that none finds this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 3 * CHUNK


class Clamd:
    """One thread that answers one INSTREAM after the other, as clamd does."""

    def __init__(self, server: socket.socket) -> None:
        self.server, self.got, self.answer = server, b"", self.judge

    def serve(self) -> None:
        while True:
            try:
                line, _ = self.server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as file:
                assert file.read(10) == b"zINSTREAM\0"
                self.got = b""
                while (size := int.from_bytes(file.read(4), "big")) and len(self.got) < LIMIT:
                    assert size <= CHUNK
                    self.got += file.read(size)
                if told := self.answer():
                    line.sendall(told)
                    continue
                file.read()  # silent until the other side gives up

    def judge(self) -> bytes:
        if len(self.got) >= LIMIT:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Signature FOUND\0" if EICAR in self.got else b"stream: OK\0"


def run(server: socket.socket) -> Iterator[Clamd]:
    daemon = Clamd(server)
    thread = threading.Thread(target=daemon.serve)
    thread.start()
    yield daemon
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.fixture
def asks_clamd(settings: Any) -> Any:
    settings.EVIDENCE_SCANNER, settings.CLAMD_SECONDS = production.CLAMD, 20
    return settings


@pytest.fixture
def daemon(asks_clamd: Any) -> Iterator[Clamd]:
    server = socket.create_server(("127.0.0.1", 0))
    asks_clamd.CLAMD_URL = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    yield from run(server)


class TestClamd:
    @pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, LIMIT - 1])
    def test_finds_nothing(self, daemon: Clamd, size: int) -> None:
        data = bytes(size)

        assert clamd(data, "رسید.png") == ""
        assert daemon.got == data

    @pytest.mark.parametrize("before", [0, CHUNK - 30])
    def test_finds_eicar(self, daemon: Clamd, before: int) -> None:
        assert clamd(bytes(before) + EICAR, "رسید.png") == "Eicar-Signature"

    def test_speaks_through_a_file(self, asks_clamd: Any, tmp_path: Path) -> None:
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "clamd.sock"))
        server.listen()
        asks_clamd.CLAMD_URL = f"unix://{tmp_path / 'clamd.sock'}"
        for _ in run(server):
            assert clamd(EICAR, "رسید.png") == "Eicar-Signature"

    def test_takes_only_so_much(self, daemon: Clamd) -> None:
        with pytest.raises(TooLargeToScan):
            clamd(bytes(LIMIT), "رسید.png")

    @pytest.mark.parametrize(
        "told", [b"stream: OKAY\0", b"OK\0", b"\xff" * 9000, b"UNKNOWN COMMAND\0", b"stream: "]
    )
    def test_believes_no_other_answer(self, daemon: Clamd, told: bytes) -> None:
        daemon.answer = lambda: told

        with pytest.raises(ScannerAway):
            clamd(b"x", "رسید.png")

    def test_does_not_wait_forever(self, daemon: Clamd, asks_clamd: Any) -> None:
        asks_clamd.CLAMD_SECONDS, daemon.answer = 0.2, lambda: b""

        with pytest.raises(ScannerAway):
            clamd(b"x", "رسید.png")

    @pytest.mark.parametrize("url", ["tcp://127.0.0.1:1", "unix:///nowhere/clamd.sock", ""])
    def test_is_away(self, asks_clamd: Any, url: str) -> None:
        asks_clamd.CLAMD_URL = url

        with pytest.raises(ScannerAway):
            clamd(b"x", "رسید.png")


class TestRefuseUnclean:
    def test_names_who_has_looked(self, daemon: Clamd) -> None:
        assert refuse_unclean(b"x", "رسید.png") == "clamd"

    def test_refuses_eicar(self, daemon: Clamd) -> None:
        assert "Eicar-Signature" in said(lambda: refuse_unclean(EICAR, "رسید.png"))

    def test_says_that_it_is_too_large(self, daemon: Clamd) -> None:
        assert "حجم" in said(lambda: refuse_unclean(bytes(LIMIT), "رسید.png"))

    def test_takes_nothing_while_the_scanner_is_away(self, asks_clamd: Any) -> None:
        asks_clamd.CLAMD_URL = "tcp://127.0.0.1:1"

        assert "چند دقیقه" in said(lambda: refuse_unclean(b"x", "رسید.png", field="scan"), "scan")

    def test_is_content_with_structure_elsewhere(self, settings: Any) -> None:
        settings.EVIDENCE_SCANNER = ""

        assert refuse_unclean(b"x", "رسید.png") == "structure"


def said(act: Callable[[], object], field: str = "file") -> str:
    with pytest.raises(Invalid) as caught:
        act()
    (told,) = caught.value.fields[field]
    return str(told)

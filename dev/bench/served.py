"""A web application in a process of its own, asked over one connection that stays open."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from types import TracebackType
from typing import Self

import psycopg2

from dev.bench.processes import spent, tree
from dev.process import die_with
from dev.servers import free_port
from dev.tasks import ROOT

PATIENCE = 90.0  # seconds until it must answer


class NotServedError(Exception):
    """The application did not start, or answered otherwise than expected."""


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    headers: Mapping[str, str]
    method: str = "GET"
    body: bytes = b""
    status: int = 200


class Served:
    """
    A WSGI application behind gunicorn: one worker with one thread, so one database connection.

    The client's own work is not counted: only the server's processes and their database backends.
    """

    def __init__(self, name: str, application: str, env: Mapping[str, str]) -> None:
        self.name, self.application = name, application
        self.url = env["DATABASE_URL"]
        # The backends are found by this name.
        self.env = {**env, "PGAPPNAME": f"bench-{name}-{os.getpid()}"}
        self.port = free_port()
        self.backends: list[int] = []

    def __enter__(self) -> Self:
        command = [
            *(sys.executable, "-m", "gunicorn", self.application, "--no-control-socket"),
            *("--bind", f"127.0.0.1:{self.port}", "--worker-class", "gthread"),
            *("--workers", "1", "--threads", "1", "--keep-alive", "600", "--timeout", "600"),
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with(os.getpid(), signal.SIGTERM),
        )
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.line.close()
        self.process.terminate()
        self.process.wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self.process.poll() is None:
            try:
                self.line.connect()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise NotServedError(f"{self.application} did not start")

    def answer(self, ask: Ask) -> bytes:
        """Return the body of an answer, whose status is as expected."""
        self.line.request(ask.method, ask.path, body=ask.body or None, headers=dict(ask.headers))
        response = self.line.getresponse()
        body = response.read()
        if response.status != ask.status:
            said = body[:600].decode(errors="replace")
            raise NotServedError(f"{ask.method} {ask.path}: {response.status} {said}")
        return body

    def warm(self, ask: Ask, times: int = 8) -> bytes:
        """Ask some times, so that connection, plans and caches are there; return the answer."""
        body = b""
        for _time in range(times):
            body = self.answer(ask)
        self.backends = self._backends()
        return body

    def _backends(self) -> list[int]:
        link = psycopg2.connect(self.url)
        with link.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE application_name = %s",
                [self.env["PGAPPNAME"]],
            )
            found = [int(row[0]) for row in cursor.fetchall()]
        link.close()
        if not found or not all(spent(pid) for pid in found):
            raise NotServedError("The database must run on this machine: its time is counted.")
        return found

    def processes(self) -> list[int]:
        """Return the server's processes."""
        return list(tree(self.process.pid))

    def spent(self) -> float:
        """Return the processor seconds so far, of the server and its backends."""
        return sum(map(spent, [*self.processes(), *self.backends]))

    def cost(self, make: Callable[[], Ask], times: int) -> float:
        """Return the processor seconds of one request, over some."""
        asks = [make() for _time in range(times)]
        before = self.spent()
        for ask in asks:
            self.answer(ask)
        return (self.spent() - before) / times

    def of(self, ask: Ask, times: int) -> Callable[[], float]:
        """Return what measures the same request again and again."""
        return lambda: self.cost(lambda: ask, times)

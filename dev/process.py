"""A process that belongs to us: dies with us, is waited for, and is stopped as it likes to be."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict

PR_SET_PDEATHSIG = 1
# Loaded once here: after a fork there is no time for imports.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
MARK = "PISHKHAN_HOUSE"  # tells the processes of one var/ from all others
TAIL_LINES = 12
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a longer log is put aside at the next start


class NotReadyError(Exception):
    """A process ended, or took too long, before it was ready."""


class RunAs(TypedDict, total=False):
    """The arguments of subprocess that name another account."""

    user: int
    group: int
    extra_groups: list[str | int]


def run_as(servant: pwd.struct_passwd | None) -> RunAs:
    """Return how to run a command as the servant; as ourselves if there is none."""
    if servant is None:
        return {}
    return {"user": servant.pw_uid, "group": servant.pw_gid, "extra_groups": []}


@dataclass
class Child:
    """A command to run, and how to know and treat it."""

    name: str
    command: list[str]
    log: Path
    env: Mapping[str, str]
    is_ready: Callable[[], bool] = lambda: True
    ready_within: float = 60.0  # seconds
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0  # seconds between the stop signal and SIGKILL
    servant: pwd.struct_passwd | None = None  # whom to run as, when we are root
    folder: Path = Path("/")
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)

    @property
    def pid(self) -> int:
        """The running process; 0 if there is none."""
        return self.process.pid if self.process else 0

    @property
    def is_alive(self) -> bool:
        """Whether it runs right now."""
        return self.process is not None and self.process.poll() is None

    @property
    def was_killed(self) -> bool:
        """Whether a signal ended it."""
        return self.process is not None and (self.process.poll() or 0) < 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".old"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=dict(self.env),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with(os.getpid(), self.stop_signal),
                **run_as(self.servant),
            )

    def wait_ready(self, given_up: Callable[[], bool] = lambda: False) -> None:
        """
        Wait until it is ready, or until `given_up`.

        Raises:
            NotReadyError: it ended, or time is up.
        """
        end = time.monotonic() + self.ready_within
        while not given_up():
            if not self.is_alive:
                raise NotReadyError(f"The {self.name} ended at once.\n{self.last_words()}")
            if self.is_ready():
                return
            if time.monotonic() > end:
                raise NotReadyError(f"The {self.name} isn't ready.\n{self.last_words()}")
            time.sleep(0.05)

    def stop(self, patience: float | None = None) -> None:
        """Ask it to end, wait, then end it and whatever it left behind."""
        if self.process is None:
            return
        if self.is_alive:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(self.patience if patience is None else patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.reap()

    def reap(self) -> None:
        """End the rest of its process group and forget it."""
        if self.process is None:
            return
        kill_group(self.process.pid)
        self.process.wait()
        self.process = None

    def last_words(self) -> str:
        """Return the end of its log."""
        try:
            with self.log.open("rb") as log:
                log.seek(max(0, self.log.stat().st_size - 4096))
                lines = log.read().decode(errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(f"    {line}" for line in lines[-TAIL_LINES:])


def die_with(parent: int, how: signal.Signals) -> Callable[[], None]:
    """Return what a child does before it becomes its command, so that it never outlives us."""

    def before_exec() -> None:
        if LIBC is not None:
            LIBC.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        # SIGINT may have arrived ignored, and stays so over exec.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_DFL)

    return before_exec


def kill_group(group: int) -> None:
    """End every process of a group; none is fine."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def started_at(pid: int) -> str:
    """Return what tells this process from a later one with the same number; empty if it is gone."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        if Path("/proc/self").exists():
            return ""
        listing = ["ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(listing, capture_output=True, text=True, check=False).stdout.strip()
    state, *rest = stat.rpartition(")")[2].split()
    return "" if state == "Z" else rest[18]

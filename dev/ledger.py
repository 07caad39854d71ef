"""One run at a time for each `var/`, and what a killed run left behind."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from dev.process import MARK, Child, kill_group, started_at

PATIENCE = 10.0  # seconds for orphans to end by themselves


class TakenError(Exception):
    """Another run holds the lock."""


class Ledger:
    """The lock file and the list of running processes of one `var/`."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.lock_path = var / "lock"
        self.list_path = var / "running.json"
        self._lock: IO[str] | None = None

    def take(self) -> None:
        """
        Take the lock; it falls by itself when this process ends, however it ends.

        Raises:
            TakenError: another run has it.
        """
        lock = self.lock_path.open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            lock.close()
            raise TakenError(holder) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        """Give the lock back before this process ends."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def write(
        self, children: Iterable[Child], environment: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Note the running processes, and how others on this machine reach the servers."""
        entries = [
            {"name": child.name, "pid": child.pid, "started": started_at(child.pid)}
            for child in children
            if child.pid
        ]
        fresh = self.list_path.with_suffix(".tmp")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"processes": entries, "environment": environment}, file)
        fresh.replace(self.list_path)

    def read(self) -> dict[str, Any]:
        """Return what the last run noted; empty if it ended cleanly."""
        try:
            return dict(json.loads(self.list_path.read_text()))
        except (OSError, ValueError):
            return {}

    def clear(self) -> None:
        """Note that nothing runs any more."""
        self.list_path.unlink(missing_ok=True)

    def stop_orphans(self) -> list[str]:
        """End what a killed run left behind, gently first; return the names."""
        noted = [
            (str(entry["name"]), int(entry["pid"]))
            for entry in self.read().get("processes", [])
            if entry["started"] and started_at(entry["pid"]) == entry["started"]
        ]
        marked = [("process", pid) for pid in self.marked() if pid not in dict(noted).values()]
        orphans = [*noted, *marked]
        for name, pid in orphans:
            # For PostgreSQL SIGTERM would wait for its clients.
            signal_to(pid, signal.SIGINT if name == "database" else signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while any(started_at(pid) for _, pid in orphans) and time.monotonic() < end:
            time.sleep(0.05)
        for _, pid in orphans:
            if started_at(pid):
                kill_group(pid)
                signal_to(pid, signal.SIGKILL)
        self.clear()
        return sorted({name for name, _ in orphans})

    def marked(self) -> Iterator[int]:
        """Yield the processes whose environment says that they belong to this `var/`."""
        mark = f"{MARK}={self.var}".encode()
        for folder in Path("/proc").glob("[0-9]*"):
            pid = int(folder.name)
            with contextlib.suppress(OSError):
                if pid != os.getpid() and mark in (folder / "environ").read_bytes().split(b"\0"):
                    yield pid


def signal_to(pid: int, which: signal.Signals) -> None:
    """Send a signal to a process that may be gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, which)

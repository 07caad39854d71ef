"""
Start the embedded servers that aren't given, before Django reads its settings; time the folders.

Named in pyproject.toml, so that it is loaded before pytest-django. With several workers only the
first process starts servers; the others inherit their addresses.
"""

import atexit
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Generator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dev import messages
from dev.home import settle
from dev.process import Child
from dev.servers import Broker, Postgres, new_password
from tests import shares

FOLDER_NAME = "pishkhan-tests-"
ROOM = 4 * 2**30  # bytes
STOPS: list[Child] = []
FOLDERS: list[Path] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Go first: a wrapper runs before every other plugin's part."""
    os.environ.setdefault(shares.DAY, date.today().isoformat())
    messages.compile_all(messages.ROOT, [])
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        start_servers()
    yield


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the seconds of each folder, and of the slowest files, over all workers."""
    folders: defaultdict[str, float] = defaultdict(float)
    files: defaultdict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            name, seconds = getattr(report, "nodeid", ""), getattr(report, "duration", 0.0)
            file = name.partition("::")[0]
            files[file] += seconds
            folders["/".join(file.split("/")[:2])] += seconds
    if len(folders) > 1:
        terminalreporter.section("seconds by folder")
        for name, seconds in [*_slowest(folders), *_slowest(files)[:25]]:
            terminalreporter.write_line(f"{seconds:8.1f}  {name}")


def _slowest(seconds: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda one: -one[1])


def folder_in_memory() -> Path | None:
    """
    Return where files stay in memory, if there is room for the databases of a run.

    Each test with a browser has a database of its own: its thousand files are made ten times as
    fast there as on a disk.
    """
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM:
        return None
    for left in memory.glob(f"{FOLDER_NAME}*"):  # by a run that was killed
        if not Path(f"/proc/{left.name.split('-')[2]}").exists():
            shutil.rmtree(left, ignore_errors=True)
    return memory


def start_servers() -> None:
    """Start what isn't given, in a folder that lives as long as this run."""
    name = f"{FOLDER_NAME}{os.getpid()}-"
    var = Path(tempfile.mkdtemp(prefix=name, dir=folder_in_memory()))
    var.chmod(0o711 if os.geteuid() == 0 else 0o700)
    FOLDERS.append(var)
    atexit.register(stop_servers)
    home = settle(var)
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(home, new_password(), var / "database.log", is_careless=True)
        FOLDERS.append(postgres.sockets)
        STOPS.append(postgres.child())
        os.environ["DATABASE_URL"] = postgres.admin_url
    if not os.environ.get("REDIS_URL"):
        broker = Broker(home, new_password(), var / "broker.log")
        STOPS.append(broker.child())
        os.environ["REDIS_URL"] = broker.url
    for child in STOPS:
        child.start()
    for child in STOPS:
        child.wait_ready()


def stop_servers() -> None:
    """Stop the servers and remove their folder, however this run ends."""
    while STOPS:
        STOPS.pop().stop()
    while FOLDERS:
        shutil.rmtree(FOLDERS.pop(), ignore_errors=True)

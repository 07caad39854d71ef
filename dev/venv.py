"""
Make `.venv` and install a lock into it, only when the lock has changed.

Standard library only. Copes with a Python that lacks ensurepip.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / ".installed.json"
# Each lock contains the ones before it, with the same versions.
LOCKS = {
    "base": ROOT / "requirements.txt",
    "local": ROOT / "requirements-local.txt",
    "dev": ROOT / "requirements-dev.txt",
}


class SetupError(Exception):
    """The environment could not be made; the text says what to do."""


def prepare(lock: str) -> None:
    """Make sure that `.venv` holds everything of `lock`."""
    with one_at_a_time():
        if not is_sound():
            say("Creating the virtual environment ...")
            # pip comes by ensurepip where the system has it; Debian ships it separately.
            with_pip = find_spec("ensurepip") is not None
            venv.EnvBuilder(clear=True, symlinks=True, with_pip=with_pip).create(FOLDER)
        link_house()
        if digest(LOCKS[lock]) not in installed():
            install(lock)


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait until no other task is setting up this environment."""
    with (ROOT / "run").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_sound() -> bool:
    """Return whether `.venv` has a Python that runs and is new enough."""
    script = "import sys; sys.exit(sys.version_info < (3, 11))"
    return PYTHON.exists() and succeeds([str(PYTHON), "-c", script])


def link_house() -> None:
    """Let every program of the environment import the house, whatever its working directory."""
    for packages in FOLDER.glob("lib/python3*/site-packages"):
        path = packages / "pishkhan-house.pth"
        if not path.exists() or path.read_text() != f"{ROOT}\n":
            path.write_text(f"{ROOT}\n")


def digest(lock: Path) -> str:
    """Return what tells one state of a lock from another."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def installed() -> list[str]:
    """Return the digests of the locks whose packages are all installed."""
    try:
        return list(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return []


def install(lock: str) -> None:
    """Install a lock with pip, every file checked by its hash."""
    wanted = list(LOCKS)[: list(LOCKS).index(lock) + 1]
    say(f"Installing the packages of {LOCKS[lock].name} (only when it has changed) ...")
    STAMP.unlink(missing_ok=True)
    command = [*pip(), "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--require-hashes", "--requirement", str(LOCKS[lock])]
    environment = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise SetupError(
            "The packages could not be installed: see pip's message above.\n"
            "They come from the package index once; after that no network is needed."
        )
    STAMP.write_text(json.dumps([digest(LOCKS[name]) for name in wanted]))


def pip() -> list[str]:
    """Return a pip command that installs into `.venv`."""
    inside = [str(PYTHON), "-m", "pip"]
    if succeeds([*inside, "--version"]):
        return inside
    if succeeds([str(PYTHON), "-m", "ensurepip", "--upgrade"]):
        return inside
    # Since 22.3 pip can install into another environment.
    outside = [[sys.executable, "-m", "pip"], *([found] for found in programs("pip3", "pip"))]
    for command in outside:
        if succeeds([*command, "--python", str(PYTHON), "--version"]):
            return [*command, "--python", str(PYTHON)]
    raise SetupError(
        "This Python has neither ensurepip nor pip, so that nothing can be installed.\n"
        "Install one of them (on Debian and Ubuntu: apt install python3-venv) and try again."
    )


def programs(*names: str) -> list[str]:
    """Return where those of the named programs lie that there are."""
    return [path for name in names if (path := shutil.which(name))]


def succeeds(command: list[str]) -> bool:
    """Return whether a command runs and exits with 0; its output is dropped."""
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, flush=True)

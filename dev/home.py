"""Where the embedded servers live, and as whom they run."""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from dev.process import run_as, started_at


class HomeError(Exception):
    """The servers can't live here; the text says why."""


@dataclass(frozen=True)
class Home:
    """A private folder for the servers' state and the account that owns it."""

    folder: Path
    servant: pwd.struct_passwd | None

    def own(self, path: Path) -> Path:
        """Hand a file or folder that we have just made to the servant; return it."""
        if self.servant:
            os.chown(path, self.servant.pw_uid, self.servant.pw_gid)
        return path

    def make(self, name: str) -> Path:
        """Return a private folder of this name, made if it is missing."""
        path = self.folder / name
        if not path.exists():
            path.mkdir(mode=0o700)
            self.own(path)
        return path

    def write(self, path: Path, text: str) -> Path:
        """Write a file that only the servant (and we) can read; return its path."""
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        return self.own(path)

    def can(self, command: list[str]) -> bool:
        """Return whether the servant can run a command."""
        try:
            done = subprocess.run(
                command, cwd="/", capture_output=True, check=False, **run_as(self.servant)
            )
        except OSError:
            return False
        return done.returncode == 0


def find_servant() -> pwd.struct_passwd | None:
    """Return the unprivileged account to run servers as; none is needed unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise HomeError(
        "PostgreSQL refuses to run as root, and there is no account “nobody” to run it as.\n"
        "Start as an ordinary user, or give DATABASE_URL and REDIS_URL."
    )


def fallback_folder(var: Path) -> Path:
    """Return where the servers live when `var` lies in a folder that is private to root."""
    return Path("/var/lib") / f"pishkhan-{hashlib.sha256(bytes(var)).hexdigest()[:10]}"


def settle(var: Path) -> Home:
    """Return the home of the servers of `var`; its folder is made if it is missing."""
    make_var(var)
    servant = find_servant()
    if servant and not Home(var, servant).can(["/bin/sh", "-c", 'cd "$0"', str(var)]):
        return Home(private(fallback_folder(var), servant), servant)
    return Home(private(var / "servers", servant), servant)


def make_var(var: Path) -> None:
    """Make `var` if it is missing; root lets the servant pass through it, and nobody look."""
    if not var.exists():
        var.mkdir(parents=True)
        var.chmod(0o711 if os.geteuid() == 0 else 0o700)


def private(folder: Path, servant: pwd.struct_passwd | None) -> Path:
    """Return the folder, made for the servant if missing; one that belongs to others is refused."""
    owner = servant.pw_uid if servant else os.geteuid()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        Home(folder, servant).own(folder)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
        raise HomeError(
            f"{folder} belongs to somebody else or is open to others.\n"
            "It was made by another user: start as that user, or remove it with --fresh."
        )
    return folder


def socket_folder(home: Home) -> Path:
    """
    Return a new private folder for a socket.

    An address of a socket has at most 107 bytes, so that `var` may be too deep. The name holds
    our process number; folders of processes that are gone are removed.
    """
    base = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
    for old in base.glob("pishkhan-*-*"):
        pid = old.name.split("-")[1]
        is_ours = old.lstat().st_uid in {os.geteuid(), home.servant.pw_uid if home.servant else -1}
        if is_ours and pid.isdigit() and not started_at(int(pid)):
            shutil.rmtree(old, ignore_errors=True)
    return home.own(Path(tempfile.mkdtemp(prefix=f"pishkhan-{os.getpid()}-", dir=base)))


def package_folder(name: str) -> Path:
    """Return where a package lies, without importing it: its import has side effects."""
    spec = find_spec(name)
    places = (spec.submodule_search_locations if spec else None) or []
    if not places:
        raise HomeError(f"The package {name} is missing: ./run app installs it.")
    return Path(next(iter(places)))


def usable(home: Home, source: Path, program: str, beside: list[Path]) -> Path:
    """
    Return `program` of the folder `source` where the servant can run it.

    Normally that is where it is installed; when that is private, or not executable, `source` and
    what must lie `beside` it are copied into the home, once for each version.
    """
    if home.can([str(source / program), "--version"]):
        return source / program
    state = (source / program).stat()
    copies = home.make(f"programs-{source.name}-{state.st_size}-{int(state.st_mtime)}")
    target = copies / source.parent.name / source.name
    if not target.exists():
        for origin in beside:
            copy(home, origin, copies / origin.name)
        target.parent.mkdir(mode=0o755, exist_ok=True)
        home.own(target.parent)
        copy(home, source, target)
    if not home.can([str(target / program), "--version"]):
        raise HomeError(f"{target / program} doesn't run on this machine.")
    return target / program


def copy(home: Home, source: Path, target: Path) -> None:
    """Copy a folder for the servant, all at once or not at all."""
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(source, partial, symlinks=True)
    for path in [partial, *partial.rglob("*")]:
        if not path.is_symlink():
            is_program = path.is_dir() or path.parent.name == "bin" or "server" in path.name
            path.chmod(0o700 if is_program or path.stat().st_mode & 0o100 else 0o600)
            home.own(path)
    partial.replace(target)

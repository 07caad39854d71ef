"""The servers that aren't given from outside, and the environment in which Django runs on them."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit

from dev import keys
from dev.home import make_var, settle
from dev.process import MARK, Child
from dev.servers import Broker, Postgres
from dev.tasks import ROOT

DATABASE = "pishkhan"
VAR = ROOT / "var"
SECRETS = ("SECRET_KEY", "FIELD_KEY", "AUDIT_KEY")


@dataclass
class House:
    """What one installation on this machine stands on."""

    var: Path
    given: Mapping[str, str]
    keys: dict[str, str]
    postgres: Postgres | None
    broker: Broker | None

    @classmethod
    def of(cls, var: Path, given: Mapping[str, str]) -> Self:
        """Return the house of `var`, with a server of its own for each that isn't given."""
        make_var(var)
        known = keys.load(var)
        logs = var / "log"
        for private in (logs, var / "media"):
            private.mkdir(mode=0o700, exist_ok=True)
        postgres = broker = None
        if not given.get("DATABASE_URL"):
            postgres = Postgres(settle(var), known["admin"], logs / "database.log")
        if not given.get("REDIS_URL"):
            broker = Broker(settle(var), known["broker"], logs / "broker.log")
        return cls(var, given, known, postgres, broker)

    def servers(self) -> list[Child]:
        """Return the servers to start, in this order."""
        own = (self.postgres, self.broker)
        return [server.child() for server in own if server is not None]

    def environment(self) -> dict[str, str]:
        """Return the environment of the web process, the worker and the scheduler."""
        return {
            "PYTHONUNBUFFERED": "1",
            **self.given,
            "DJANGO_SETTINGS_MODULE": self.given.get(
                "DJANGO_SETTINGS_MODULE", "pishkhan.settings.local"
            ),
            "MEDIA_ROOT": self.given.get("MEDIA_ROOT") or str(self.var / "media"),
            "AUDIT_ANCHOR_FILE": self.given.get("AUDIT_ANCHOR_FILE")
            or str(self.var / "audit-anchor.log"),
            **{name: self.given.get(name) or self.keys[name] for name in SECRETS},
            **self.addresses(),
            "REDIS_URL": self.broker.url if self.broker else self.given["REDIS_URL"],
        }

    def addresses(self) -> dict[str, str]:
        """Return the addresses of the three roles."""
        if self.postgres:
            found = {
                role: self.postgres.url(f"{DATABASE}_{role}", self.keys[role], DATABASE)
                for role in ("owner", "runtime", "readonly")
            }
        else:
            # Alone, DATABASE_URL is the owner's; beside an owner's it is the runtime role's.
            url = self.given["DATABASE_URL"]
            owner = self.given.get("DATABASE_OWNER_URL")
            found = {
                "owner": owner or url,
                "runtime": url if owner else servant_url(url, "runtime", self.keys["runtime"]),
                "readonly": self.given.get("DATABASE_READONLY_URL")
                or servant_url(url, "readonly", self.keys["readonly"]),
            }
        return {
            "DATABASE_URL": found["runtime"],
            "DATABASE_OWNER_URL": found["owner"],
            "DATABASE_READONLY_URL": found["readonly"],
        }

    def serving_environment(self) -> dict[str, str]:
        """Return the environment of processes that answer people: without the owner's address."""
        own = {**self.environment(), MARK: str(self.var)}
        for name in ("DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"):
            own.pop(name, None)
        return own

    def owner_environment(self) -> dict[str, str]:
        """Return the environment of migrations and other work of the owner."""
        own = self.environment()
        own["RUNTIME_URL"] = own["DATABASE_URL"]
        own["DATABASE_URL"] = own["DATABASE_OWNER_URL"]
        own["STATEMENT_TIMEOUT"] = "0"
        if self.postgres:
            own["DATABASE_ADMIN_URL"] = self.postgres.admin_url
        return own

    def noted(self) -> dict[str, dict[str, str]]:
        """Return what `./run manage` must know while the servers run."""
        environments = {"runtime": self.environment(), "owner": self.owner_environment()}
        return {
            role: {name: value for name, value in env.items() if self.given.get(name) != value}
            for role, env in environments.items()
        }

    def close(self) -> None:
        """Tidy up after the servers have been stopped."""
        if self.postgres:
            self.postgres.close()


def servant_url(url: str, role: str, password: str) -> str:
    """Return the address of another role in the same database."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    name = f"{parts.path.lstrip('/') or DATABASE}_{role}"
    return urlunsplit(parts._replace(netloc=f"{name}:{password}@{place}"))


def python(*arguments: str) -> list[str]:
    """Return a command of this environment's Python."""
    return [sys.executable, *arguments]


def given() -> dict[str, str]:
    """Return the environment that we were started in."""
    return dict(os.environ)

"""Bar 14: the checks of the configuration, and all migrations from nothing."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2.extensions import connection
from psycopg2.sql import SQL, Identifier

from dev.bench.processes import spent, tree
from dev.bench.rows import Row
from dev.tasks import ROOT

TICK = 0.05


def start(env: Mapping[str, str]) -> list[Row]:
    """Return the processor seconds of both."""
    return [
        Row("14", "manage.py check, CPU", command(["check"], env), 2, 1, " s"),
        migration(env),
    ]


def command(words: list[str], env: Mapping[str, str], link: connection | None = None) -> float:
    """Return the processor seconds of one of Django's commands and of its database backends."""
    name = f"bench-command-{os.getpid()}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env={**env, "PGAPPNAME": name, "STATEMENT_TIMEOUT": "0"},
        stdout=subprocess.DEVNULL,
    )
    used: dict[int, float] = {}
    while process.poll() is None:
        for pid in [*tree(process.pid), *(backends(link, name) if link else ())]:
            used[pid] = max(used.get(pid, 0.0), spent(pid))
        time.sleep(TICK)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words)
    return sum(used.values())


def backends(link: connection, name: str) -> list[int]:
    """Return the database processes of an application."""
    with link.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", [name])
        return [int(row[0]) for row in cursor.fetchall()]


def migration(env: Mapping[str, str]) -> Row:
    """Return what all migrations take in an empty database, if one may be made."""
    name = "migrate from nothing, CPU"
    admin = env.get("DATABASE_ADMIN_URL") or env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"]
    database = f"bench_{os.getpid()}"
    link = psycopg2.connect(admin)
    link.autocommit = True
    with link.cursor() as cursor:
        try:
            cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(database)))
        except psycopg2.errors.InsufficientPrivilege:
            return Row("14", name, None, 30, 10, " s", note="give DATABASE_ADMIN_URL")
        try:
            address = urlunsplit(urlsplit(admin)._replace(path=f"/{database}"))
            taken = command(["migrate", "-v0"], {**env, "DATABASE_URL": address}, link)
        finally:
            cursor.execute(
                SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(database))
            )
    link.close()
    return Row("14", name, taken, 30, 10, " s")

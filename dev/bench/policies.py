"""
What the row policies cost: pages of lists and a filing, behind them and past them, in one process.

`python -m dev.bench.policies`, by a role that may make others, on a database with data. Two roles
with the rights of the runtime role answer in turn; one of them passes the policies by. A filing is
undone after its guards have looked.
"""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from time import process_time

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from core.management.commands.setup_roles import append_only_tables, grant_runtime
from core.scope import as_house
from dev.bench import askers, subjects
from dev.bench.processes import spent
from dev.bench.served import Ask

TIMES, WARM, ROUNDS = 5, 8, 3
BAR = 1.2
ROLES = {"bench_behind": "NOBYPASSRLS", "bench_past": "BYPASSRLS"}
PAGES = (
    "/violations?queue=cases", "/violations?queue=reports", "/contracts", "/offices", "/letters",
    "/terminations", "/duties", "/notifications",
)  # fmt: skip


def make_roles() -> None:
    """Make the two roles, with the rights of the one that serves people."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = {str(row[0]) for row in cursor.fetchall()}
    for name, option in ROLES.items():
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {name} {option}")
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        with connection.connection.cursor() as bare:
            grant_runtime(bare, name, sorted(tables & {*append_only_tables()}), tables)


@contextmanager
def serving(role: str) -> Iterator[None]:
    """Answer as a role inside."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def spend(role: str, act: Callable[[], None]) -> float:
    """Return the processor seconds of an act, done some times: Python's and the database's."""
    backend = connection.connection.info.backend_pid
    with serving(role):
        for _time in range(WARM):
            act()
        before = process_time() + spent(backend)
        for _time in range(TIMES):
            act()
        return process_time() + spent(backend) - before


def ratio(act: Callable[[], None]) -> tuple[float, float]:
    """Return the median ratio of an act behind the policies to past them, and milliseconds."""
    found = []
    for _round in range(ROUNDS):
        behind, past = (spend(role, act) for role in ROLES)
        found.append((behind / past, behind / TIMES * 1000))
    return statistics.median(one for one, _ms in found), statistics.median(ms for _, ms in found)


def answer(client: Client, ask: Ask) -> None:
    """Ask once, and make sure that it was answered."""
    found = client.generic(
        ask.method, ask.path, ask.body, "application/json",
        secure=settings.SESSION_COOKIE_SECURE, headers=dict(ask.headers),
    )  # fmt: skip
    if found.status_code != ask.status:
        raise SystemExit(f"{ask.path}: {found.status_code} {found.content[:300]!r}")


def undone(act: Callable[[], None]) -> None:
    """Do an act and let the deferred guards look; then undo it."""
    with transaction.atomic():
        act()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def acts() -> dict[str, Callable[[], None]]:
    """Return what is measured, by its name."""
    client = Client(raise_request_exception=False)
    found: dict[str, Callable[[], None]] = {}
    with as_house():
        people = {name: user for name, (user, *_) in askers.scopes().items()}
        cookies = {name: askers.session_of(user) for name, user in people.items()}
        key = askers.key_of(people["agency"])
        filings = subjects.filings(key)
        for name in ("agency", "operator", "province"):
            for path in PAGES:
                ask = Ask(path, cookies[name])
                found[f"{name} {path}"] = partial(answer, client, ask)
        rest = Ask(askers.CASES, key)
        found["agency REST cases"] = partial(answer, client, rest)
        found["agency files a report"] = lambda: undone(lambda: answer(client, next(filings)))
    return found


def main() -> None:
    """Measure and print."""
    settings.ALLOWED_HOSTS = ["*"]
    make_roles()
    for name, act in acts().items():
        try:
            act()
        except SystemExit as error:
            print(f"{name}: not measured ({str(error)[:120]})", flush=True)
            continue
        found, milliseconds = ratio(act)
        sign = "" if found <= BAR else "  OVER"
        print(f"{found:5.2f}  {milliseconds:7.1f} ms  {name}{sign}", flush=True)


if __name__ == "__main__":
    main()

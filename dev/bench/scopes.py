"""Bar 4: the first page of each scope here against the same over a hundredth of the rows."""

import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial

from dev.bench import askers
from dev.bench.asking import FREE, Effort
from dev.bench.processes import in_turn, spent
from dev.bench.rows import Row
from dev.bench.served import Ask, Served
from dev.tasks import ROOT

FLOOR, GOAL = 1.5, 1.2


def without_database(name: str) -> Row:
    """Return that a second database is wanted."""
    return Row("4", name, None, FLOOR, GOAL, note="give --small ADDRESS of a small database")


def asks_of(env: Mapping[str, str]) -> Mapping[str, Ask]:
    """Return the requests of each scope on another database; its people are made there."""
    done = subprocess.run(
        [sys.executable, "-m", "dev.bench.askers"],
        cwd=ROOT,
        env=dict(env),
        capture_output=True,
        text=True,
        check=True,
    )
    return askers.from_json(done.stdout)


def compare(env: Mapping[str, str], small: str, effort: Effort) -> Iterator[Row]:
    """Yield bar 4: of every scope whole requests, and beside it the database's part of them."""
    if not small:
        yield without_database("first page of each scope, many rows ÷ few")
        return
    env = {**env, **FREE}
    other = {**env, "DATABASE_URL": small}
    many, few = askers.requests(), asks_of(other)
    with ExitStack() as stack:
        big = stack.enter_context(Served("many", "pishkhan.wsgi", env))
        little = stack.enter_context(Served("few", "pishkhan.wsgi", other))
        for name in many:
            yield of_scope(name, big, many, little, few, effort)


def of_scope(
    name: str,
    big: Served,
    many: Mapping[str, Ask],
    little: Served,
    few: Mapping[str, Ask],
    effort: Effort,
) -> Row:
    """Return one scope's row."""
    big.warm(many[name])
    little.warm(few[name])
    sides = {"many": (big, many[name]), "few": (little, few[name])}
    inside: dict[str, list[float]] = {side: [] for side in sides}
    found = in_turn(
        {
            side: partial(both_parts, server, ask, effort.times, inside[side])
            for side, (server, ask) in sides.items()
        },
        effort.rounds,
    )
    alone = statistics.median(inside["many"]) / statistics.median(inside["few"])
    note = f"of the database alone {alone:.2f}"
    ratio = found["many"] / found["few"]
    return Row("4", f"{name}, many rows ÷ few", ratio, FLOOR, GOAL, note=note)


def both_parts(server: Served, ask: Ask, times: int, inside: list[float]) -> float:
    """Return the seconds of one request; add those of the database alone to `inside`."""
    before = sum(map(spent, server.backends))
    whole = server.cost(lambda: ask, times)
    inside.append((sum(map(spent, server.backends)) - before) / times)
    return whole

"""Bar 13: what long jobs take above their start, over some rows and over ten times as many."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence

from django.db import connection

from dev.bench.rows import Row
from dev.tasks import ROOT

FLOOR, GOAL = 16, 4
EXPORTED = (5_000, 50_000)
IMPORTED = (1_000, 10_000)


def weigh(env: Mapping[str, str], small: str) -> list[Row]:
    """Return bar 13: export, import and sweep; the sweep's few rows are those of `small`."""
    here, there = dict(env), {**env, "DATABASE_URL": small}
    found = [
        *both("export of {} cases", [("export", exported(number), here) for number in EXPORTED]),
        *both("check of a sheet of {}", [("import", str(number), here) for number in IMPORTED]),
    ]
    sweeps: list[tuple[str, str, Mapping[str, str]]] = [("sweep", "", here)]
    sweeps = [("sweep", "", there), *sweeps] if small else sweeps
    names = ["few rows", "all rows"] if small else ["all rows"]
    return [*found, *both("flagging sweep over {}", sweeps, names)]


def both(
    name: str, jobs: Sequence[tuple[str, str, Mapping[str, str]]], said: Sequence[str] = ()
) -> list[Row]:
    """Return what each job took."""
    results = [taken(*job) for job in jobs]
    rows = said or [f"{number:,}" for _taken, number in results]
    return [
        Row("13", f"memory above start, {name.format(rows[place])}", most, FLOOR, GOAL, " MiB")
        for place, (most, _number) in enumerate(results)
    ]


def taken(name: str, argument: str, env: Mapping[str, str]) -> tuple[float, int]:
    """Return the MiB above the start that a job took in a process of its own, and its rows."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-m", "dev.bench.weighed", name, argument],
            cwd=ROOT,
            env={**env, "MEDIA_ROOT": folder, "STATEMENT_TIMEOUT": "0"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    told = json.loads(done.stdout.splitlines()[-1])
    return float(told["MiB"]), int(told["rows"])


def exported(number: int) -> str:
    """Return the query of a list that holds about so many cases, the newest."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(opened_on) FROM (SELECT opened_on FROM violations_case"
            " ORDER BY opened_on DESC LIMIT %s) newest",
            [number],
        )
        (day,) = cursor.fetchone()
    return f"queue=cases&opened_on__gte={day}"

"""
Measure the flagging sweep against a bare scan of the columns that it needs.

Bars 7 to 9 of docs/performance.md: a full sweep with nothing new, and the weighing of a thousand
touched offices, in CPU time of this process and of its database backend together. Works on
whatever data the database holds and writes nothing.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import django
from django.db import connection, transaction

RUNS = 5
TOUCHED = 1000
# What any way of weighing the rules must read at least once, index only where it can.
BARE = """
SELECT
    (SELECT count(*) + sum(length(severity)) + sum(type_id) + count(occurred_on)
     FROM violations_case WHERE state IN ('final', 'closed') AND outcome = 'proven'
       AND final_on <= %(day)s),
    (SELECT sum(points) FROM violations_pointentry WHERE effective_on <= %(day)s),
    (SELECT count(*) + sum(agency_id) FROM contracts_contract
     WHERE state IN ('active', 'suspended') AND starts_on <= %(day)s AND ends_on >= %(day)s),
    (SELECT count(*) + count(expires_on) FROM offices_licence),
    (SELECT count(*) + count(expires_on) FROM contracts_guarantee),
    (SELECT count(*) + sum(holder_id) FROM offices_office)
"""


def backend_cpu(pid: int) -> float:
    """Return the CPU seconds of a local database backend; 0 if it runs elsewhere."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cost(act: Callable[[], object]) -> tuple[float, float]:
    """Return CPU and wall seconds of an act, the median of some runs after one to warm up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    act()
    cpu, wall = [], []
    for _run in range(RUNS):
        began = backend_cpu(pid) + time.process_time(), time.perf_counter()
        act()
        ended = backend_cpu(pid) + time.process_time(), time.perf_counter()
        cpu.append(ended[0] - began[0])
        wall.append(ended[1] - began[1])
    return statistics.median(cpu), statistics.median(wall)


def measure(day: date) -> list[str]:
    """Return the lines of the table."""
    # Models can be imported only when Django is set up.
    from offices.models import Office  # noqa: PLC0415
    from oversight.facts import silence_cutoff, sweep  # noqa: PLC0415
    from oversight.facts.policies import policy_in_force  # noqa: PLC0415

    policy = policy_in_force(day)
    if policy is None:
        return ["no policy is in force: load_policies first"]
    cutoff = silence_cutoff(day, 15)
    some = list(Office.objects.order_by("pk").values_list("pk", flat=True)[:TOUCHED])

    def scan() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, {"day": day})

    bare = cost(scan)
    full = cost(lambda: sweep(policy.rules, day, cutoff=cutoff))
    part = cost(lambda: sweep(policy.rules, day, cutoff=cutoff, offices=some))
    found = sweep(policy.rules, day, cutoff=cutoff)
    lines = [f"{'':32}{'CPU ms':>10}{'wall ms':>10}{'x scan':>8}   bar"]
    for name, (cpu, wall), bar in (
        ("bare scan", bare, ""),
        ("full sweep", full, "<= 4 (goal 2.5)"),
        (f"sweep of {len(some)} offices", part, "<= 0.5 (goal 0.2)"),
    ):
        ratio = cpu / bare[0] if bare[0] else float("nan")
        lines.append(f"{name:32}{cpu * 1000:10.1f}{wall * 1000:10.1f}{ratio:8.2f}   {bar}")
    lines.append(f"fresh {len(found.fresh)}, lapsed {len(found.lapsed)} (a bar is about 0 fresh)")
    return lines


def main(arguments: list[str]) -> int:
    """Print the table for a day (ISO; the newest finality by default)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.settings.local")
    django.setup()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT coalesce(max(final_on), current_date) FROM violations_case")
        (newest,) = cursor.fetchone()
        day = date.fromisoformat(arguments[0]) if arguments else newest
        print("\n".join(measure(day)))
    return 0


if __name__ == "__main__":
    import sys

    raise SystemExit(main(sys.argv[1:]))

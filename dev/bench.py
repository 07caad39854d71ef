"""
`./run bench`: measure the flagging against a bare scan of the columns that it needs.

Bars 7 to 9 of docs/performance.md, in CPU time of this process and of its database backend
together, on whatever data DATABASE_URL holds; what it writes is rolled back.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django
from django.db import connection, transaction
from django.db.models import Count, Min, Sum

RUNS = 9
TOUCHED = 1000
SAMPLE = 200
# Every column that the rules in force weigh, read once, index only where it can be.
BARE = """
SELECT
    (SELECT count(id) + count(office_id) + count(holder_id) + count(agency_id) + count(type_id)
        + count(severity) + count(occurred_on) + count(final_on) + count(sanction) + count(track)
     FROM violations_case WHERE state IN ('final', 'closed') AND outcome = 'proven'
       AND final_on <= %(day)s),
    (SELECT count(id) + count(office_id) + count(holder_id) + sum(points) + count(case_id)
        + count(expires_on)
     FROM violations_pointentry WHERE points > 0 AND effective_on <= %(day)s),
    (SELECT count(id) + count(office_id) + count(agency_id) + count(starts_on)
     FROM contracts_contract
     WHERE state IN ('active', 'suspended') AND starts_on <= %(day)s AND ends_on >= %(day)s),
    (SELECT count(office_id) + count(issued_on) + count(expires_on) + count(state)
        + count(ended_on) + count(state_since) FROM offices_licence),
    (SELECT count(contract_id) + count(expires_on) FROM contracts_guarantee
     WHERE state IN ('held', 'expired')),
    (SELECT count(id) + count(holder_id) FROM offices_office),
    (SELECT count(subject) + count(code) + sum(cardinality(facts)) FROM oversight_flag)
"""


def backend_cpu(pid: int) -> float:
    """Return the CPU seconds of a local database backend; 0 if it runs elsewhere."""
    spent = Path(f"/proc/{pid}/schedstat")
    return int(spent.read_text().split()[0]) / 1e9 if spent.exists() else 0.0


def nothing() -> None:
    """Prepare nothing."""


def cost(
    act: Callable[[], object], runs: int = RUNS, prepare: Callable[[], object] = nothing
) -> tuple[float, float]:
    """Return CPU and wall seconds of an act, the median of some runs after one to warm up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    prepare()
    act()
    cpu, wall = [], []
    for _run in range(runs):
        prepare()
        began = backend_cpu(pid) + time.process_time(), time.perf_counter()
        act()
        ended = backend_cpu(pid) + time.process_time(), time.perf_counter()
        cpu.append(ended[0] - began[0])
        wall.append(ended[1] - began[1])
    return statistics.median(cpu), statistics.median(wall)


def as_usual(day: date, offices: list[int]) -> int:
    """Weigh the rules of offices and contracts as an ordinary loop would; return the hits."""
    # Models can be imported only when Django is set up.
    from contracts.models import Contract, Guarantee  # noqa: PLC0415
    from offices.models import Licence, Office  # noqa: PLC0415
    from violations.models import Case, PointEntry  # noqa: PLC0415

    hits = 0
    year, two_years = day - timedelta(days=365), day - timedelta(days=730)
    for office in Office.objects.filter(pk__in=offices):
        final = Case.objects.filter(
            office=office,
            holder_id=office.holder_id,
            track="contract",
            outcome="proven",
            state__in=["final", "closed"],
            final_on__lte=day,
        )
        live = PointEntry.objects.filter(
            office=office, holder_id=office.holder_id, effective_on__lte=day, expires_on__gt=day
        )
        points = live.aggregate(total=Sum("points"))["total"] or 0
        majors = final.filter(final_on__gt=year, severity="major")
        hits += points >= 60
        hits += majors.values("agency").distinct().count() >= 2
        is_licensed = Licence.objects.filter(office=office).valid_on(day).exists()
        running = Contract.objects.filter(office=office, state__in=["active", "suspended"])
        for contract in running.filter(starts_on__lte=day, ends_on__gte=day):
            own = final.filter(agency_id=contract.agency_id)
            recent = own.filter(final_on__gt=two_years)
            same = recent.values("type__code").annotate(n=Count("pk")).values_list("n", flat=True)
            warned_on = own.filter(sanction="written_warning").aggregate(on=Min("final_on"))["on"]
            held = Guarantee.objects.filter(contract=contract, state="held", expires_on__gt=day)
            hits += own.filter(severity="critical", final_on__gte=contract.starts_on).exists()
            hits += majors.filter(agency_id=contract.agency_id).count() >= 2
            hits += max(same, default=0) >= 3
            hits += points >= 100
            hits += bool(warned_on and own.filter(occurred_on__gt=warned_on).exists())
            hits += not is_licensed
            hits += not held.exists()
    return hits


def reweigh(policy: Any, day: date, cutoff: date) -> None:
    """Weigh what an incremental run would after some offices were touched."""
    # Models can be imported only when Django is set up.
    from oversight.facts import sweep  # noqa: PLC0415
    from oversight.facts.affected import affected_offices, take_touched  # noqa: PLC0415

    some = {*take_touched(), *affected_offices(day, day, dict(policy.rules))}
    sweep(policy.rules, day, cutoff=cutoff, offices=sorted(some))


def measure(day: date) -> list[str]:
    """Return the lines of the table."""
    # Models can be imported only when Django is set up.
    from offices.actions import touch_offices  # noqa: PLC0415
    from offices.models import Office  # noqa: PLC0415
    from oversight.facts import silence_cutoff, sweep  # noqa: PLC0415
    from oversight.facts.policies import policy_in_force  # noqa: PLC0415

    policy = policy_in_force(day)
    if policy is None:
        return ["no policy is in force: load_policies first"]
    cutoff = silence_cutoff(day, 15)
    every = list(Office.objects.order_by("pk").values_list("pk", flat=True))
    some = every[:: max(1, len(every) // TOUCHED)][:TOUCHED]
    few = some[:: max(1, len(some) // SAMPLE)][:SAMPLE]

    def scan() -> None:
        with connection.cursor() as cursor:
            cursor.execute(BARE, {"day": day})

    bare = cost(scan)
    full = cost(lambda: sweep(policy.rules, day, cutoff=cutoff))
    part = cost(
        lambda: reweigh(policy, day, cutoff), prepare=lambda: touch_offices(office_ids=some)
    )
    loop = cost(lambda: as_usual(day, few), runs=1)
    loop = loop[0] * len(every) / len(few), loop[1] * len(every) / len(few)
    found = sweep(policy.rules, day, cutoff=cutoff)
    lines = [
        f"{len(every)} offices; new {len(found.fresh) + len(found.lapsed)} (the bars say: none)",
        f"{'bar':5}{'':34}{'CPU ms':>12}{'wall ms':>12}{'x scan':>10}   floor (goal)",
    ]
    for bar, name, (cpu, wall), floor in (
        ("", "bare scan", bare, ""),
        ("7", "full sweep", full, "<= 4 (2.5)"),
        ("9", f"{len(some)} touched offices weighed again", part, "<= 0.5 (0.2)"),
        ("", f"loop of the ORM, from {len(few)} offices", loop, ""),
    ):
        ratio = cpu / bare[0] if bare[0] else float("nan")
        lines.append(
            f"{bar:5}{name:34}{cpu * 1000:12.1f}{wall * 1000:12.1f}{ratio:10.2f}   {floor}"
        )
    faster = loop[0] / full[0]
    lines.append(f"{'8':5}{'loop / full sweep, CPU':34}{faster:34.0f}   >= 400 (3500)")
    return lines


def main(arguments: list[str]) -> int:
    """Print the table for a day (ISO; the day of the newest run by default)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pishkhan.settings.local")
    django.setup()
    with transaction.atomic(), connection.cursor() as cursor:
        # One process does all the work, so that its time is all that is spent.
        cursor.execute(
            "SET LOCAL app.scope = 'system'; SET LOCAL statement_timeout = 0;"
            " SET LOCAL max_parallel_workers_per_gather = 0;"
            "SELECT coalesce(max(as_of), current_date) FROM oversight_rulerun WHERE NOT is_dry"
        )
        (newest,) = cursor.fetchone()
        day = date.fromisoformat(arguments[0]) if arguments else newest
        print("\n".join(measure(day)))
        transaction.set_rollback(True)
    return 0


if __name__ == "__main__":
    import sys

    raise SystemExit(main(sys.argv[1:]))

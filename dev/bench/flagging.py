"""
Bars 7 to 9: the flagging against a bare scan of the columns that it needs.

In processor time of this process and of its database backend together; what it writes is rolled
back.
"""

import os
import statistics
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Min, Sum

from contracts.models import Contract, Guarantee
from core.clock import today
from core.scope import SYSTEM, set_scope
from dev.bench import remittances
from dev.bench.processes import spent
from dev.bench.rows import Row
from offices.actions import touch_offices
from offices.models import Licence, Office
from oversight.facts import sweep
from oversight.facts.affected import affected_offices, take_touched
from oversight.facts.policies import policy_in_force
from oversight.models import RuleRun
from violations.models import Case, PointEntry

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
    (SELECT count(id) + count(office_id) + count(agency_id) + count(in_force_from)
     FROM contracts_contract
     WHERE state IN ('active', 'suspended') AND in_force_from <= %(day)s AND ends_on >= %(day)s),
    (SELECT count(office_id) + count(issued_on) + count(expires_on) + count(state)
        + count(ended_on) + count(state_since) FROM offices_licence),
    (SELECT count(contract_id) + count(expires_on) FROM contracts_guarantee
     WHERE state IN ('held', 'expired')),
    (SELECT count(id) + count(holder_id) FROM offices_office),
    (SELECT count(subject) + count(code) + sum(cardinality(facts)) FROM oversight_flag)
"""


def nothing() -> None:
    """Prepare nothing."""


def cost(
    act: Callable[[], object], runs: int = RUNS, prepare: Callable[[], object] = nothing
) -> float:
    """Return the processor seconds of an act: the median of some runs after one to warm up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    prepare()
    act()
    found = []
    for _run in range(runs):
        prepare()
        before = spent(backend) + spent(os.getpid())
        act()
        found.append(spent(backend) + spent(os.getpid()) - before)
    return statistics.median(found)


def as_usual(day: date, offices: list[int]) -> int:
    """Weigh the rules of offices and contracts as an ordinary loop would; return the hits."""
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
        for contract in running.filter(in_force_from__lte=day, ends_on__gte=day):
            own = final.filter(agency_id=contract.agency_id)
            recent = own.filter(final_on__gt=two_years)
            same = recent.values("type__code").annotate(n=Count("pk")).values_list("n", flat=True)
            warned_on = own.filter(sanction="written_warning").aggregate(on=Min("final_on"))["on"]
            held = Guarantee.objects.filter(contract=contract, state="held", expires_on__gt=day)
            hits += own.filter(severity="critical", final_on__gte=contract.in_force_from).exists()
            hits += majors.filter(agency_id=contract.agency_id).count() >= 2
            hits += max(same, default=0) >= 3
            hits += points >= 100
            hits += bool(warned_on and own.filter(occurred_on__gt=warned_on).exists())
            hits += not is_licensed
            hits += not held.exists()
    return hits


def reweigh(policy: Any, day: date) -> None:
    """Weigh what an incremental run would after some offices were touched."""
    some = {*take_touched(), *affected_offices(day, day, dict(policy.rules))}
    sweep(policy.rules, day, offices=sorted(some))


def scan(day: date) -> None:
    """Read what the rules weigh, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(BARE, {"day": day})


def newest_day() -> date | None:
    """Return the day of the newest run that raised flags."""
    runs = RuleRun.objects.filter(is_dry=False).order_by("-as_of")
    return runs.values_list("as_of", flat=True).first()


def flag(day: date | None = None, runs: int = RUNS) -> list[Row]:
    """Return bars 7 to 9 for a day; of the newest run if None."""
    with transaction.atomic():
        # One process does all the work, so that its time is all that is spent.
        set_scope(scope=SYSTEM)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        rows = measured(day or newest_day() or today(), runs)
        transaction.set_rollback(True)
    return rows


def measured(day: date, runs: int) -> list[Row]:
    """Return the rows of the table."""
    policy = policy_in_force(day)
    if policy is None:
        return [Row("7", "full flagging sweep", None, 4, 2.5, note="no policy is in force")]
    every = list(Office.objects.order_by("pk").values_list("pk", flat=True))
    some = every[:: max(1, len(every) // TOUCHED)][:TOUCHED]
    few = some[:: max(1, len(some) // SAMPLE)][:SAMPLE]

    bare = cost(lambda: scan(day), runs)
    full = cost(lambda: sweep(policy.rules, day), runs)
    part = cost(lambda: reweigh(policy, day), runs, lambda: touch_offices(office_ids=some))
    loop = cost(lambda: as_usual(day, few), runs=1) * len(every) / len(few)
    found = sweep(policy.rules, day)
    new = len(found.fresh) + len(found.lapsed)
    note = f"{new} new flags: run the rules first" if new else ""
    written = remittances.fill(day)
    accounts = cost(lambda: remittances.scan(day), runs)
    remitted = cost(lambda: remittances.weigh(day), runs)
    return [
        Row("7", "full sweep with nothing new ÷ scan, CPU", full / bare, 4, 2.5, note=note),
        remittances.told(written, remittances.weigh(day), remitted / accounts),
        Row("8", "loop of the ORM ÷ full sweep, CPU", loop / full, 400, 3500, is_least=True),
        Row("9", f"{len(some)} touched offices ÷ scan, CPU", part / bare, 0.5, 0.2),
    ]

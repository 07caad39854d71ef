"""
One long job in a process of its own, which prints the memory that it took above its start.

The job is done once on little before, so that what any first time loads is not counted; all of it
is rolled back.
"""

import csv
import io
import json
import sys
from collections.abc import Callable

import django
from django.apps import apps

if not apps.ready:  # what is weighed can be imported only then
    django.setup()

from django.db import transaction

from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now, today
from core.scope import SYSTEM, as_house, set_scope
from dev.bench import askers
from dev.bench.desks import principal_of
from dev.bench.processes import forget_peak, memory
from lists.actions import start_job
from lists.exports import run_export
from offices import actions
from offices.facts import content_of, read_import
from oversight.facts import sweep
from oversight.facts.policies import policy_in_force

WARM_ROWS = 200


def export(query: str) -> int:
    """Write the cases of a query to a file, as one who sees all of them; return how many."""
    job = start_job(
        kind="export",
        title=lambda: "bench",
        list_name="cases",
        arguments={"query": query, "columns": [], "format": "csv", "language": "fa"},
        actor=viewer(),
        at=now(),
    )
    run_export(job, viewer())
    job.refresh_from_db()
    return job.rows_done


def bring(rows: str) -> int:
    """Read and check a spreadsheet of so many offices, with something wrong in each row."""
    actor = principal_of(askers.person("bench.secretariat", Role.SECRETARIAT))
    batch = actions.start_import(
        data=sheet(int(rows)), file_name="bench.csv", content="offices", actor=actor, at=now()
    )
    actions.claim_import(import_id=batch.pk, at=now())
    table = read_import(batch, today())
    actions.check_import(import_id=batch.pk, table=table, actor=actor, on=today(), at=now())
    return len(table.rows)


def sheet(rows: int) -> bytes:
    """Return a spreadsheet of offices: the template's sample, with codes and an odd rank."""
    fields = content_of("offices").fields
    own = {"code": "9{:06d}", "licence_number": "9/1402/{:06d}", "rank": "9"}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.title for field in fields])
    for serial in range(rows):
        writer.writerow([own.get(one.name, str(one.sample)).format(serial) for one in fields])
    return text.getvalue().encode()


def weigh_all(_all: str) -> int:
    """Run the flagging over everything; return how many contracts, offices, … were looked at."""
    day = today()
    policy = policy_in_force(day)
    found = sweep(policy.rules, day) if policy else None
    return len(found.fresh) + len(found.lapsed) if found else 0


def viewer() -> Principal:
    """Return one who sees the whole province."""
    return principal_of(askers.person("bench.province", Role.EXPERT))


JOBS: dict[str, tuple[Callable[[str], int], str]] = {
    "export": (export, "queue=cases&size=25&opened_on__gte=" + now().date().isoformat()),
    "import": (bring, str(WARM_ROWS)),
    "sweep": (weigh_all, ""),
}


def main(name: str, argument: str) -> int:
    """Do a job; print the MiB above the start, and how many rows there were, as JSON."""
    work, little = JOBS[name]
    with as_house(), transaction.atomic():
        set_scope(scope=SYSTEM)
        if name != "sweep":
            work(little)
        forget_peak()
        before = memory()
        rows = work(argument)
        print(json.dumps({"MiB": memory(field="VmHWM") - before, "rows": rows}))
        transaction.set_rollback(True)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

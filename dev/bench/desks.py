"""Bar 11: what a desk counts, against the same questions put to the whole tables."""

from datetime import date
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict

from accounts.facts import hats_of, principal_for
from accounts.jobs import acting_as
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from core.clock import now, today
from dashboard.facts import own, province
from dashboard.facts.figures import Figure
from dashboard.facts.scope import scope_of
from dev.bench import askers, subjects
from dev.bench.flagging import cost
from dev.bench.rows import Row
from offices.models import Office
from violations.actions import submit_report
from violations.models import ViolationType

# The tiles' questions, answered by reading every row.
HEAP = """
SELECT state, county_id, count(*),
    count(*) FILTER (WHERE least(serve_due_on, defence_due_on, decision_due_on) < %(day)s)
FROM violations_case GROUP BY 1, 2;
SELECT state, agency_id, count(*), count(*) FILTER (WHERE triage_due_on < %(day)s)
FROM violations_violationreport GROUP BY 1, 2;
SELECT state, count(*) FILTER (WHERE ends_on BETWEEN %(day)s AND %(day)s::date + 30)
FROM contracts_contract GROUP BY 1;
SELECT state, count(*) FILTER (WHERE expires_on BETWEEN %(day)s AND %(day)s::date + 90)
FROM offices_licence GROUP BY 1
"""
FLOOR, GOAL = 50, 300


def count(runs: int) -> list[Row]:
    """Return bar 11, of the desk of the province and of an agency."""
    day = today()
    deputy = principal_of(askers.person("bench.province", Role.EXPERT))
    manager = principal_of(askers.manager())
    with transaction.atomic(), connection.cursor() as cursor:
        heap = cost(lambda: read_all(cursor, day), runs)
    found = []
    for name, actor in (("the province", deputy), ("an agency", manager)):
        with acting_as(actor):
            tiles = cost(partial(figures, actor, day), runs)
        what = f"GROUP BY on the heap ÷ tiles of {name}, CPU"
        found.append(Row("11", what, heap / tiles, FLOOR, GOAL, is_least=True))
    return [*found, freshness(manager, day)]


def principal_of(user: User) -> Principal:
    """Return the person with the first role."""
    return principal_for(user, hats_of(user, now())[0], fresh_factor=True, request_id="bench")


def read_all(cursor: Any, day: date) -> None:
    """Answer the questions from the tables themselves."""
    cursor.execute(
        "SET LOCAL app.scope = 'system'; SET LOCAL enable_indexscan = off;"
        " SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off;"
        " SET LOCAL max_parallel_workers_per_gather = 0"
    )
    for question in HEAP.split(";"):
        cursor.execute(question, {"day": day})
        cursor.fetchall()


def figures(actor: Principal, day: date) -> list[Figure]:
    """Return what the desk of a person counts."""
    if actor.is_agency:
        return own.figures_of(actor, day)
    return province.figures_of(actor, scope_of(QueryDict(""), day), day)


def freshness(actor: Principal, day: date) -> Row:
    """Return after how many seconds an agency's desk counts a report that was just filed."""
    name = "a report filed is counted on the desk after"
    with acting_as(actor):
        before = to_triage(actor, day)
        file(actor, day)
        after = to_triage(actor, day)
        transaction.set_rollback(True)
    if after != before + 1:
        return Row("11", name, None, 60, 10, " s", note="not by the next look")
    return Row("11", name, 0, 60, 10, " s", note="the next look")


def to_triage(actor: Principal, day: date) -> int:
    """Return how many reports the desk says are to be triaged."""
    found = [one for one in figures(actor, day) if (one.measure, one.key) == ("queue", "triage")]
    return sum(one.count for one in found)


def file(actor: Principal, day: date) -> None:
    """File a report of an office that has a contract with the actor's agency."""
    told = subjects.told(subjects.contracts(day)[0], subjects.kind(day), day)
    submit_report(
        office_id=Office.objects.get(code=told.pop("office_code")).pk,
        type_id=ViolationType.objects.in_force(day).get(code=told.pop("type_code")).pk,
        agency_id=None,
        actor=actor,
        on=day,
        at=now(),
        **told,
    )

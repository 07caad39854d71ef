"""
A page of a list is read by an index, be it the first, a deep or a searched one (PERFORMANCE 3.2).

The plans are those of the runtime role, behind the row policies, over some thousand rows each.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.jobs import acting_as
from accounts.principal import Principal
from core.web import Page
from dashboard.demo import national
from lists.facts import LISTS
from lists.listed import Listed
from tests.dashboard.conftest import named
from tests.factories import TODAY
from tests.runtime import as_runtime, make_role

COUNTS = national.Counts(offices=4_000, contracts=12_000, reports=40_000)
PEOPLE = ("expert", "secretariat", "gas.manager", "gas.clerk", "rep.ardabil")
SIZE = 50
# Tables with fewer rows are rightly read as a whole.
SMALL = 3_000
# What a page may leave by the way: rows of an index that its filter does not want.
MOST_REMOVED = 3_000
# Found in the names of all offices, of none, in the middle of a few numbers, and of one agency.
SEARCHES = ("دفتر", "هیچ‌کجا", "0001", "گاز")


@pytest.fixture
def role(real_db: None, tmp_path: Path, settings: Any) -> str:
    """Return the runtime role over a small synthetic country."""
    settings.DEMO_LOGINS_FILE = str(tmp_path / "logins.json")
    national.load(today=TODAY, counts=COUNTS)
    with connection.cursor() as cursor:
        # An index that was built anew waits for transactions of other databases on the machine.
        cursor.execute("UPDATE pg_index SET indcheckxmin = false WHERE indcheckxmin")
        cursor.execute("ANALYZE")
    return make_role()


def large_tables() -> set[str]:
    """Return the tables that are not read as a whole for a page."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s"
            " AND relnamespace = 'public'::regnamespace",
            [SMALL],
        )
        return {row[0] for row in cursor.fetchall()}


def asked(known: Any, actor: Principal, **query: str) -> Listed:
    """Return a list as somebody asks for it."""
    typed = QueryDict(mutable=True)
    typed.update(query)
    listed: Listed = known.listed(actor=actor, query=typed, on=TODAY)
    return listed


def at(listed: Listed, tab: Any) -> dict[str, str]:
    """Return the query that opens a list at one of its tabs."""
    return {listed.tab_key: tab.name}


def holds(listed: Listed) -> bool:
    """Tell whether a list is what its tab shows: cases and reports are tabs of one page."""
    queue: Any = getattr(listed, "queue", None)
    return queue is None or queue.is_report == (listed.name == "reports")


def ways(actor: Principal) -> Iterator[tuple[str, Listed]]:
    """Yield every list in its first and its last tab, in each order, plain and searched."""
    for known in LISTS:
        plain = asked(known, actor)
        if not plain.is_open() or plain.queryset is None:
            continue
        tabs = [tab.name for tab in plain.tabs() if holds(asked(known, actor, **at(plain, tab)))]
        for tab in dict.fromkeys(tabs[:1] + tabs[-1:]):
            at_tab = {plain.tab_key: tab}
            listed = asked(known, actor, **at_tab)
            # An order by a column may read the whole table (docs/adr/0023-lists.md).
            for order in listed.get_orders().keys() - listed.own_orders().keys():
                where = f"{known.name}/{tab}/{order}"
                yield where, asked(known, actor, **at_tab, sort=order)
                for words in SEARCHES:
                    yield f"{where}/{words}", asked(known, actor, **at_tab, sort=order, q=words)


def pages(listed: Listed, where: str) -> Iterator[tuple[str, str]]:
    """Yield the first page and one far behind it, by their cursors."""
    yield where, ""
    cursor = ""
    for _step in range(3):
        page: Page = listed.page(cursor, 500)
        if not page.next:
            return
        cursor = page.next
    yield f"{where}, deep", cursor


def plans(listed: Listed, cursor: str) -> Iterator[str]:
    """Yield how the database reads each query of a page, with what it really did."""
    with CaptureQueriesContext(connection) as queries:
        listed.page(cursor, SIZE)
    for query in queries.captured_queries:
        if query["sql"].startswith("SELECT"):
            with connection.cursor() as database:
                database.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {query['sql']}")
                yield "\n".join(row[0] for row in database.fetchall())


def against(plan: str, own: str, large: set[str], *, is_usual: bool) -> str:
    """
    Return what speaks against a plan; of the usual order also that it passes by many rows.

    Which offices a word names is asked first, by itself: a county representative's question reads
    the register of offices as a whole.
    """
    if own in large and re.search(rf"Seq Scan on {own}\b(?!.*never executed)", plan):
        return f"reads all of {own}"
    removed = [int(number) for number in re.findall(r"Rows Removed by .*Filter: (\d+)", plan)]
    if is_usual and own in plan and max(removed, default=0) > MOST_REMOVED:
        return f"passes by {max(removed)} rows"
    return ""


@pytest.mark.deep  # two minutes: it loads a country
def test_a_page_is_read_by_an_index(role: str) -> None:
    large = large_tables()
    found = [fault for username in PEOPLE for fault in faults_of(named(username), role, large)]

    assert large >= {"contracts_contract", "violations_case", "violations_violationreport"}
    assert not found, f"{len(found)}:\n" + "\n\n".join(found[:5])


def faults_of(actor: Principal, role: str, large: set[str]) -> Iterator[str]:
    """Yield the pages of a person's lists that are not read by an index, with their plans."""
    with as_runtime(role), acting_as(actor):
        for name, listed in ways(actor):
            own = listed.found().model._meta.db_table
            is_usual = listed.order_name == next(iter(listed.get_orders()))
            for where, cursor in pages(listed, name):
                for plan in plans(listed, cursor):
                    wrong = against(plan, own, large, is_usual=is_usual)
                    if wrong:
                        yield f"{actor.role} {where}: {wrong}\n{plan}"

"""
The API's memory doesn't grow with the tables (design: PERFORMANCE 2): page, export, replay.

Measured is the peak of what Python allocates, over ten times as many rows.
"""

import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.principal import Principal
from lists.actions import claim_job, note_progress
from lists.exports import run_export
from lists.models import Job
from offices.models import Office
from tests.factories import NOW, make_job, make_office

pytestmark = pytest.mark.django_db

FEW, MANY = 2_000, 20_000
# Bytes that a cache, a plan of a query or the 2,000 keys that an export reads at a time may take
# more; were the rows of a step held, a row would take above a thousand.
SLACK = 1_000_000
OWN = {
    "id": "nextval(pg_get_serial_sequence('offices_office', 'id'))",
    "public_id": "gen_random_uuid()",
    "code": "(25000000 + series)::text",
}


@pytest.fixture
def office(settings: Any, tmp_path: Any) -> Office:
    """Return the office of which there will be many."""
    settings.MEDIA_ROOT = str(tmp_path)
    return make_office()


def fill(office: Office, first: int, last: int) -> None:
    """Write offices like this one, from a number to another, both included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = 'offices_office' AND column_name <> 'turn'"
        )
        columns = [row[0] for row in cursor.fetchall()]
        taken = ", ".join(OWN.get(column, column) for column in columns)
        cursor.execute(
            f"INSERT INTO offices_office ({', '.join(columns)}) SELECT {taken}"
            " FROM offices_office, generate_series(%s, %s) series WHERE id = %s",
            [first, last, office.pk],
        )
        cursor.execute("ANALYZE offices_office")


def peak(work: Callable[[], object]) -> int:
    """Return how many bytes Python held at most while something was done, above those before."""
    gc.collect()
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_the_largest_page_takes_the_same(api_of: Any, expert: Principal, office: Office) -> None:
    api: Client = api_of(expert)

    def page() -> None:
        answer = api.get("/api/v1/offices?page_size=200&include=count").json()
        assert len(answer["results"]) == 200

    fill(office, 1, FEW)
    page()  # fills the caches
    of_few = peak(page)
    fill(office, FEW + 1, MANY)

    assert peak(page) < of_few + SLACK


def test_a_page_of_the_changes_takes_the_same_first_and_last(
    api_of: Any, expert: Principal, office: Office
) -> None:
    api: Client = api_of(expert)

    def page(cursor: str) -> Any:
        asked: dict[str, Any] = {"resources": "offices", "page_size": 200}
        since = {"since": cursor} if cursor else {}
        return api.get("/api/v1/changes", asked | since).json()

    fill(office, 1, FEW)
    page("")  # fills the caches
    of_few = peak(lambda: page(""))
    fill(office, FEW + 1, MANY)
    cursors, count, has_more = [""], 0, True
    while has_more:
        found = page(cursors[-1])
        count, has_more = count + len(found["changes"]), found["has_more"]
        cursors.append(found["cursor"])

    assert count == MANY + 1
    for cursor in (cursors[0], cursors[-3]):  # the last but one is full
        assert peak(lambda cursor=cursor: page(cursor)) < of_few + SLACK  # type: ignore[misc]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_takes_the_same(
    expert: Principal, office: Office, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def export() -> None:
        job = make_job(
            expert, state="waiting", finished_at=None, file="", expires_at=None,
            arguments={"language": "fa", "format": form, "query": {}, "columns": []},
        )  # fmt: skip
        claim_job(job_id=job.pk, at=NOW)
        run_export(Job.objects.get(pk=job.pk), expert)
        counts.append(Job.objects.get(pk=job.pk).counts["ok"])

    def noted(**step: Any) -> None:
        gc.collect()  # what is only waiting to be collected is not held
        note_progress(**step)

    monkeypatch.setattr("lists.exports.note_progress", noted)
    counts: list[int] = []
    fill(office, 1, 499)
    export()  # fills the caches
    of_few = peak(export)
    fill(office, 500, 2_999)

    assert peak(export) < of_few + SLACK
    assert counts == [500, 500, 3_000]

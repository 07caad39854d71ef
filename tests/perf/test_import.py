"""
Bar 10: ten thousand offices from a workbook, against COPY of the same rows in the same run.

Seconds are those of the processors, of this process, its children and its database backend, so
that a busy machine does not matter.
"""

import io
import os
import resource
from pathlib import Path

import pytest
from django.db import connection

from core.clock import now, today
from offices import actions
from offices.facts import read_import
from offices.models import Office, RegisterImport
from tests.factories import make_county
from tests.offices.workbooks import HEADER, office_row, xlsx

ROWS = 10_000
BAR = 10
TABLES = (
    "offices_licenceholder", "offices_office", "offices_officestateinterval", "offices_licence",
    "audit_auditevent",
)  # fmt: skip


def rows(count, **values):
    return [
        office_row(
            serial,
            **{
                "کد دفتر": f"24{serial:06d}",
                "کد پستی": f"56139{10_000 + serial}",
                "تلفن": f"045330{serial:05d}",
                "همراه": f"090000{serial:05d}",
                **values,
            },
        )
        for serial in range(1, count + 1)
    ]


def seconds(pid):
    """Return the processor seconds so far of this process, its children and a backend."""
    own = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    used = sum(each.ru_utime + each.ru_stime for each in own)
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return used + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def clocked(db):
    """Return the clock of the processors; skip where the database runs elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    if not Path(f"/proc/{pid}/stat").exists():
        pytest.skip("the database's processes are not on this machine")
    return lambda: seconds(pid)


def copied(tables, clocked):
    """Return the seconds of a COPY of the rows of the tables into twins with the same indexes."""
    taken = 0.0
    with connection.cursor() as cursor:
        for table in tables:
            kept = io.BytesIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT (FORMAT binary)", kept)
            kept.seek(0)
            cursor.execute(f"CREATE TABLE twin (LIKE {table} INCLUDING ALL)")
            begun = clocked()
            cursor.copy_expert("COPY twin FROM STDIN (FORMAT binary)", kept)
            taken += clocked() - begun
            cursor.execute("DROP TABLE twin")
    return taken


@pytest.mark.deep
def test_ten_thousand_offices_take_at_most_ten_times_copy(
    secretariat, settings, tmp_path, capsys, clocked
):
    settings.MEDIA_ROOT = tmp_path
    make_county("اردبیل")
    report = {}

    def bring(data):
        return actions.start_import(
            data=data, file_name="دفاتر.xlsx", content="offices", actor=secretariat, at=now()
        )

    def timed(name, work):
        begun = clocked()
        done = work()
        report[name] = clocked() - begun
        return done

    wrong = bring(xlsx(HEADER, *rows(ROWS, رتبه="۹")))
    actions.claim_import(import_id=wrong.pk, at=now())
    table = timed("read, an error in each row", lambda: read_import(wrong, today()))
    step = {"table": table, "actor": secretariat, "on": today(), "at": now()}
    timed("check, an error in each row", lambda: actions.check_import(import_id=wrong.pk, **step))
    timed("workbook with the errors", lambda: actions.attach_annotated(
        import_id=wrong.pk, table=table, at=now()))  # fmt: skip
    wrong.refresh_from_db()
    assert (wrong.counts["wrong"], len(wrong.errors)) == (ROWS, ROWS)

    good = bring(xlsx(HEADER, *rows(ROWS)))
    actions.claim_import(import_id=good.pk, at=now())
    table = timed("read", lambda: read_import(good, today()))
    step["table"] = table
    timed("check", lambda: actions.check_import(import_id=good.pk, **step))
    actions.confirm_import(import_id=good.pk, actor=secretariat, at=now())
    actions.claim_import(import_id=good.pk, at=now())
    timed("apply", lambda: actions.apply_import(import_id=good.pk, **step))
    assert RegisterImport.objects.get(pk=good.pk).state == "applied"
    assert Office.objects.filter(state="active").count() == ROWS

    one, all_five = copied(("offices_office",), clocked), copied(TABLES, clocked)
    checked = report["read, an error in each row"] + report["check, an error in each row"]
    whole = 2 * report["read"] + report["check"] + report["apply"]
    with capsys.disabled():
        print()
        for name, seconds in report.items():
            print(f"  {name:32s} {seconds:6.2f} s")
        print(f"  COPY of the offices alone        {one:6.2f} s")
        print(f"  COPY of the five tables          {all_five:6.2f} s")
        print(f"  dry run with errors ÷ COPY (1)   {checked / one:6.2f}")
        print(f"  everything ÷ COPY (five tables)  {whole / all_five:6.2f}")
        print(f"  everything ÷ COPY (1)            {whole / one:6.2f}")
    assert checked / one <= BAR
    # With holders, licences, states and an audit event each: 9.5 where it was written.
    assert whole / all_five <= 1.5 * BAR

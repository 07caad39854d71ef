"""Row policies cost a look at a setting, not an index (design: SECURITY 3, PERFORMANCE 2)."""

import re
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from accounts.jobs import acting_as
from accounts.principal import Principal
from offices.models import Office
from tests.factories import make_case, make_contract, make_report
from tests.runtime import as_runtime, make_role
from violations.models import Case, ViolationReport

pytestmark = pytest.mark.django_db

MANY = 3000
OWN = {
    "public_id": "gen_random_uuid()",
    "number": "number || '-' || series",
    "submitted_on": "submitted_on",
}


@pytest.fixture
def role(gas_clerk: Principal, power_clerk: Principal, gas: Any, power: Any) -> str:
    """Return the runtime role; each of two agencies has thousands of reports."""
    for agency, clerk in ((gas, gas_clerk), (power, power_clerk)):
        make_report(reporter=clerk, contract=make_contract(agency=agency))
    multiply("violations_violationreport")
    return make_role()


def multiply(table: str, times: int = MANY) -> None:
    """Copy each row of a table many times, with keys and numbers of their own."""
    own = OWN | {"id": f"nextval(pg_get_serial_sequence('{table}', 'id'))"}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name <> 'turn'",
            [table],
        )
        columns = [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT array_agg(id) FROM {table}")
        rows = cursor.fetchone()[0]
        taken = ", ".join(own.get(column, column) for column in columns)
        # First a tenth, so that the rest and its triggers are planned for many rows: a table that
        # was analysed while it was empty counts as empty, and is then joined row by row.
        for first, last in ((1, times // 10), (times // 10 + 1, times)):
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {taken} FROM"
                f" (SELECT * FROM {table} WHERE id = ANY(%s)) one, generate_series(%s, %s) series",
                [rows, first, last],
            )
            cursor.execute(f"ANALYZE {table}, oversight_duty")


def plan_of(rows: QuerySet[Any], actor: Principal, role: str) -> str:
    """Return how the database reads rows for an actor, with what it really did."""
    with as_runtime(role), acting_as(actor):
        return rows.explain(analyze=True, costs=False, timing=False)


def test_an_agency_reads_a_page_by_its_index(role: str, gas_clerk: Principal) -> None:
    # as many cases as reports: an empty table is hashed whichever way it is asked for
    make_case(contract=make_contract())
    multiply("violations_case")
    rows = ViolationReport.objects.visible_to(gas_clerk).order_by("-submitted_on", "-id")[:25]

    plan = plan_of(rows, gas_clerk, role)

    assert re.search(r"using violations_(violation)?report_\w+ on violations_violationreport", plan)
    assert "Seq Scan on violations_violationreport" not in plan
    # no hash of the province's cases
    assert not re.search(r"Seq Scan on violations_case\b", plan)


def test_the_province_reads_a_page_by_its_index(role: str, expert: Principal) -> None:
    rows = ViolationReport.objects.visible_to(expert).order_by("-submitted_on", "-id")[:25]

    plan = plan_of(rows, expert, role)

    assert "using violations_report_submitted" in plan
    assert re.search(r"rows=25(\.00)? loops=1", plan)  # PostgreSQL 18 counts in fractions


def test_a_county_reads_its_cases_in_the_order_of_its_index(
    office: Office, county_rep: Principal
) -> None:
    make_case(contract=make_contract(office=office))
    for _county in range(11):
        make_case(contract=make_contract())
    multiply("violations_case", 250)
    rows = Case.objects.visible_to(county_rep).order_by("-opened_on", "-id")[:25]

    plan = rows.explain()

    assert "using violations_case_county" in plan
    assert "Sort" not in plan


def test_what_waits_for_an_agency_is_read_by_an_index(role: str, gas_clerk: Principal) -> None:
    with connection.cursor() as cursor:  # one in a hundred still waits
        cursor.execute(
            "UPDATE violations_violationreport SET state = 'withdrawn', version = version + 1"
            " WHERE mod(id, 100) <> 0"
        )
        cursor.execute("ANALYZE violations_violationreport")
    rows = ViolationReport.objects.visible_to(gas_clerk).filter(state="submitted")[:100]

    plan = plan_of(rows, gas_clerk, role)

    assert "using violations_report_waiting" in plan


def test_a_setting_is_read_once_for_a_statement(role: str, power_clerk: Principal) -> None:
    plan = plan_of(ViolationReport.objects.order_by("pk"), power_clerk, role)

    asked = [line for line in plan.splitlines() if "agencies_agency named" in line]
    assert asked
    assert all(line.endswith(("loops=1)", "(never executed)")) for line in asked)
    assert f"Rows Removed by Filter: {MANY + 1}" in plan

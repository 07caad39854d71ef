"""What every function and role of the database keeps to."""

import pytest
from django.db import connection

from accounts.principal import Principal

_UNPINNED = """
SELECT p.oid::regprocedure::text FROM pg_proc p
JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  AND p.prosqlbody IS NULL  -- bound when it was made
  AND coalesce(p.proconfig, '{}') <> ARRAY['search_path=pg_catalog, public, pg_temp']
ORDER BY 1
"""


def unpinned() -> list[str]:
    """Return our functions that would look for tables where a session says."""
    with connection.cursor() as cursor:
        cursor.execute(_UNPINNED)
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
class TestFunctions:
    def test_look_for_their_tables_in_our_schema(self) -> None:
        found = unpinned()

        assert not found, "write SET search_path = pg_catalog, public, pg_temp"

    def test_are_seen_when_they_do_not(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE FUNCTION loose() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';"
                " CREATE FUNCTION half() RETURNS int LANGUAGE plpgsql"
                " SET search_path = pg_catalog, public AS 'BEGIN RETURN 1; END'"
            )

        assert unpinned() == ["half()", "loose()"]

    def test_are_not_fooled_by_a_table_of_the_session(self, gas_clerk: Principal) -> None:
        from tests.factories import make_case, make_report
        from violations.models import CaseReport

        case = make_case()
        report = make_report(reporter=gas_clerk, contract=case.contract, type=case.type)
        CaseReport.objects.create(case=case, report=report)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE violations_casereport (case_id bigint)")
            cursor.execute("SELECT violations_reported(%s, %s)", [case.pk, gas_clerk.user_id])
            told = cursor.fetchone()[0]

        assert told is True

"""
What raw SQL of the web process's own role can do is listed, with the reason for each.

A statement is generated for each column, deletion and insertion (`raw_sql.py`) and tried on rows of
each state. What goes through stands in `raw_sql_allowed.txt`, or a guard is missing.
"""

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from core.scope import SYSTEM, set_scope
from offices.models import Office
from tests.architecture import raw_sql
from tests.architecture.stage import stage
from tests.architecture.world import World
from tests.runtime import as_runtime, make_role

ALLOWED = Path(__file__).with_name("raw_sql_allowed.txt")
# Columns whose guard is not `accounts_ask`: the function that asks who did it.
ASKED_BY = {
    "accounts_rolegrant.confirmed_by": "accounts_guard_grant",
    "accounts_rolegrant.ended_by": "accounts_keep_grant",
    "accounts_rolegrant.given_by": "accounts_guard_grant",
    "approvals_pendingact.decided_by": "approvals_guard_decision",
    "contracts_contract.accepted_by": "contracts_guard_acceptance",
    "contracts_contract.acceptance_entered_by": "contracts_guard_acceptance",
    "contracts_contract.acted_by": "contracts_guard_actor",
    "contracts_contract.disowned_by": "contracts_guard_confirmation",
    "contracts_contract.mutual_end_accepted_by": "contracts_guard_agreement",
    "contracts_contractscan.kept_by": "contracts_guard_paper",
    "contracts_endingproof.decided_by": "contracts_guard_prover",
    "offices_licencescan.kept_by": "offices_guard_scan",
    "offices_officeletter.kept_by": "offices_guard_letter",
    "oversight_duty.reopened_by": "oversight_guard_duty",
    "violations_appeal.contested_by": "violations_guard_contested_objection",
    "oversight_reviewpaper.contested_by": "oversight_guard_contest",
    "oversight_reviewpaper.entered_by": "oversight_guard_review_paper",
    "oversight_policyversion.approved_by": "oversight_guard_approval",
    "violations_defence.contested_by": "violations_guard_contest",
    "violations_decision.decided_by": "violations_guard_turn",
    "violations_standin.named_by": "violations_guard_naming",
}
GUARDS = """
SELECT held.tgrelid::regclass::text, called.proname,
    split_part(encode(held.tgargs, 'escape'), '\\000', 1)
FROM pg_trigger held JOIN pg_proc called ON called.oid = held.tgfoid WHERE NOT held.tgisinternal
"""


def allowed() -> dict[str, str]:
    """Return the patterns of the list with their reasons."""
    lines = ALLOWED.read_text(encoding="utf-8").splitlines()
    written = [line for line in lines if line and not line.startswith("#")]
    return dict(line.split(": ", 1) for line in written)


def guard_again() -> None:
    """Switch the triggers on that `stage` has switched off, and let the events be of old."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditevent SET turn = 0")
        cursor.execute(
            "SELECT format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', tgrelid::regclass, tgname)"
            " FROM pg_trigger WHERE NOT tgisinternal"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


@pytest.fixture(scope="module")
def role(world: World) -> str:
    """Return the runtime role of a world in which each table has rows and its guards."""
    stage(world)
    guard_again()
    return make_role()


@pytest.mark.django_db
class TestRuntimeRole:
    def test_does_by_raw_sql_only_what_is_listed(self, role: str) -> None:
        known = raw_sql.catalog()
        nobody = User.objects.create(username="nobody", full_name="کسی بی‌سمت").pk
        rows = {table: raw_sql.rows_of(known, table) for table in known.columns}
        statements = [
            *raw_sql.updates(known, nobody),
            *raw_sql.deletions(known),
            *raw_sql.insertions(known, nobody),
        ]
        with as_runtime(role):
            set_scope(scope=SYSTEM)
            through = raw_sql.try_all(statements, rows, known)
        through |= {f"EMPTY {table}" for table, keys in rows.items() if not keys}
        patterns = allowed()

        assert len({one.name for one in statements} - through) >= 150
        new = [
            name
            for name in sorted(through)
            if not any(fnmatchcase(name, pattern) for pattern in patterns)
        ]
        assert not new, "guard it in <app>/sql, or list it in raw_sql_allowed.txt with the reason"
        unused = [
            pattern
            for pattern in patterns
            if not any(fnmatchcase(name, pattern) for name in through)
        ]
        assert not unused, "nothing of this goes through any more: take it out of the list"

    def test_does_not_revoke_all_offices_by_one_statement(self, role: str) -> None:
        with as_runtime(role):
            set_scope(scope=SYSTEM)
            through = raw_sql.try_text("UPDATE offices_office SET state = 'revoked'")

        assert not through
        assert not Office.objects.filter(state="revoked").exists()

    def test_does_not_write_an_event_off_the_chain(self, role: str) -> None:
        columns = (
            "at, actor_id, actor_name, actor_role, grant_id, via, client, verb, target_type,"
            " target_id, target_label, changes, note, request_id, previous"
        )
        with as_runtime(role):
            set_scope(scope=SYSTEM)
            through = raw_sql.try_text(
                f"INSERT INTO audit_auditevent (stream, sequence, hash, {columns})"
                f" SELECT stream, sequence + 1, repeat('0', 64), {columns} FROM audit_auditevent"
                " ORDER BY sequence DESC LIMIT 1"
            )

        assert not through

    def test_makes_no_object(self, role: str) -> None:
        with as_runtime(role):
            made = [
                text
                for text in (
                    "CREATE TEMPORARY TABLE t (a int)",
                    "CREATE TABLE t (a int)",
                    "SELECT lo_create(0)",
                    "SELECT lo_from_bytea(0, 'x')",
                    "CREATE SCHEMA s",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1",
                    "CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql RETURN 1",
                    (
                        "SELECT offices_stage('{a}', '{text}'); CREATE TRIGGER t BEFORE INSERT"
                        " ON staged FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
                    ),
                    "SELECT offices_stage(ARRAY['a int); DROP TABLE audit_touch; --'], '{text}')",
                    "SELECT offices_stage('{a}', ARRAY['text); DROP TABLE audit_touch; --'])",
                )
                if raw_sql.try_text(text)
            ]

        assert not made


@pytest.mark.django_db
class TestPersons:
    @pytest.fixture
    def guards(self) -> list[tuple[str, str, str]]:
        with connection.cursor() as cursor:
            cursor.execute(GUARDS)
            return [*cursor.fetchall()]

    @pytest.fixture
    def persons(self) -> set[str]:
        return {
            f"{column.table}.{column.name}"
            for columns in raw_sql.catalog().columns.values()
            for column in columns
            if column.is_person
        }

    def test_are_all_asked_for_their_role(self, guards: Any, persons: set[str]) -> None:
        asked = {
            f"{table}.{argument}"
            for table, name, argument in guards
            if name == "accounts_guard_doer"
        }
        attached = {(table, name) for table, name, _argument in guards}

        assert persons <= asked | set(ASKED_BY), "ask for the role by accounts_ask (asked.sql)"
        for column, guard in ASKED_BY.items():
            assert column in persons
            assert (column.partition(".")[0], guard) in attached

    def test_are_all_asked_for_an_event_of_their_own(self, guards: Any, persons: set[str]) -> None:
        asked = {
            f"{table}.{argument}"
            for table, name, argument in guards
            if name == "approvals_guard_named"
        }

        assert persons <= asked, "ask for it by approvals_ask_named (named.sql)"

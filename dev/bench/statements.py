"""The statements of the limit: what a page, a record and an act cost the database alone."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.db import connection

# The columns of `violations.api.reports`, under their public names.
COLUMNS = """
    r.public_id AS id, r.number, r.state, r.source, o.public_id AS office, o.code AS office_code,
    o.name AS office_name, a.public_id AS agency, a.code AS agency_code, c.public_id AS contract,
    c.number AS contract_number, t.public_id AS type, t.code AS type_code, t.title AS type_title,
    r.occurred_on, r.occurred_at, r.discovered_on, r.submitted_on, r.is_late, r.place,
    r.narrative, r.supplement, r.amount, r.affected, r.reporter_name, r.triage_due_on,
    r.triaged_on, r.triage_reason, r.referred_to, d.number AS duplicate_of, r.version, r.updated_at
"""
JOINED = """
    violations_violationreport r
    JOIN offices_office o ON o.id = r.office_id
    JOIN violations_violationtype t ON t.id = r.type_id
    LEFT JOIN agencies_agency a ON a.id = r.agency_id
    LEFT JOIN contracts_contract c ON c.id = r.contract_id
    LEFT JOIN violations_violationreport d ON d.id = r.duplicate_of_id
"""
PAGE = f"""
SELECT coalesce(json_agg(page), '[]')::text FROM (
    SELECT {COLUMNS} FROM {JOINED} WHERE r.agency_id = $1 AND r.state = $2
    ORDER BY r.submitted_on DESC, r.id DESC LIMIT 50
) page
"""  # noqa: S608 # pieces of our own
DETAIL = f"""
SELECT row_to_json(one)::text FROM (SELECT {COLUMNS} FROM {JOINED} WHERE r.public_id = $1) one
"""  # noqa: S608 # pieces of our own
CASES = """
SELECT coalesce(json_agg(page), '[]')::text FROM (
    SELECT v.public_id AS id, v.number, v.state, o.code AS office_code, o.name AS office_name,
        y.name AS county, a.short_name AS agency, t.title AS type, v.occurred_on, v.track,
        v.severity, v.points, v.outcome, v.sanction, v.sanction_days, v.opened_on, v.served_on,
        v.serve_due_on, v.defence_due_on, v.decision_due_on, v.appeal_due_on, v.decided_on,
        v.is_issued, v.occurrence, v.final_on, v.decision_serve_due_on, v.result_serve_due_on,
        v.result_served_on, v.is_contested, u.full_name AS assignee, v.reminded_on
    FROM violations_case v
    JOIN offices_office o ON o.id = v.office_id
    JOIN territory_division y ON y.id = v.county_id
    JOIN violations_violationtype t ON t.id = v.type_id
    LEFT JOIN agencies_agency a ON a.id = v.agency_id
    LEFT JOIN accounts_user u ON u.id = v.assignee_id
    WHERE v.agency_id = $1 ORDER BY v.opened_on DESC, v.id DESC LIMIT 50
) page
"""
# A table like that of the reports, with its checks and indexes, but no guards and no keys.
TWIN = "bench_report"


@dataclass(frozen=True)
class Statement:
    """One prepared statement with its values."""

    sql: str
    types: tuple[str, ...]
    values: tuple[Any, ...]


def insertion() -> Statement:
    """Return the bare INSERT of a report into the twin: the columns of the newest one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, udt_name FROM information_schema.columns"
            " WHERE table_name = 'violations_violationreport' AND is_generated = 'NEVER'"
            " AND is_identity = 'NO' AND column_name NOT IN ('id', 'public_id', 'number')"
            " ORDER BY ordinal_position"
        )
        columns = [(str(name), str(kind)) for name, kind in cursor.fetchall()]
        names = ", ".join(name for name, _kind in columns)
        cursor.execute(
            f"SELECT {', '.join(f'{name}::text' for name, _kind in columns)}"  # noqa: S608 # ours
            " FROM violations_violationreport ORDER BY id DESC LIMIT 1"
        )
        values = tuple(cursor.fetchone())
    marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    sql = (
        f"INSERT INTO {TWIN} (public_id, number, {names})"  # noqa: S608 # columns of ours
        f" VALUES (gen_random_uuid(), left(gen_random_uuid()::text, 20), {marks})"
        " RETURNING id::text"
    )
    return Statement(sql, tuple(kind for _name, kind in columns), values)


def as_variable(statements: dict[str, Statement]) -> str:
    """Return the statements as the limit's process reads them."""
    return json.dumps(
        {
            path: {"sql": one.sql, "types": one.types, "values": [*map(plain, one.values)]}
            for path, one in statements.items()
        }
    )


def plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    return value if value is None or isinstance(value, int | str) else str(value)


@contextmanager
def twin(env: Mapping[str, str]) -> Iterator[None]:
    """Keep a table like that of the reports; the owner makes it, the limit writes into it."""
    role = connection.settings_dict["USER"]
    link = psycopg2.connect(env.get("DATABASE_OWNER_URL") or env["DATABASE_URL"])
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {TWIN}")
        cursor.execute(f"CREATE TABLE {TWIN} (LIKE violations_violationreport INCLUDING ALL)")
        cursor.execute(f'GRANT SELECT, INSERT ON {TWIN} TO "{role}"')
        try:
            yield
        finally:
            cursor.execute(f"DROP TABLE IF EXISTS {TWIN}")
    link.close()

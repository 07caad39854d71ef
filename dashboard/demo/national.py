"""
Synthetic data of a whole country, for measurements: set-based SQL into an empty database.

Run by the owner of the tables: triggers rest while rows are written that no action could write so
quickly, and are set back as they were; foreign keys and indexes are built anew over the whole.
One event a batch says that the rows are synthetic.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import RoleGrant, User
from accounts.roles import Role
from agencies.actions import load_agencies
from agencies.models import Agency
from audit.actions import record
from core.clock import TEHRAN
from core.jalali import year_of, year_start
from dashboard.demo import logins
from dashboard.demo.load import refuse_unless_empty
from dashboard.demo.national_sql import BATCHES, LOADED, YEARS, Batch
from dashboard.demo.people import OTHERS, PROVINCE, Casting, agency_parts
from dashboard.demo.places import PROVINCE as PROVINCE_NAME
from dashboard.demo.stage import Stage
from oversight.actions import load_policies
from territory.actions import load_divisions
from territory.models import Division
from violations.actions import load_types
from workdays.actions import load_calendar


class NotOwner(Exception):
    """Only the owner of the tables lets their triggers rest."""


@dataclass(frozen=True)
class Counts:
    """How much to make; contracts spread over five years."""

    offices: int = 20_000
    contracts: int = 200_000
    reports: int = 2_000_000


def refuse_unless_owner() -> None:
    """
    Refuse everybody but the owner of the tables.

    Raises:
        NotOwner: somebody else is connected.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class"
            " WHERE oid = 'violations_case'::regclass"
        )
        if not cursor.fetchone()[0]:
            raise NotOwner(
                _("Synthetic data are loaded by the owner: ./run manage --owner load_demo …")
            )


def load(*, today: date, counts: Counts) -> dict[str, int]:
    """Make everything in one transaction; return the number of rows by batch."""
    logins.refuse_outside_demo()
    refuse_unless_owner()
    refuse_unless_empty()
    made: dict[str, int] = {}
    with override("fa"), transaction.atomic(), logins.light_hashing():
        casting = _people(today)
        values = _values(today, counts)
        with _resting(LOADED):
            for batch in BATCHES:
                made[batch.name] = _write(batch, values)
        _staff(casting)
        _say(casting.stage, made)
        _number()
    with connection.cursor() as cursor:
        for table in LOADED:
            cursor.execute(f"ANALYZE {table}")
    return made


def _people(today: date) -> Casting:
    """Bring in the reference data and those who measure: one login for each role."""
    stage = Stage(1405, today, year_start(year_of(today) - YEARS + 1), is_full=True)
    stage.moment = datetime.combine(stage.begin, time(8), TEHRAN).astimezone(UTC)
    load_divisions()
    load_calendar(at=stage.moment)
    load_types()
    load_policies(at=stage.moment)
    province = Division.objects.get(level="province", name=PROVINCE_NAME)
    load_agencies(province=province)
    casting = Casting(stage)
    casting.play_admins()
    casting.play([part for part in PROVINCE if part.username != "rep.parsabad"])
    for agency in Agency.objects.filter(code__in=["gaz", "bargh"]).order_by("-code"):
        casting.play(agency_parts(agency))
    casting.play(OTHERS)
    logins.save(casting.logins)
    return casting


def _staff(casting: Casting) -> None:
    """Give every other agency those who decide: none is without them, so nothing passes on."""
    staffed = RoleGrant.objects.filter(role=Role.AGENCY_MANAGER).values("scope_id")
    for agency in Agency.objects.exclude(public_id__in=staffed).order_by("pk"):
        casting.play(agency_parts(agency))


def _values(today: date, counts: Counts) -> dict[str, object]:
    """Return what the statements ask for, by name."""
    years = [year_of(today) - back for back in range(YEARS - 1, -1, -1)]
    starts = [year_start(year) for year in [*years, years[-1] + 1]]
    return {
        "today": today,
        "offices": counts.offices,
        "contracts": counts.contracts,
        "reports": counts.reports,
        "years": years,
        "starts": starts[:-1],
        "nexts": starts[1:],
    }


def _write(batch: Batch, values: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.1405)")
        for statement in batch.statements:
            cursor.execute(statement, values)
        return int(cursor.rowcount)


@contextmanager
def _resting(tables: tuple[str, ...]) -> Iterator[None]:
    """Let triggers, foreign keys and plain indexes of the tables rest, then set them back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;"
            " SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '128MB';"
            " SET LOCAL synchronous_commit = off; SET CONSTRAINTS ALL IMMEDIATE"
        )
        triggers = _rows(cursor, _TRIGGERS, tables)
        keys = _rows(cursor, _FOREIGN_KEYS, tables)
        indexes = _rows(cursor, _INDEXES, tables)
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for _table, name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _table, _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table, name, mode in triggers:
            cursor.execute(f'ALTER TABLE {table} {_MODES[mode]} TRIGGER "{name}"')


_MODES = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}
_TRIGGERS = """
SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger
WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[]) ORDER BY 1, 2
"""
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY 1, 2
"""
# Those that no constraint needs. A condition is not written back letter by letter, so partial
# indexes stay.
_INDEXES = """
SELECT i.indrelid::regclass::text, c.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique AND i.indpred IS NULL
  AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid)
ORDER BY 1, 2
"""


def _rows(cursor: Any, query: str, tables: tuple[str, ...]) -> list[tuple[str, str, str]]:
    cursor.execute(query, [list(tables)])
    return list(cursor.fetchall())


def _say(stage: Stage, made: dict[str, int]) -> None:
    """Leave one event a batch, which calls its rows synthetic."""
    clock = User.objects.system()
    province = Division.objects.get(level="province", name=PROVINCE_NAME)
    for name, count in made.items():
        record(
            actor=clock,
            verb="synthetic.loaded",
            target=province,
            changes={name: (0, count)},
            note="synthetic",
            at=stage.moment,
        )


def _number() -> None:
    """Let the numbers of every year go on after the synthetic ones."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS)


_NUMBERS = """
INSERT INTO audit_numbersequence (register, jalali_year, last)
SELECT register, split_part(number, '-', 1)::int, max(split_part(number, '-', 2)::int)
FROM (
    SELECT 'violation' AS register, number FROM violations_violationreport
    UNION ALL SELECT 'contract', number FROM contracts_contract
) taken
GROUP BY 1, 2
ON CONFLICT (register, jalali_year) DO UPDATE SET last = EXCLUDED.last
"""

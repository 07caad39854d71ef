"""How checked rows of existing contracts enter the register."""

from typing import Any

from audit.actions import record_many
from audit.numbers import next_numbers
from contracts.models import Contract
from offices.actions import touch_offices
from offices.actions.batches import Batch

_INSERT = """
INSERT INTO contracts_contract (created_at, updated_at, public_id, number, agency_number,
    agency_id, office_id, county_id, kind, state, signed_on, starts_on, ends_on, notice_days,
    retention_percent, retention_reason, value, terminated_on, ended_on,
    notice_proof, mutual_end_reason, quota_exception, renewal_exception, origin,
    source_import_id, version)
SELECT now(), now(), offices_new_uuid(), s.number, s.agency_number, s.agency_id, s.office_id,
    o.county_id, coalesce(s.kind, 'contract'), s.enters, s.signed_on,
    s.starts_on, s.ends_on, coalesce(s.notice_days, 30), coalesce(s.retention_percent, 0), '',
    s.value, CASE WHEN s.enters = 'terminated' THEN s.stopped_on END,
    CASE WHEN s.enters = 'active' THEN NULL
         WHEN s.enters = 'expired' THEN s.ends_on ELSE coalesce(s.stopped_on, s.ends_on) END,
    '', '', '', '', 'import', %(source)s, 1
FROM staged s JOIN offices_office o ON o.id = s.office_id
WHERE s.act = 'insert' AND NOT s.is_wrong ORDER BY s.line
"""
_SERVICES = """
INSERT INTO contracts_contractservice (created_at, updated_at, contract_id, service_id, office_id,
    agency_id, starts_on, ends_on, state)
SELECT now(), now(), c.id, unnest(s.service_ids), c.office_id, c.agency_id, c.starts_on, c.ends_on,
    c.state
FROM staged s JOIN contracts_contract c ON c.number = s.number
"""
_GUARANTEES = """
INSERT INTO contracts_guarantee (created_at, updated_at, public_id, contract_id, kind, number,
    issuer, amount, expires_on, state, excess_reason)
SELECT now(), now(), offices_new_uuid(), c.id, coalesce(s.guarantee_kind, 'bank'),
    s.guarantee_number, '', s.guarantee_amount, s.guarantee_until,
    CASE WHEN s.enters = 'settled' THEN 'released'
         WHEN s.guarantee_until < %(on)s THEN 'expired' ELSE 'held' END, ''
FROM staged s JOIN contracts_contract c ON c.number = s.number
WHERE s.guarantee_number IS NOT NULL
"""


def apply(batch: Batch) -> None:
    """Enter the contracts with numbers of ours and an event each, and touch their offices."""
    lines = batch.rows(
        "SELECT line FROM staged WHERE act = 'insert' AND NOT is_wrong ORDER BY line"
    )
    if not lines:
        return
    numbers = next_numbers("contract", batch.on, len(lines), digits=4)
    batch.add(number="varchar(40)")
    batch.execute(
        "UPDATE staged s SET number = n.number FROM unnest(%s::int[], %s::text[])"
        " AS n (line, number) WHERE n.line = s.line",
        [[line for (line,) in lines], numbers],
    )
    batch.execute(_INSERT, {"source": batch.import_id})
    batch.execute(_SERVICES)
    batch.execute(_GUARANTEES, {"on": batch.on})
    rows = batch.rows(
        "SELECT c.id, c.public_id, c.number, c.agency_id, c.office_id, s.code, c.agency_number,"
        " c.state, c.starts_on, c.ends_on FROM staged s"
        " JOIN contracts_contract c ON c.number = s.number ORDER BY s.line"
    )
    touch_offices(office_ids=[row[4] for row in rows])
    record_many(
        actor=batch.actor,
        verb="contract.imported",
        targets=[(_target(row), _changes(row)) for row in rows],
        note=batch.file_name,
        at=batch.at,
    )


def _target(row: tuple[Any, ...]) -> Contract:
    return Contract(pk=row[0], public_id=row[1], number=row[2], agency_id=row[3])


def _changes(row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "office": (None, row[5]),
        "agency_number": (None, row[6]),
        "state": (None, row[7]),
        "term": (None, [row[8], row[9]]),
    }

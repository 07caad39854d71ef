"""Rows of offices from a file: what they mean to the register, and how they enter it."""

import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from audit.actions import record_many
from offices.actions.batches import Batch, written
from offices.actions.licence_rows import check_licences, insert_licences
from offices.actions.office_meaning import derive
from offices.actions.offices import touch_offices
from offices.facts import Content
from offices.models import Office
from offices.rules import search_key
from offices.rules.columns import OFFICE_FIELDS

# Columns of an office that a file may change, as they are compared and written. They are names
# of ours, so the statements below may be put together from them.
PLAIN = {
    "name": "s.name",
    "kind": "s.kind",
    "address": "s.address",
    "postal_code": "s.postal_code",
    "phone": "s.phone",
    "mobile": "s.mobile",
    "iban": "s.iban",
    "manager_name": "s.manager_name",
    "opening_hours": "s.opening_hours",
    "area_m2": "s.area_m2",
    "counter_count": "s.counter_count",
    "rank": "nullif(s.rank, '')::smallint",
    "is_member": "s.is_member::boolean",
    "latitude": "s.latitude",
    "longitude": "s.longitude",
    "first_active_on": "s.first_active_on",
    "county_id": "s.county_id",
    "district_id": "s.district_id",
    "place_id": "s.place_id",
    # A holder is only filled in here: another one is a transfer of the licence.
    "holder_id": "CASE WHEN o.holder_id IS NULL THEN s.holder_pk END",
}
_CHANGED = " OR ".join(f"{value} IS DISTINCT FROM o.{name} AND {value} IS NOT NULL"
                       for name, value in PLAIN.items() if name != "holder_id")  # fmt: skip


# ---------------------------------------------------------------- what the register knows


def check(batch: Batch) -> None:
    """Say for each row whether it is new, changed or the same, and what stands against it."""
    batch.flag_alike("code", _("This code also stands in line {0}."), ["code"])
    batch.execute(
        "UPDATE staged s SET pk = o.id, act = 'update' FROM offices_office o WHERE o.code = s.code"
    )
    _check_new(batch)
    _check_holders(batch)
    check_licences(batch)
    _check_states(batch)
    if batch.known_rows == "skip":
        batch.execute("UPDATE staged SET act = 'skip' WHERE act = 'update'")
    batch.execute(
        "UPDATE staged s SET act = 'same' FROM offices_office o"
        f" WHERE s.act = 'update' AND o.id = s.pk AND NOT ({_CHANGED})"
        " AND NOT (o.holder_id IS NULL AND s.holder_name IS NOT NULL) AND s.licence_act IS NULL"
    )


def _check_new(batch: Batch) -> None:
    for name, column in (("name", "name"), ("county", "county_id")):
        batch.flag(
            name,
            _("The office is new; fill this in."),
            f"SELECT line FROM staged WHERE act = 'insert' AND {column} IS NULL AND {name} IS NULL",
        )
    if batch.table.column("kind") is None:
        batch.flag(
            "kind",
            _("The file does not say the kind; taken as urban."),
            "SELECT min(line) FROM staged WHERE act = 'insert' HAVING min(line) IS NOT NULL",
            level="warning",
        )


def _check_holders(batch: Batch) -> None:
    batch.add(holder_pk="bigint", holder_line="integer", holder_public="new_uuid")
    batch.execute(
        "UPDATE staged s SET holder_line = t.first FROM (SELECT line, min(line) OVER (PARTITION BY"
        " coalesce(nullif(holder_legal, ''), nullif(holder_index, ''), line::text)) AS first"
        " FROM staged) AS t WHERE t.line = s.line"
    )
    batch.execute(
        "UPDATE staged s SET holder_pk = h.id FROM offices_licenceholder h"
        " WHERE s.holder_legal <> '' AND h.legal_id = s.holder_legal"
    )
    batch.execute(
        "UPDATE staged s SET holder_pk = h.id FROM offices_licenceholder h"
        " WHERE s.holder_index <> '' AND h.national_id_index = s.holder_index"
        " AND h.kind = 'natural'"
    )
    batch.flag(
        "holder_name",
        _("A new holder needs a name."),
        "SELECT line FROM staged WHERE holder_pk IS NULL AND holder_name IS NULL"
        " AND (holder_legal <> '' OR holder_index <> '')",
    )
    batch.flag(
        "holder_code",
        _("The register has another holder of this office. Enter a transfer of the licence."),
        "SELECT s.line FROM staged s JOIN offices_office o ON o.id = s.pk"
        " WHERE o.holder_id IS NOT NULL AND (s.holder_legal <> '' OR s.holder_index <> '')"
        " AND s.holder_pk IS DISTINCT FROM o.holder_id",
    )
    batch.flag(
        "holder_name",
        _(
            "This ID belongs to {0} in the register. Correct the ID, or write the name as it"
            " stands there."
        ),
        "SELECT s.line, h.name FROM staged s JOIN offices_licenceholder h ON h.id = s.holder_pk"
        " WHERE s.holder_name IS NOT NULL AND h.name_key <> s.holder_name_key",
    )
    batch.flag(
        "holder_name",
        _("Line {0} gives another name to the holder with this ID."),
        "SELECT s.line, f.line FROM staged s JOIN staged f ON f.line = s.holder_line"
        " WHERE s.holder_pk IS NULL AND f.line <> s.line"
        " AND f.holder_name_key <> s.holder_name_key AND s.holder_name IS NOT NULL",
    )


def _check_states(batch: Batch) -> None:
    batch.flag(
        "holder_name",
        _("A licence needs its holder. Fill in name and ID."),
        "SELECT s.line FROM staged s LEFT JOIN offices_office o ON o.id = s.pk"
        " WHERE s.brings_licence AND s.holder_pk IS NULL AND s.holder_name IS NULL"
        " AND o.holder_id IS NULL",
    )
    batch.flag(
        "state",
        _("This state needs a last day and a document. Enter the office, then change its state."),
        "SELECT line FROM staged WHERE act = 'insert'"
        " AND state IN ('suspended', 'temporarily_closed')",
    )
    batch.flag(
        "state",
        _("The register says otherwise. A state is changed on the office's page."),
        "SELECT s.line FROM staged s JOIN offices_office o ON o.id = s.pk"
        " WHERE s.act = 'update' AND s.state <> o.state",
        level="warning",
    )
    # What is wrong or missing of a licence and its holder is an error already: a row without
    # errors that brings a licence has them all.
    batch.add(is_complete="flag", new_state="text")
    batch.execute(
        "UPDATE staged SET is_complete = true WHERE act = 'insert' AND brings_licence"
        f" AND {written('address')} AND {written('postal_code')}"
        " AND (issued_on <= %(on)s) IS NOT FALSE AND (expires_on >= %(on)s) IS NOT FALSE",
        {"on": batch.on},
    )
    batch.flag(
        "state",
        _("To be active an office needs holder, address, postal code and a valid licence;"
          " it enters as a draft."),
        "SELECT line FROM staged WHERE act = 'insert' AND state = 'active' AND NOT is_complete",
        level="warning",
    )  # fmt: skip
    batch.execute(
        "UPDATE staged SET new_state = CASE WHEN state IS NULL OR state = 'active'"
        " THEN CASE WHEN is_complete THEN 'active' ELSE 'draft' END ELSE state END"
        " WHERE act = 'insert'"
    )


# ---------------------------------------------------------------- into the register


def apply(batch: Batch) -> None:
    """Write the rows that are not wrong: holders, offices, their states, licences, events."""
    _insert_holders(batch)
    changes = _changes(batch)
    _insert_offices(batch)
    _update_offices(batch)
    insert_licences(batch)
    keys = [
        pk for (pk,) in batch.rows(
            "SELECT pk FROM staged WHERE act IN ('insert', 'update') AND NOT is_wrong"
        )
    ]  # fmt: skip
    touch_offices(office_ids=keys)
    _record(batch, changes)


def _insert_holders(batch: Batch) -> None:
    batch.execute(
        "INSERT INTO offices_licenceholder (created_at, updated_at, public_id, kind, name,"
        " name_key, ceo_name, national_id_sealed, national_id_index, legal_id, mobile)"
        " SELECT now(), now(), f.holder_public, f.holder_kind, f.holder_name, f.holder_name_key,"
        " coalesce(f.ceo_name, ''), f.holder_sealed, f.holder_index, f.holder_legal, ''"
        " FROM staged f WHERE f.holder_name IS NOT NULL AND f.line IN (SELECT s.holder_line"
        " FROM staged s LEFT JOIN offices_office o ON o.id = s.pk WHERE NOT s.is_wrong"
        " AND s.act IN ('insert', 'update') AND s.holder_pk IS NULL AND o.holder_id IS NULL)"
    )
    batch.execute(
        "UPDATE staged s SET holder_pk = h.id FROM staged f JOIN offices_licenceholder h"
        " ON h.public_id = f.holder_public WHERE f.line = s.holder_line AND s.holder_pk IS NULL"
    )


def _insert_offices(batch: Batch) -> None:
    batch.execute(
        "WITH entered AS (INSERT INTO offices_office (created_at, updated_at, public_id, code,"
        " name, search_key, kind, state, holder_id, manager_name, county_id, district_id, place_id,"
        " address, postal_code, latitude, longitude, phone, mobile, iban, area_m2, counter_count,"
        " opening_hours, rank, is_member, first_active_on, version)"
        " SELECT now(), now(), offices_new_uuid(), code, name, search_key, coalesce(kind, 'urban'),"
        " new_state, holder_pk, coalesce(manager_name, ''), county_id, district_id, place_id,"
        " coalesce(address, ''), coalesce(postal_code, ''), latitude, longitude,"
        " coalesce(phone, ''), coalesce(mobile, ''), coalesce(iban, ''), area_m2, counter_count,"
        " coalesce(opening_hours, ''), nullif(rank, '')::smallint,"
        " coalesce(is_member::boolean, true),"
        " coalesce(first_active_on, CASE WHEN new_state = 'active' THEN issued_on END), 1"
        " FROM staged WHERE act = 'insert' AND NOT is_wrong ORDER BY line RETURNING id, code)"
        " UPDATE staged s SET pk = entered.id FROM entered WHERE entered.code = s.code"
    )
    batch.execute(
        "INSERT INTO offices_officestateinterval (created_at, updated_at, office_id, state,"
        " starts_on, reason, document_no) SELECT now(), now(), pk, new_state, %s, %s, ''"
        " FROM staged WHERE act = 'insert' AND NOT is_wrong ORDER BY line",
        [batch.on, _("brought from the file {name}").format(name=batch.file_name)[:400]],
    )


def _update_offices(batch: Batch) -> None:
    sets = ", ".join(f"{name} = coalesce({value}, o.{name})" for name, value in PLAIN.items())
    batch.execute(
        f"UPDATE offices_office o SET {sets}, version = o.version + 1, updated_at = now()"
        " FROM staged s WHERE s.act = 'update' AND NOT s.is_wrong AND o.id = s.pk"
    )
    rows = batch.rows(
        "SELECT o.id, o.code, o.name, o.manager_name, coalesce(h.name, ''), o.address, o.search_key"
        " FROM offices_office o JOIN staged s ON s.pk = o.id"
        " LEFT JOIN offices_licenceholder h ON h.id = o.holder_id"
        " WHERE s.act = 'update' AND NOT s.is_wrong"
    )
    stale = [
        (pk, key)
        for pk, *parts, old in rows
        if (key := search_key(*parts)) != old
    ]  # fmt: skip
    if stale:
        batch.execute(
            "UPDATE offices_office o SET search_key = t.key"
            " FROM unnest(%s::bigint[], %s::text[]) AS t(pk, key) WHERE o.id = t.pk",
            [[pk for pk, _key in stale], [key for _pk, key in stale]],
        )


def _changes(batch: Batch) -> dict[int, dict[str, Any]]:
    """Return (before, after) by field of each office that will be updated."""
    pairs = ", ".join(
        f"'{name}', CASE WHEN {value} IS NOT NULL AND {value} IS DISTINCT FROM o.{name}"
        f" THEN jsonb_build_array(o.{name}, {value}) END"
        for name, value in PLAIN.items()
    )
    rows = batch.rows(
        f"SELECT s.pk, jsonb_strip_nulls(jsonb_build_object({pairs}))::text FROM staged s"
        " JOIN offices_office o ON o.id = s.pk WHERE s.act = 'update' AND NOT s.is_wrong"
    )
    return {pk: _loads(text) for pk, text in rows}


def _record(batch: Batch, changes: dict[int, dict[str, Any]]) -> None:
    rows = batch.rows(
        "SELECT o.id, o.public_id, o.code, o.name, o.state, s.act, s.licence_number, s.licence_act"
        " FROM staged s JOIN offices_office o ON o.id = s.pk"
        " WHERE s.act IN ('insert', 'update') AND NOT s.is_wrong ORDER BY s.line"
    )
    entered, updated = [], []
    for pk, public_id, code, name, state, act, number, licence_act in rows:
        office = Office(pk=pk, public_id=public_id, code=code, name=name)
        licence = {"licence": (None, number)} if licence_act == "insert" else {}
        if act == "insert":
            entered.append((office, {"code": (None, code), "state": (None, state)} | licence))
        else:
            updated.append((office, changes.get(pk, {}) | licence))
    for verb, targets in (("office.imported", entered), ("office.import_updated", updated)):
        if targets:
            record_many(
                actor=batch.actor, verb=verb, targets=targets, note=batch.file_name, at=batch.at
            )


def _loads(text: str) -> dict[str, Any]:
    return dict(json.loads(text))


OFFICES = Content(
    name="offices",
    title=gettext_lazy("list of offices"),
    permission=Permission.OFFICE_IMPORT,
    fields=OFFICE_FIELDS,
    derive=derive,
    check=check,
    apply=apply,
    note=gettext_lazy("One row for each office, with its licence if you have it."),
    order=10,
)

"""Rows of licences from a file, alone or beside their offices."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from audit.actions import record_many
from offices.actions.batches import Batch, written_of
from offices.actions.offices import touch_offices
from offices.facts import Content, Derived
from offices.facts.entries import LONGEST_LICENCE
from offices.models import Licence
from offices.rules.columns import LICENCE_FIELDS
from offices.rules.tables import Table

PARTS = ("licence_number", "issued_on", "expires_on")


def check_licences(batch: Batch) -> None:
    """
    Set `licence_act` to insert for rows that bring a new licence; flag what cannot be brought.

    `brings_licence` says that a row means to bring one: its cells may be wrong or missing yet.

    `pk` is the office's key by now, NULL for an office that the same file enters.
    """
    batch.add(licence_act="varchar(8)", brings_licence="flag")
    batch.execute(
        f"UPDATE staged s SET brings_licence = true WHERE {written_of(*PARTS)} > 0 AND NOT EXISTS"
        " (SELECT 1 FROM offices_licence l WHERE l.number = s.licence_number)"
    )
    _compare_rows(batch)
    _compare_register(batch)
    batch.execute(
        "UPDATE staged SET licence_act = 'insert' WHERE brings_licence"
        " AND num_nonnulls(licence_number, issued_on, expires_on) = 3"
    )
    batch.flag(
        "expires_on",
        _("This licence has expired; it enters as expired."),
        "SELECT line FROM staged WHERE brings_licence AND expires_on < %s"
        " AND (issued_on <= expires_on) IS NOT FALSE",
        [batch.on],
        level="warning",
    )


def _compare_rows(batch: Batch) -> None:
    """Flag what a row says wrongly by itself or beside another row of the file."""
    batch.flag_parts(
        _("A licence is its number with both dates; one of the three is missing."), PARTS
    )
    batch.flag(
        "expires_on",
        _("The licence would expire before it is issued."),
        "SELECT line FROM staged WHERE expires_on < issued_on",
    )
    batch.flag(
        "expires_on",
        _("A licence is given for ten years at most; check the year."),
        "SELECT line FROM staged WHERE expires_on - issued_on > %s",
        [LONGEST_LICENCE.days],
    )
    batch.flag_alike(
        "licence_number",
        _("This licence number also stands in line {0}."),
        ["licence_number"],
    )


def _compare_register(batch: Batch) -> None:
    """Flag what the licences that the register has do not allow."""
    batch.flag(
        "licence_number",
        _("The register has this licence at another office, with code {0}."),
        "SELECT s.line, o.code FROM staged s JOIN offices_licence l ON l.number = s.licence_number"
        " JOIN offices_office o ON o.id = l.office_id WHERE s.pk IS DISTINCT FROM l.office_id",
    )
    batch.flag(
        "licence_number",
        _("The register has other dates for this licence. Correct the file."),
        "SELECT s.line FROM staged s JOIN offices_licence l ON l.number = s.licence_number"
        " WHERE s.pk = l.office_id"
        " AND (l.issued_on, l.expires_on) <> (s.issued_on, s.expires_on)",
    )
    batch.flag(
        "licence_number",
        _("The office has another current licence, {0}. Enter a renewal or transfer on its page."),
        "SELECT s.line, l.number FROM staged s JOIN offices_licence l ON l.office_id = s.pk"
        " WHERE l.state IN ('valid', 'renewal_requested', 'suspended', 'expired')"
        " AND l.number <> s.licence_number AND NOT EXISTS (SELECT 1 FROM offices_licence k"
        " WHERE k.number = s.licence_number)",
    )
    batch.flag(
        "issued_on",
        _("An earlier licence of the office, {0}, covers some of these days."),
        "SELECT s.line, min(l.number) FROM staged s JOIN offices_licence l ON l.office_id = s.pk"
        " WHERE l.state NOT IN ('valid', 'renewal_requested', 'suspended', 'expired')"
        " AND l.number <> s.licence_number AND daterange(s.issued_on, s.expires_on, '[]')"
        " && daterange(l.issued_on, greatest(l.issued_on, coalesce(l.ended_on, l.expires_on)),"
        " '[]') AND s.expires_on >= s.issued_on GROUP BY s.line",
    )


def insert_licences(batch: Batch) -> int:
    """Enter the new licences of rows whose office has a holder; return how many."""
    return batch.execute(
        "INSERT INTO offices_licence (created_at, updated_at, public_id, office_id, holder_id,"
        " number, issued_on, expires_on, state, state_since, document_no, version)"
        " SELECT now(), now(), offices_new_uuid(), o.id, o.holder_id, s.licence_number,"
        " s.issued_on, s.expires_on,"
        " CASE WHEN s.expires_on < %(on)s THEN 'expired' ELSE 'valid' END,"
        " CASE WHEN s.expires_on < %(on)s THEN s.expires_on + 1 ELSE s.issued_on END, '', 1"
        " FROM staged s JOIN offices_office o ON o.id = s.pk WHERE s.licence_act = 'insert'"
        " AND s.act IN ('insert', 'update') AND NOT s.is_wrong AND o.holder_id IS NOT NULL"
        " ORDER BY s.line",
        {"on": batch.on},
    )


def derive(_table: Table, _today: date) -> Sequence[Derived]:
    """Return nothing: a licence's row needs no more than its cells."""
    return ()


def check(batch: Batch) -> None:
    """Say for each row whether the licence is new or known, and what stands against it."""
    batch.flag_alike("code", _("This code also stands in line {0}."), ["code"])
    batch.execute("UPDATE staged s SET pk = o.id FROM offices_office o WHERE o.code = s.code")
    batch.flag(
        "code",
        _("No office of this code is in the register. Bring the offices first."),
        "SELECT line FROM staged WHERE pk IS NULL AND code IS NOT NULL",
    )
    batch.flag(
        "code",
        _("The office has no licence holder yet. Enter the holder on its page."),
        "SELECT s.line FROM staged s JOIN offices_office o ON o.id = s.pk"
        " WHERE o.holder_id IS NULL",
    )
    batch.flag(
        "code",
        _("A revoked or closed office gets no licence."),
        "SELECT s.line FROM staged s JOIN offices_office o ON o.id = s.pk"
        " WHERE o.state IN ('revoked', 'closed') AND NOT EXISTS"
        " (SELECT 1 FROM offices_licence l WHERE l.number = s.licence_number)",
    )
    check_licences(batch)
    known = "skip" if batch.known_rows == "skip" else "same"
    batch.execute("UPDATE staged SET act = %s WHERE licence_act IS NULL", [known])


def apply(batch: Batch) -> None:
    """Enter the licences with an event each, and touch their offices."""
    insert_licences(batch)
    rows = batch.rows(
        "SELECT l.id, l.public_id, l.number, l.office_id, o.code, l.issued_on, l.expires_on"
        " FROM staged s JOIN offices_licence l ON l.number = s.licence_number"
        " JOIN offices_office o ON o.id = l.office_id"
        " WHERE s.act = 'insert' AND NOT s.is_wrong ORDER BY s.line"
    )
    touch_offices(office_ids=[row[3] for row in rows])
    if rows:
        record_many(
            actor=batch.actor,
            verb="licence.imported",
            targets=[
                (
                    Licence(pk=pk, public_id=public_id, number=number),
                    {"office": (None, code), "from": (None, first), "to": (None, last)},
                )
                for pk, public_id, number, _office, code, first, last in rows
            ],
            note=batch.file_name,
            at=batch.at,
        )


LICENCES = Content(
    name="licences",
    title=gettext_lazy("list of licences"),
    permission=Permission.OFFICE_IMPORT,
    fields=LICENCE_FIELDS,
    derive=derive,
    check=check,
    apply=apply,
    note=gettext_lazy("Licences of offices that are in the register already."),
    order=20,
)

"""Rows of the regulator's list of renewed licences: each renews the licence that it names."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import Permission
from core.errors import DomainError
from offices.actions.batches import Batch
from offices.actions.entries import HEAD
from offices.actions.renewals import renew_by_list
from offices.facts import Content, Derived
from offices.facts.renewals import open_to_reader
from offices.models import Licence, RegisterImport
from offices.rules.columns import RENEWAL_FIELDS
from offices.rules.tables import Table

ROWS = (
    "SELECT line, pk, new_number, issued_on, expires_on FROM staged"
    " WHERE act = 'insert' AND NOT is_wrong ORDER BY line"
)


class _DryRun(Exception):
    """What takes a tried renewal back."""


def derive(_table: Table, _today: date) -> Sequence[Derived]:
    """Return nothing: a renewal's row needs no more than its cells."""
    return ()


def check(batch: Batch) -> None:
    """
    Say for each row whether it renews a licence or has done so, and what stands against it.

    Each row is tried by the very acts on the licence, of which nothing is kept.
    """
    for name in ("licence_number", "new_number"):
        batch.flag_alike(name, _("This licence number also stands in line {0}."), [name])
    batch.execute(
        "UPDATE staged s SET pk = l.id FROM offices_licence l WHERE l.number = s.licence_number"
    )
    batch.flag(
        "licence_number",
        _("The register has no licence of this number."),
        "SELECT line FROM staged WHERE pk IS NULL AND licence_number IS NOT NULL",
    )
    batch.execute(
        "UPDATE staged s SET act = 'same' FROM offices_licence n WHERE n.number = s.new_number"
        " AND n.previous_id = s.pk AND n.expires_on = s.expires_on"
        " AND n.issued_on = coalesce(s.issued_on, n.issued_on)"
    )
    for line, *row in batch.rows(ROWS):
        wrong = _against(batch, row)
        for name, text in wrong:
            batch.flag(name, "{0}", "SELECT %s::integer, %s::text", [line, text])
        if not wrong:
            _warn(batch, line, row[0])


def _warn(batch: Batch, line: int, key: int) -> None:
    """Warn of a renewed licence what stays open of its office; the row is recorded all the same."""
    still_open = open_to_reader(Licence.objects.get(pk=key), batch.actor, batch.on)
    if still_open:
        text = _("The renewal is recorded, as the regulator decided it. What stays open: {0}")
        found = [line, " ".join(map(strip_tags, still_open))]
        sql = "SELECT %s::integer, %s::text"
        batch.flag("licence_number", text, sql, found, level="warning")


def _against(batch: Batch, row: Sequence[Any]) -> list[tuple[str, str]]:
    """Return why a row cannot be carried out, by field, after trying it."""
    try:
        with transaction.atomic():
            _renew(batch, row)
            raise _DryRun
    except _DryRun:
        return []
    except DomainError as error:
        names = {"number": "new_number"}
        told = getattr(error, "fields", {}).items()
        found = [(names.get(name, name), text) for name, texts in told for text in texts]
        return found or [("licence_number", str(error.message))]
    except IntegrityError:
        return [("expires_on", _("Another licence of the office covers these days."))]


def _renew(batch: Batch, row: Sequence[Any]) -> Licence:
    """
    Renew one licence, as the regulator did.

    Without a day of issue the new licence begins the day after the old one ends.
    """
    key, number, issued_on, expires_on = row
    old = Licence.objects.get(pk=key)
    return renew_by_list(
        licence_id=key,
        number=number,
        issued_on=issued_on or date.fromordinal(old.expires_on.toordinal() + 1),
        expires_on=expires_on,
        source=RegisterImport.objects.only("file_name", "sha256", *HEAD).get(pk=batch.import_id),
        actor=batch.actor,
        on=batch.on,
        at=batch.at,
    )


def apply(batch: Batch) -> None:
    """Renew the licences of the rows that were checked, each with its own events."""
    for _line, *row in batch.rows(ROWS):
        _renew(batch, row)


RENEWALS = Content(
    name="renewals",
    title=gettext_lazy("list of renewed licences"),
    permission=Permission.OFFICE_IMPORT,
    fields=RENEWAL_FIELDS,
    derive=derive,
    check=check,
    apply=apply,
    note=gettext_lazy("The regulator's list: the licence, its new number and its new last day."),
    needs_letter=True,
    order=25,
)

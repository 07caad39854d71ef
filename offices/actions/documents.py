"""The document on which a state of a licence or an office rests: checked, sealed, in force."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.errors import Invalid
from core.papers import Taken, keep, take
from core.papers.heads import Letter, wrong_in_letter
from core.persian import display_safe
from offices.models import Licence, LicenceScan, Office, OfficeLetter
from offices.states import LicencePaper

Row = TypeVar("Row", bound=LicenceScan | OfficeLetter)


@dataclass(frozen=True)
class Document:
    """A document as it is brought: its head and its scan."""

    letter: Letter
    file: "File[bytes] | None"

    @property
    def head(self) -> dict[str, Any]:
        """Return the number, day and issuer as they are stored."""
        return {
            "document_no": display_safe(self.letter.number),
            "document_on": self.letter.on,
            "document_issuer": display_safe(self.letter.issuer),
        }


def wrong_in_document(document: Document, on: date) -> dict[str, list[str]]:
    """Return by field what a document lacks: number, day until `on`, issuer, or its scan."""
    wrong = wrong_in_letter(document.letter, on)
    if document.file is None:
        wrong["file"] = [_("Attach the scan of the document.")]
    return wrong


def read_document(document: Document, record: Licence | Office) -> Taken:
    """
    Return the scan of a document, read and checked.

    Raises:
        Invalid: it is missing or refused, or a state of the record rests on it already.
    """
    if document.file is None:
        raise Invalid(fields={"file": [_("Attach the scan of the document.")]})
    taken = take(document.file)
    rows: Any = record.scans if isinstance(record, Licence) else record.letters
    if rows.filter(scan_sha256=taken.sha256, in_force_on__isnull=False).exists():
        raise Invalid(fields={"file": [_("An earlier decision rests on this very file.")]})
    return taken


def new_scan(licence: Licence, paper: LicencePaper) -> LicenceScan:
    """Return the row of a paper of a licence, without its file."""
    last = licence.scans.filter(paper=paper).order_by("-number").first()
    return LicenceScan(licence=licence, paper=paper, number=last.number + 1 if last else 1)


def new_letter(office: Office, state: str) -> OfficeLetter:
    """Return the row of a document on a state of an office, without its file."""
    last = office.letters.filter(state=state).order_by("-number").first()
    return OfficeLetter(office=office, state=state, number=last.number + 1 if last else 1)


def keep_document(
    row: Row,
    head: Mapping[str, Any],
    taken: Taken,
    *,
    actor: Principal,
    on: date,
    at: datetime,
    in_force_on: date | None,
) -> Row:
    """Store a document with its head; `in_force_on` is empty where a second person confirms it."""
    for name, value in head.items():
        setattr(row, name, value)
    row.kept_on = on
    row.kept_by = actor.user_id
    row.kept_by_name = actor.name
    row.in_force_on = in_force_on
    keep(row, taken, at)
    return row


def sealed_as(taken: Taken) -> dict[str, Any]:
    """Return what the history keeps of a document's file."""
    return {"scan": (None, taken.name), "scan_sha256": (None, taken.sha256)}


class _TriedError(Exception):
    """What takes a tried act back."""


def try_act(act: Callable[[], Any]) -> None:
    """
    Do an act and take it back, so that what refuses it is known before it is proposed.

    Raises:
        DomainError: the act refuses.
    """
    try:
        with transaction.atomic():
            act()
            raise _TriedError
    except _TriedError:
        return

"""Reading imports: the file again, its rows, the person for whom a worker acts."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from approvals.models import PendingAct
from approvals.states import PendingState
from core.crypto import decrypt, encrypt
from core.errors import DomainError
from core.papers.heads import Letter, wrong_in_letter
from core.sheets import Remark, Sheet, SheetRefused, annotated, read_sheets, template
from offices.facts.contents import CONTENTS, Content
from offices.models import ImportState, RegisterImport
from offices.rules.headers import Field, NoHeader
from offices.rules.layouts import likely_kind, seen_titles
from offices.rules.tables import NOTE, Problem, Table, read_table, shown
from workdays.facts import is_entered_back


class TableRefused(DomainError):
    """The sheet is readable but names none of the fields that must be there."""

    code = "table-refused"
    status = 400

    def __init__(self, message: str = "", *, seems: str = "") -> None:
        super().__init__(message)
        self.seems = seems  # the kind of rows that the file holds more likely, or empty


def sealed(data: bytes) -> bytes:
    """Return a file as it lies on the disk: it holds national IDs."""
    return encrypt(base64.b64encode(data).decode()).encode()


def opened(stored: bytes) -> bytes:
    """Return the file that was sealed."""
    return base64.b64decode(decrypt(stored.decode()))


def content_of(name: str) -> Content:
    """
    Return a kind of rows.

    Raises:
        TableRefused: the kind is not known (any more).
    """
    content = CONTENTS.get(name)
    if content is None:
        raise TableRefused(_("Files of this kind are not taken."))
    return content


def lacks_letter(batch: RegisterImport) -> str:
    """Return that a file is the paper of what it changes, but names no letter that brought it."""
    kind = CONTENTS.get(batch.content)
    if kind is None or not kind.needs_letter or batch.document_on is not None:
        return ""
    return _("Bring the list again, with the number, date and issuer of its letter.")


def opens_list(batch: RegisterImport) -> bool:
    """Tell whether a file is handed out as it was brought: a list of licences names no person."""
    kind = CONTENTS.get(batch.content)
    return kind is not None and kind.needs_letter


def wrong_in_head(content: Content, letter: Letter, on: date) -> dict[str, list[str]]:
    """Return by field what the head of the letter lacks that brought a file of this kind."""
    if content.needs_letter:
        return wrong_in_letter(letter, on)
    given = {
        "document_no": letter.number, "document_on": letter.on, "document_issuer": letter.issuer,
    }  # fmt: skip
    text = _("Only the list of renewed licences rests on a letter; leave this empty.")
    return {name: [text] for name, value in given.items() if value}


def needs_second(batch: RegisterImport, on: date) -> bool:
    """
    Tell whether a file rests on a letter of an earlier day than one person may enter.

    Its offices lie in any county: the days that are no working days anywhere count.
    """
    return batch.document_on is not None and is_entered_back(batch.document_on, on, None)


def last_asked(batch: RegisterImport) -> PendingAct | None:
    """Return the last time that the deputy was asked about a list; None where it was confirmed."""
    asked = PendingAct.objects.filter(act="import.confirm", target_id=batch.public_id)
    found = asked.order_by("-pk").first()
    return None if found is None or found.state == PendingState.CONFIRMED else found


def stored_file(batch: RegisterImport) -> bytes:
    """Return the bytes that the user brought."""
    with batch.file.open("rb") as file:
        return opened(file.read())


def read_import(
    batch: RegisterImport, today: date, progress: Callable[[int], None] = lambda done: None
) -> Table:
    """
    Return the rows of an import's file.

    Raises:
        SheetRefused, TableRefused: the file or its header is not one to work with.
    """
    content = content_of(batch.content)
    sheets = read_sheets(stored_file(batch), batch.file_name)
    seems = likely_kind(sheets, {kind.name: kind.fields for kind in CONTENTS}, content.name)
    try:
        table = read_table(sheets, content.fields, today, progress)
    except NoHeader as error:
        words = no_header(sheets, content.fields, error)
        raise TableRefused(words, seems=seems) from error
    table.seems = seems
    return table


def no_header(sheets: Sequence[Sheet], fields: Sequence[Field], error: NoHeader) -> str:
    """Return why the columns were not found: what must be there, and what is."""
    said = _(
        "No row was found that heads the columns. There must be: {titles}. Compare with the"
        " template."
    ).format(titles=_(", ").join(error.missing))
    seen = [shown(title) for title in seen_titles(sheets, fields)]
    if not seen:
        return said
    there = _("Columns in the file: {titles}.").format(titles=_(", ").join(seen))
    return f"{said} {there}"


def remarks_of(problems: list[Problem]) -> dict[int, list[Remark]]:
    """Return the problems by row of the sheet, from 0."""
    found: dict[int, list[Remark]] = {}
    for problem in problems:
        if problem.level == NOTE:
            continue
        text = f"{problem.title}: {problem.message}" if problem.title else problem.message
        found.setdefault(problem.line - 1, []).append(Remark(problem.column, problem.level, text))
    return found


def annotated_workbook(table: Table, problems: list[Problem]) -> bytes:
    """Return the user's rows with what is wrong beside them, as an xlsx."""
    remarks = remarks_of(problems)
    sheet = table.sheet
    return annotated(sheet.rows, table.header.row, remarks, _("Error"), sheet.name)


def template_workbook(content: Content) -> bytes:
    """Return an empty workbook for a kind of rows, with one sample row and notes."""
    return template_of(str(content.title), content.fields)


def template_of(
    name: str,
    fields: Sequence[Field],
    lists: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
) -> bytes:
    """Return the same for any columns; `lists` are more sheets, of what may be written."""
    must = _("Must be there.")
    return template(
        titles=[known.title for known in fields],
        sample=[known.sample for known in fields],
        required=[known.is_required for known in fields],
        notes=[
            " ".join(filter(None, (must if known.is_required else "", str(known.help))))
            for known in fields
        ],
        sheet_names=(name, _("guide")),
        note_heads=(_("column"), _("what belongs in it")),
        example=(_("example"), _("The row under the titles is one; as it stands it is left out.")),
        lists=lists,
    )


@dataclass(frozen=True)
class Earlier:
    """An earlier import of the very same file."""

    public_id: UUID
    applied_at: Any


def same_file_before(batch: RegisterImport) -> Earlier | None:
    """Return the last applied import of the same bytes and kind, or None."""
    row = (
        RegisterImport.objects.filter(
            sha256=batch.sha256, content=batch.content, state=ImportState.APPLIED
        )
        .exclude(pk=batch.pk)
        .order_by("-applied_at", "pk")
        .values_list("public_id", "applied_at")
        .first()
    )
    return Earlier(*row) if row else None


WORKING = {
    ImportState.UPLOADED, ImportState.CHECKING, ImportState.CONFIRMED, ImportState.APPLYING,
}  # fmt: skip
TONES = {
    ImportState.APPLIED: "ok",
    ImportState.REFUSED: "danger",
    ImportState.FAILED: "danger",
    ImportState.CHECKED: "warn",
}


__all__ = [
    "Earlier",
    "SheetRefused",
    "TableRefused",
    "annotated_workbook",
    "content_of",
    "no_header",
    "opened",
    "read_import",
    "same_file_before",
    "sealed",
    "stored_file",
    "template_of",
    "template_workbook",
]

"""From the bytes of a spreadsheet to rows of plain cells, read by a limited process."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePath

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core import sandbox
from core.errors import DomainError
from core.persian import display_safe
from core.sheets.archives import Trap, kind_of

MOST_BYTES = 10 * 1024 * 1024
DECODER = Path(__file__).with_name("decoder.py")

Cell = str | int | float | bool | date | None

REASONS: dict[str, str | Promise] = {
    "empty": _("The file is empty."),
    "too-big": _("The file is larger than 10 MB. Split it into several files."),
    "wrong-type": _("This is not a spreadsheet. Bring an xlsx, xls, ods or csv file."),
    "name-lies": _(
        "The file's name says one kind and its content is another. Open it in Excel and save it"
        " again as xlsx."
    ),
    "html": _(
        "This is a web page that was named like a workbook. Open it in Excel and save it as xlsx."
    ),
    "broken": _("The file is damaged and cannot be opened. Save it again as xlsx."),
    "encrypted": _("The file is protected by a password. Remove the password and bring it again."),
    "macros": _("The file carries macros. Save it as xlsx without macros and bring it again."),
    "embedded": _("Other files are embedded in this file. Remove them and bring it again."),
    "links": _(
        "The file is linked to other files or data sources. Paste the values only and bring it"
        " again."
    ),
    "formulas": _(
        "Cells of this file are computed by formulas. Copy everything, paste the values only, and"
        " bring the file again."
    ),
    "bomb": _("The file unpacks to far more than a register needs. It was not opened."),
    "traversal": _("The file holds addresses outside itself. It was not opened."),
    "duplicate-entry": _("Two parts of the file have the same name. It was not opened."),
    "too-large": _("The file needs too much memory or time. Split it into several files."),
    "too-many-rows": _(
        "A sheet has more than 50,000 rows or 200 columns. Delete what is empty or split the file."
    ),
    "too-many-lines": _("The file has more than 2,000 rows. Split it into several files."),
    "broken-json": _(
        "The file is no readable JSON. Take it out anew, and change nothing but its values."
    ),
    "too-many-sheets": _("The file has more than 20 sheets. Keep the one with the register."),
    "long-cell": _("A cell holds more than 5,000 characters. Shorten it."),
    "no-columns": _(
        "No sheet of the file has the columns that are needed. Take the template and fill it in."
    ),
    "chart": _("The file has a sheet that is only a chart. Delete it and bring the file again."),
}


class SheetRefused(DomainError):
    """The file is not read at all; the message says why, and the cure."""

    code = "sheet-refused"
    status = 400

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(str(REASONS[reason]))


@dataclass
class Sheet:
    """
    One visible sheet: rows of plain cells, counted from 0 as they lie in the file.

    A merged block's value stands in all its rows of its first column; `banners` are rows that one
    block spans sideways, such as a title; `formulas` are (row, column) of computed cells.
    """

    name: str
    rows: list[list[Cell]]
    banners: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    spans: list[tuple[int, int, int, int]] = field(default_factory=list)


class _Read(msgspec.Struct):
    name: str
    rows: list[list[str | int | float | bool | list[str] | None]]
    merged: list[tuple[int, int, int, int]]
    formulas: list[tuple[int, int]]


class _Answer(msgspec.Struct):
    sheets: list[_Read] = []
    refusal: str = ""


_DECODER = msgspec.msgpack.Decoder(_Answer)


def safe_name(name: str) -> str:
    """Return the name of a file that a user brought as it is kept: no folders, one line."""
    clean = PurePath(display_safe(name).replace("\\", "/").replace("\n", " ")).name
    return clean[-200:] or "file"


def read_sheets(data: bytes, file_name: str, most_rows: int | None = None) -> list[Sheet]:
    """
    Return the visible sheets of a file that a user brought, each of at most `most_rows`.

    Raises:
        SheetRefused: not a spreadsheet, not safe to open, damaged, or too much of it.
    """
    if len(data) > MOST_BYTES:
        raise SheetRefused("too-big")
    try:
        kind = kind_of(data, file_name)
    except Trap as trap:
        raise SheetRefused(str(trap)) from trap
    answer = _ask(kind, data, most_rows)
    if answer.refusal:
        raise SheetRefused(answer.refusal if answer.refusal in REASONS else "broken")
    sheets = [_opened(sheet) for sheet in answer.sheets]
    if not any(sheet.rows for sheet in sheets):
        raise SheetRefused("empty")
    return sheets


def _ask(kind: str, data: bytes, most_rows: int | None) -> _Answer:
    limits = [] if most_rows is None else [str(most_rows)]
    try:
        return _DECODER.decode(sandbox.ask(DECODER, [kind, *limits], data))
    except sandbox.OutOfLimits as error:
        raise SheetRefused("too-large") from error
    except msgspec.MsgspecError as error:
        raise SheetRefused("broken") from error


def _opened(read: _Read) -> Sheet:
    day = date.fromisoformat
    rows: list[list[Cell]] = [
        [day(cell[1]) if isinstance(cell, list) else cell for cell in row] for row in read.rows
    ]
    sheet = Sheet(name=read.name, rows=rows, formulas=set(read.formulas), spans=read.merged)
    for top, left, bottom, right in read.merged:
        _spread(sheet, top, left, bottom, right)
    return sheet


def _spread(sheet: Sheet, top: int, left: int, bottom: int, right: int) -> None:
    """Write a block's value into its first column down to its last row; note a sideways one."""
    if top >= len(sheet.rows) or left >= len(sheet.rows[top]):
        return
    value = sheet.rows[top][left]
    for place in range(top + 1, min(bottom + 1, len(sheet.rows))):
        row = sheet.rows[place]
        if left < len(row) and row[left] is None:
            row[left] = value
    if right - left >= 2:
        sheet.banners.update(range(top, bottom + 1))


Progress = Callable[[int], None]

"""Workbooks as openpyxl writes them; loaded only where one is written (`core.sheets.writing`)."""

import io
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as Written
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.sheets.reading import Cell
from core.sheets.writing import Number, Remark, plain

_ERROR = PatternFill("solid", fgColor="FBE6E9")
_WARNING = PatternFill("solid", fgColor="FFF0CC")
_HEAD = PatternFill("solid", fgColor="E6EDFA")
# Columns of a growing book are as wide as these many rows need, within these widths in letters.
MEASURED = 200
NARROWEST, WIDEST = 10, 60
FILLS = {"error": _ERROR, "warning": _WARNING}


def _text(sheet: WriteOnlyWorksheet, value: Cell) -> Written:
    return _cell(sheet, plain(value))


def _cell(sheet: WriteOnlyWorksheet, text: str) -> Written:
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


class GrowingBook:
    """
    A workbook, written as it grows; right to left, its titles in sight and with filters.

    Its columns are as wide as the first rows need. What the book is stands on a sheet of its own.
    """

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet()
        self._sheet.sheet_view.rightToLeft = True
        self._sheet.freeze_panes = "A2"
        self._about: tuple[str, Sequence[str]] = ("", ())
        self._first: list[Sequence[str | Number]] = []
        self._written = 0

    def head(self, about: str, lines: Sequence[str], titles: Sequence[str]) -> None:
        """Take what the book is, for a sheet called `about`, and the titles of its columns."""
        self._about = about, lines
        self._first = [titles]

    def line(self, cells: Sequence[str | Number]) -> None:
        """Write one row: texts that are harmless already, and numbers as numbers."""
        if self._written:
            self._append(cells)
            return
        self._first.append(cells)
        if len(self._first) > MEASURED:
            self._open()

    def _open(self) -> None:
        """Write the titles and the first rows, by which the columns get their widths."""
        titles, *rows = self._first
        for number in range(len(titles)):
            longest = max(len(str(row[number])) for row in self._first if number < len(row))
            width = min(max(longest + 3, NARROWEST), WIDEST)
            self._sheet.column_dimensions[get_column_letter(number + 1)].width = width
        cells = [_cell(self._sheet, str(title)) for title in titles]
        for cell in cells:
            cell.font, cell.fill = Font(bold=True), _HEAD
        self._sheet.append(cells)
        self._written = 1
        for row in rows:
            self._append(row)

    def _append(self, cells: Sequence[str | Number]) -> None:
        self._sheet.append(
            [_cell(self._sheet, cell) if isinstance(cell, str) else cell for cell in cells]
        )
        self._written += 1

    def save(self, target: IO[bytes]) -> None:
        """Finish the book, and write it into a file."""
        if not self._written:
            self._open()
        last = get_column_letter(max(1, len(self._first[0])))
        self._sheet.auto_filter.ref = f"A1:{last}{self._written}"
        title, lines = self._about
        about = self._book.create_sheet(title)
        about.sheet_view.rightToLeft = True
        about.column_dimensions["A"].width = WIDEST
        for line in lines:
            about.append([_cell(about, line)])
        self._book.save(target)


def annotated(
    rows: Sequence[Sequence[Cell]],
    head: int,
    remarks: Mapping[int, Sequence[Remark]],
    title: str,
    name: str | None = None,
) -> bytes:
    """
    Return the rows as an xlsx with the remarks: cells coloured, a last column `title` in words.

    `head` is the header's row and `remarks` are by row, both from 0; `name` is that of the sheet.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name)
    sheet.sheet_view.rightToLeft = True
    width = max((len(row) for row in rows), default=0)
    sheet.column_dimensions[get_column_letter(width + 1)].width = 80
    for place, row in enumerate(rows):
        cells: list[Any] = [plain(value) for value in row]
        cells += [""] * (width - len(row))
        found = remarks.get(place, ())
        for remark in found:
            if 0 <= remark.column < len(row):
                cells[remark.column] = _text(sheet, row[remark.column])
                cells[remark.column].fill = FILLS[remark.level]
        if place == head or found:
            cells.append(_last(sheet, found, title if place == head else ""))
        sheet.append(cells)
    return _bytes(book)


def _last(sheet: WriteOnlyWorksheet, found: Sequence[Remark], title: str) -> Written:
    last = _text(sheet, title or "\n".join(note.text for note in found))
    if found:
        last.fill = FILLS["error" if any(n.level == "error" for n in found) else "warning"]
        last.alignment = Alignment(wrap_text=True, vertical="top")
    return last


def template(
    titles: Sequence[str],
    sample: Sequence[str],
    required: Sequence[bool],
    notes: Sequence[str],
    sheet_names: tuple[str, str],
    note_heads: tuple[str, str],
    example: tuple[str, str],
    lists: Mapping[str, Sequence[Sequence[str]]] = MappingProxyType({}),
) -> bytes:
    """
    Return an empty workbook to fill in: titles, one sample row, a sheet of notes.

    `example` is the note that speaks of the sample row. `lists` are more sheets by name, of what
    may be written: the first row of each is its heads.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_names[0])
    sheet.sheet_view.rightToLeft = True
    sheet.freeze_panes = "A2"
    for number in range(1, len(titles) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 20
    head = []
    for title, must in zip(titles, required, strict=True):
        cell = _text(sheet, title)
        cell.font = Font(bold=must)
        cell.fill = _HEAD
        head.append(cell)
    sheet.append(head)
    sheet.append([_example(sheet, value) for value in sample])
    _words(book, sheet_names[1], [note_heads, *zip(titles, notes, strict=True), example])
    for name, rows in lists.items():
        _words(book, name, rows)
    return _bytes(book)


def _example(sheet: WriteOnlyWorksheet, value: str) -> Written:
    cell = _text(sheet, value)
    cell.font = Font(italic=True, color="5B6973")
    return cell


def _words(book: Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Add a sheet of words to read: its first column narrow, the others wide."""
    sheet = book.create_sheet(name)
    sheet.sheet_view.rightToLeft = True
    for number in range(1, len(rows[0]) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = 28 if number == 1 else 90
    for row in rows:
        sheet.append([_text(sheet, text) for text in row])


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

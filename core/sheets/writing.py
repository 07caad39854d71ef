"""Writing workbooks: text stays text, and no cell can become a formula."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as Written
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core import jalali
from core.sheets.reading import Cell

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ERROR = PatternFill("solid", fgColor="FBE6E9")
_WARNING = PatternFill("solid", fgColor="FFF0CC")
_HEAD = PatternFill("solid", fgColor="E6EDFA")
FILLS = {"error": _ERROR, "warning": _WARNING}


@dataclass(frozen=True)
class Remark:
    """What stands against a cell: its column from 0 (-1 for the whole row), level and sentence."""

    column: int
    level: str
    text: str


def harmless(value: str) -> str:
    """Return text that no spreadsheet takes for a formula: a leading `'` where one could begin."""
    return f"'{value}" if value.startswith(_DANGEROUS) else value


def _plain(value: Cell) -> str:
    """Return a cell as text that is no formula; openpyxl keeps it as a string."""
    if value is None:
        return ""
    text = jalali.slashed(value) if isinstance(value, date) else str(value)
    return harmless(_printable(text))


def _text(sheet: WriteOnlyWorksheet, value: Cell) -> Written:
    cell = WriteOnlyCell(sheet, value=_plain(value))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter in "\t\n" or ord(letter) >= 32)


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
        cells: list[Any] = [_plain(value) for value in row]
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
) -> bytes:
    """Return an empty workbook to fill in: titles, one sample row, and a sheet of notes."""
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
    sheet.append([_text(sheet, value) for value in sample])
    guide = book.create_sheet(sheet_names[1])
    guide.sheet_view.rightToLeft = True
    guide.column_dimensions["A"].width = 28
    guide.column_dimensions["B"].width = 90
    guide.append([_text(guide, text) for text in note_heads])
    for title, note in zip(titles, notes, strict=True):
        guide.append([_text(guide, title), _text(guide, note)])
    return _bytes(book)


def _bytes(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()

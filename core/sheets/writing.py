"""Writing workbooks: text stays text, and no cell can become a formula."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from types import MappingProxyType
from typing import Any

from core import jalali
from core.sheets.reading import Cell

# What a cell of a workbook keeps as a number, to be summed and sorted.
Number = int | float | Decimal

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Remark:
    """What stands against a cell: its column from 0 (-1 for the whole row), level and sentence."""

    column: int
    level: str
    text: str


def harmless(value: str) -> str:
    """Return text that no spreadsheet takes for a formula: a leading `'` where one could begin."""
    return f"'{value}" if value.startswith(_DANGEROUS) else value


def plain(value: Cell) -> str:
    """Return a cell as text that is no formula; openpyxl keeps it as a string."""
    if value is None:
        return ""
    text = jalali.slashed(value) if isinstance(value, date) else str(value)
    return harmless(_printable(text))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter in "\t\n" or ord(letter) >= 32)


def books() -> Any:
    """Return the module that writes workbooks: its library weighs as much as all our forms."""
    return import_module("core.sheets.books")


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
    written: bytes = books().annotated(rows, head, remarks, title, name)
    return written


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
    written: bytes = books().template(
        titles, sample, required, notes, sheet_names, note_heads, example, lists
    )
    return written

"""Spreadsheets that users bring: looked at, read in a limited process, given back with remarks."""

from core.sheets.reading import Cell, Sheet, SheetRefused, read_sheets, safe_name
from core.sheets.sending import XLSX, workbook
from core.sheets.writing import Number, Remark, annotated, books, harmless, template

__all__ = [
    "XLSX",
    "Cell",
    "Number",
    "Remark",
    "Sheet",
    "SheetRefused",
    "annotated",
    "books",
    "harmless",
    "read_sheets",
    "safe_name",
    "template",
    "workbook",
]

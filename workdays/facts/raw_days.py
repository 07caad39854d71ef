"""Days in a file, as raw cells by column: from JSON or from the first sheet with the columns."""

from collections.abc import Mapping
from typing import Any

import msgspec

from core.persian import loose_key
from core.sheets import SheetRefused, read_sheets
from core.sheets.reading import MOST_BYTES
from territory.models import Division
from territory.rules import Level
from workdays.facts.words import columns

MOST_ROWS = 2000
_NEEDED = ("date", "kind", "title")

Raw = tuple[int, Mapping[str, Any]]  # the row as people count it, and its cells by column


def raw_days(data: bytes, file_name: str) -> list[Raw]:
    """
    Return the rows of a file, at most two thousand.

    Raises:
        SheetRefused: it cannot be opened, or has no such columns.
    """
    return _from_json(data) if _is_json(file_name) else _from_sheet(data, file_name)


def _is_json(file_name: str) -> bool:
    return file_name.lower().endswith(".json")


def _from_json(data: bytes) -> list[Raw]:
    if not data.strip():
        raise SheetRefused("empty")
    if len(data) > MOST_BYTES:
        raise SheetRefused("too-big")
    try:
        found = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SheetRefused("broken-json") from error
    days = found.get("days") if isinstance(found, dict) else found
    if not isinstance(days, list) or not all(isinstance(row, dict) for row in days):
        raise SheetRefused("broken-json")
    return _bounded([(number, row) for number, row in enumerate(days, 1)])


def _from_sheet(data: bytes, file_name: str) -> list[Raw]:
    known = columns()

    def _name(cell: Any) -> str:
        text = str(cell).strip().lower() if cell is not None else ""
        return known.get(loose_key(text), text)

    for sheet in read_sheets(data, file_name):
        head = next(
            (
                number
                for number, row in enumerate(sheet.rows[:20])
                if set(_NEEDED) <= {_name(cell) for cell in row}
            ),
            None,
        )
        if head is None:
            continue
        if sheet.formulas:
            raise SheetRefused("formulas")
        names = [_name(cell) for cell in sheet.rows[head]]
        return _bounded(
            [
                (number, dict(zip(names, row, strict=False)))
                for number, row in enumerate(sheet.rows[head + 1 :], head + 2)
                if any(cell not in (None, "") for cell in row)
            ]
        )
    raise SheetRefused("no-columns")


def _bounded(rows: list[Raw]) -> list[Raw]:
    if not rows:
        raise SheetRefused("empty")
    if len(rows) > MOST_ROWS:
        raise SheetRefused("too-many-lines")
    return rows


def counties_by_name() -> dict[str, tuple[int, str]]:
    """Return the counties by name and code, as people write them."""
    found: dict[str, tuple[int, str]] = {}
    rows = Division.objects.filter(level=Level.COUNTY).values_list("pk", "name", "code")
    for pk, name, code in rows:
        found[loose_key(name)] = (pk, name)
        if code:
            found[code] = (pk, name)
    return found

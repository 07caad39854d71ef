"""
The rows of a spreadsheet as values of fields, and what is wrong with its cells.

Pure: no database, no clock. Other apps describe their own rows with the same pieces.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import jalali
from core.persian import display_safe, loose_key
from core.sheets import Cell, Sheet
from offices.rules.cells import CellError
from offices.rules.headers import Field, Header, NoHeader, find_header

_FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－].*[(!|])", re.DOTALL)
_TOTALS = ("جمع", "مجموع")
_LONGEST_SHOWN = 60
NOTE = "note"


@dataclass(frozen=True)
class Problem:
    """
    What is wrong with a cell: `line` from 1 as Excel counts, `column` from 0, -1 for a row.

    `level` is `error`, `warning`, or `note` of a row that is left alone though nothing is wrong.
    """

    line: int
    column: int
    title: str
    value: str
    message: str
    level: str = "error"


@dataclass
class Table:
    """
    The rows of a sheet as values of its fields.

    `rows` hold (line, value of each of `fields`); a value that is not taken is None and stands in
    `problems`. `blank` counts rows that say nothing: empty, repeated headers, titles, totals, the
    example of the template.
    """

    sheet: Sheet
    header: Header
    fields: tuple[Field, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    blank: int = 0
    seems: str = ""  # the kind of rows whose columns the file names better, if there is one

    def column(self, name: str) -> int | None:
        """Return the place of a field's value in each row, or None if the file lacks it."""
        names = [known.name for known in self.fields]
        return names.index(name) + 1 if name in names else None

    def values(self, name: str) -> list[Any]:
        """Return a field's value of every row; None for all if the file lacks it."""
        place = self.column(name)
        return [None] * len(self.rows) if place is None else [row[place] for row in self.rows]

    def field_of(self, name: str) -> tuple[int, str]:
        """Return the sheet's column and the header's text of a field; -1 when it is absent."""
        place = self.header.places.get(name, -1)
        return place, self.header.titles.get(place, "")

    def shown(self, line: int, name: str) -> str:
        """Return what the file says in a cell, short, and masked if the field is secret."""
        place, _title = self.field_of(name)
        row = self.sheet.rows[line - 1]
        is_secret = any(known.name == name and known.is_secret for known in self.fields)
        return shown(row[place] if 0 <= place < len(row) else None, is_secret=is_secret)


def shown(cell: Cell, *, is_secret: bool = False) -> str:
    """Return a cell for a list of errors: dates in Jalali, long text cut, secrets masked."""
    if cell is None:
        return ""
    text = jalali.short(cell) if isinstance(cell, date) else display_safe(str(cell))
    if is_secret:
        return "•" * max(0, len(text) - 2) + text[-2:]
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def read_table(
    sheets: Sequence[Sheet],
    fields: Sequence[Field],
    today: date,
    progress: Callable[[int], None] = lambda done: None,
) -> Table:
    """
    Return the first sheet with a header as a table; `progress` hears every thousand rows.

    Raises:
        NoHeader: no sheet has one.
    """
    failure = NoHeader([known.title for known in fields if known.is_required])
    for sheet in sheets:
        try:
            header = find_header(sheet, fields)
        except NoHeader as error:
            failure = error if len(error.missing) < len(failure.missing) else failure
            continue
        table = Table(sheet, header, tuple(f for f in fields if f.name in header.places))
        _read_rows(table, today, progress)
        return table
    raise failure


def _read_rows(table: Table, today: date, progress: Callable[[int], None]) -> None:
    reader = _Reader(table, today)
    first = table.header.row + 1
    for done, place in enumerate(range(first, len(table.sheet.rows)), start=1):
        row = table.sheet.rows[place]
        if reader.says_nothing(row, place):
            table.blank += 1
        else:
            table.rows.append(reader.read(row, place))
        if done % 1000 == 0:
            progress(done)
    progress(len(table.sheet.rows) - first)


class _Reader:
    """Cleans cells; the same text in the same column is cleaned once."""

    def __init__(self, table: Table, today: date) -> None:
        self.table = table
        self.today = today
        self.columns = [(known, table.header.places[known.name], {}) for known in table.fields]  # type: list[tuple[Field, int, dict[Any, tuple[Any, str]]]]
        self.used = [place for _field, place, _memo in self.columns]
        self.titles = [(place, table.header.titles[place]) for place in self.used]

    def says_nothing(self, row: Sequence[Cell], place: int) -> bool:
        """Tell whether a row is empty, a title across, a repeated header, a total, an example."""
        width = len(row)
        filled = [column for column in self.used if column < width and row[column] is not None]
        if not filled:
            return True
        if len(filled) == 1 and place in self.table.sheet.banners:
            return True
        first = row[filled[0]]
        if isinstance(first, str):
            place, title = self.titles[0]
            cell = row[place] if place < width else None
            repeats = isinstance(cell, str) and cell.split() == title.split()
            if repeats and all(
                column >= width or " ".join(str(row[column] or "").split()) == title
                for column, title in self.titles
            ):
                return True
        return self._is_total(row) or self._is_example(row)

    def _is_example(self, row: Sequence[Cell]) -> bool:
        """Tell whether a row is the template's example, in which nothing was changed."""
        said = [row[place] if place < len(row) else None for place in self.used]
        return all(
            (" ".join(str(cell).split()) if cell is not None else "") == known.sample
            for cell, (known, _place, _memo) in zip(said, self.columns, strict=True)
        )

    def _is_total(self, row: Sequence[Cell]) -> bool:
        """Tell whether a row without a key begins with the word for a sum, after its number."""
        required = self.table.header.places[self.columns[0][0].name]
        if required < len(row) and row[required] is not None:
            return False
        text = next((cell for cell in row if isinstance(cell, str) and cell.split()), "")
        return loose_key(str(text).partition(" ")[0]) in _TOTALS

    def read(self, row: Sequence[Cell], place: int) -> tuple[Any, ...]:
        """Return the line's number and its values; note what is wrong."""
        width = len(row)
        values: list[Any] = [place + 1]
        for known, column, memo in self.columns:
            cell = row[column] if column < width else None
            if (place, column) in self.table.sheet.formulas:
                values.append(None)
                self.note(known, column, place, cell, _(
                    "This cell is computed by a formula. Paste its value instead."))  # fmt: skip
                continue
            if cell is None:
                values.append(None)
                if known.is_required:
                    self.note(known, column, place, cell, _("Fill this in."))
                continue
            key = (cell.__class__, cell)
            if key not in memo:
                memo[key] = self.cleaned(known, cell)
            value, wrong = memo[key]
            values.append(value)
            if wrong:
                self.note(known, column, place, cell, wrong)
        return tuple(values)

    def cleaned(self, known: Field, cell: Cell) -> tuple[Any, str]:
        """Return the stored value and an empty text, or None and what is wrong."""
        if isinstance(cell, str) and _FORMULA.match(cell):
            return None, _("This text begins like a formula. Write the value only.")
        try:
            return known.clean(cell, self.today), ""
        except CellError as error:
            return None, error.message
        except jalali.JalaliError as error:
            return None, error.message
        except ValidationError as error:
            return None, " ".join(error.messages)

    def note(self, known: Field, column: int, place: int, cell: Cell, message: str) -> None:
        """Keep a problem of one cell."""
        self.table.problems.append(
            Problem(
                line=place + 1,
                column=column,
                title=self.table.header.titles[column],
                value=shown(cell, is_secret=known.is_secret),
                message=message,
            )
        )


def lines_of(problems: Sequence[Problem]) -> Iterator[int]:
    """Yield the lines that have an error, each once."""
    yield from dict.fromkeys(found.line for found in problems if found.level == "error")

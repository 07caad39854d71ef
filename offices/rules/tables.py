"""
The shape of a spreadsheet of records: which column is which field, and what a cell means.

Pure: no database, no clock. Other apps describe their own rows with the same pieces.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import jalali
from core.persian import display_safe, group, latin_digits, loose_key, persian_digits
from core.sheets import Cell, Sheet

Clean = Callable[[Cell, date], Any]

HEADER_WITHIN = 40
_BRACKETED = re.compile(r"[(\[«].*?[)\]»]")
_FORMULA = re.compile(r"\s*(?:[=@＝＠]|[+\-＋－].*[(!|])", re.DOTALL)
_ISO = re.compile(r"((?:19|20)[0-9]{2})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_FULL_YEAR = re.compile(r"(?<![0-9])1[2-4][0-9]{2}")
_TOTALS = ("جمع", "مجموع")
_MOST_DIGITS = 10**15
_LONGEST_SHOWN = 60


class CellError(ValueError):
    """A cell that is not taken; the message says what to write instead."""

    def __init__(self, message: str | Promise) -> None:
        self.message = str(message)
        super().__init__(self.message)


@dataclass(frozen=True)
class Field:
    """
    One column that is understood.

    `title` heads the template; the loose key of a header is compared with those of `title` and
    `synonyms`. `clean` returns the stored value or raises CellError; `sql` is its type. The file
    must have a required field's column, and each row a value in it. The value of a secret field
    is masked wherever it is shown.
    """

    name: str
    title: str
    clean: Clean
    synonyms: tuple[str, ...] = ()
    sql: str = "text"
    is_required: bool = False
    is_secret: bool = False
    sample: str = ""
    help: str | Promise = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong with a cell: `line` from 1 as Excel counts, `column` from 0, -1 for a row."""

    line: int
    column: int
    title: str
    value: str
    message: str
    level: str = "error"


@dataclass(frozen=True)
class Header:
    """Where the header stands (row from 0), and the column of each field that was recognised."""

    row: int
    places: Mapping[str, int]
    titles: Mapping[int, str]
    ignored: tuple[str, ...]


class NoHeader(ValueError):
    """No row names the fields; `missing` are the titles of those that must be there."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(missing))


@dataclass
class Table:
    """
    The rows of a sheet as values of its fields.

    `rows` hold (line, value of each of `fields`); a value that is not taken is None and stands in
    `problems`. `blank` counts rows that say nothing: empty, repeated headers, titles, totals.
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


def header_keys(fields: Sequence[Field]) -> dict[str, str]:
    """Return the field of each loose key under which a header may name it."""
    keys: dict[str, str] = {}
    for known in fields:
        for spelling in (known.title, *known.synonyms):
            keys.setdefault(loose_key(spelling), known.name)
    return keys


def find_header(sheet: Sheet, fields: Sequence[Field]) -> Header:
    """
    Return the header: the row, of the first forty, that names most fields.

    Titles above it do not matter; a heading that spans several columns in the row above is read
    together with what stands under it («پروانه» over «شماره» is «شماره پروانه»).

    Raises:
        NoHeader: no row names two fields, or a required one is missing.
    """
    required = [known for known in fields if known.is_required]
    best = best_header(sheet, fields)
    if best is None:
        raise NoHeader([known.title for known in required])
    missing = [known.title for known in required if known.name not in best.places]
    if missing:
        raise NoHeader(missing)
    return best


def best_header(sheet: Sheet, fields: Sequence[Field]) -> Header | None:
    """Return the first of the rows that name most fields, at least two; None if none does."""
    keys = header_keys(fields)
    best: Header | None = None
    for place in range(min(HEADER_WITHIN, len(sheet.rows))):
        header = _header_at(sheet, place, keys)
        if len(header.places) >= 2 and (best is None or len(header.places) > len(best.places)):
            best = header
    return best


def _header_at(sheet: Sheet, place: int, keys: Mapping[str, str]) -> Header:
    parents = _parents(sheet, place)
    places: dict[str, int] = {}
    titles: dict[int, str] = {}
    ignored = []
    for column, cell in enumerate(sheet.rows[place]):
        if cell is None:
            continue
        title = " ".join(str(cell).split())
        titles[column] = title
        name = _named(title, parents.get(column, ""), keys)
        if name and name not in places:
            places[name] = column
        else:
            ignored.append(title)
    return Header(place, places, titles, tuple(ignored))


def _parents(sheet: Sheet, place: int) -> dict[int, str]:
    """Return, by column, the text of a block in the row above that spans several columns."""
    found: dict[int, str] = {}
    for top, left, bottom, right in sheet.spans:
        if top <= place - 1 <= bottom and right > left and left < len(sheet.rows[top]):
            text = sheet.rows[top][left]
            if isinstance(text, str):
                found |= dict.fromkeys(range(left, right + 1), text)
    return found


def _named(title: str, parent: str, keys: Mapping[str, str]) -> str | None:
    without = _BRACKETED.sub(" ", title)
    spellings = [f"{title} {parent}", f"{parent} {title}"] if parent else []
    spellings += [title, without]
    for spelling in spellings:
        name = keys.get(loose_key(spelling))
        if name:
            return name
    return None


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
        """Tell whether a row is empty, a title across, a repeated header, or a total."""
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
            required = self.table.header.places[self.columns[0][0].name]
            words = first.split()
            if words and loose_key(words[0]) in _TOTALS and filled[0] != required:
                return True
        return False

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


# ---------------------------------------------------------------- what a cell means


def as_text(cell: Cell) -> str:
    """
    Return a cell as somebody would have typed it.

    Raises:
        CellError: a number so long that the program that saved it has dropped digits.
    """
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, int | float):
        if abs(cell) >= _MOST_DIGITS or (isinstance(cell, float) and not cell.is_integer()):
            if isinstance(cell, float) and abs(cell) < _MOST_DIGITS:
                return repr(cell)
            raise CellError(_(
                "Excel keeps only 15 digits of a number. Format the column as text and type it"
                " again."))  # fmt: skip
        return str(int(cell))
    if isinstance(cell, date):
        return jalali.short(cell)
    return "" if cell is None else cell


def text(longest: int) -> Clean:
    """Return a cleaner of one line of Persian text."""

    def clean(cell: Cell, _today: date) -> str | None:
        words = " ".join(display_safe(as_text(cell)).split())
        if len(words) > longest:
            raise CellError(
                _("This has {length} letters; at most {longest} are kept.").format(
                    length=persian_digits(len(words)), longest=persian_digits(longest)
                )
            )
        return None if words in {"", "-", "–", "—", "ـ"} else words

    return clean


def digits_with(cleaner: Callable[[str], str], *, whole: int = 0, restores: str = "") -> Clean:
    """
    Return a cleaner of an identifier.

    `whole` is the length that a number cell must have: a shorter one may have lost zeros at its
    front. `restores` is put before a number of `whole` digits, where it is always lost.
    """

    def clean(cell: Cell, _today: date) -> str | None:
        written = as_text(cell)
        if not display_safe(written).strip("-–— "):
            return None
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            if whole and len(written) != whole:
                raise CellError(_(
                    "This is kept as a number, so zeros at its front may be lost. Format the"
                    " column as text and type it again."))  # fmt: skip
            written = f"{restores}{written}"
        return cleaner(written)

    return clean


def choice(meanings: Mapping[str, str]) -> Clean:
    """Return a cleaner that finds a value by what people write for it."""
    keys = {loose_key(spelling): value for spelling, value in meanings.items()}

    def clean(cell: Cell, _today: date) -> str | None:
        key = loose_key(as_text(cell))
        if not key:
            return None
        if key not in keys:
            usual = list(dict.fromkeys(
                next(spelling for spelling, meant in meanings.items() if meant == value)
                for value in meanings.values()))  # fmt: skip
            raise CellError(_("Write one of: {choices}.").format(choices="، ".join(usual)))
        return keys[key]

    return clean


def whole(least: int, most: int) -> Clean:
    """Return a cleaner of a whole number between two, both included."""

    def clean(cell: Cell, _today: date) -> int | None:
        written = re.sub(r"[\s,٬]", "", latin_digits(display_safe(as_text(cell))))
        if written in {"", "-"}:
            return None
        if not re.fullmatch(r"[0-9]{1,15}", written) or not least <= int(written) <= most:
            raise CellError(
                _("Write a whole number from {least} to {most}.").format(
                    least=group(least), most=group(most)
                )
            )
        return int(written)

    return clean


def decimal(least: float, most: float, places: int) -> Clean:
    """Return a cleaner of a decimal number between two, as text with `places` decimals."""

    def clean(cell: Cell, _today: date) -> str | None:
        written = latin_digits(display_safe(as_text(cell))).replace("٫", ".").replace("/", ".")
        if written in {"", "-"}:
            return None
        if not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,15})?", written):
            raise CellError(_("Write a number such as 38.25."))
        number = float(written)
        if not least <= number <= most:
            raise CellError(
                _("This must lie between {least} and {most}.").format(
                    least=persian_digits(least), most=persian_digits(most)
                )
            )
        return f"{number:.{places}f}"

    return clean


def day(cell: Cell, today: date) -> date | None:
    """
    Return the day of an Excel date, of Jalali text with its year, or of an ISO date.

    Raises:
        CellError, JalaliError: no date, or one whose year can only be guessed.
    """
    if isinstance(cell, date):
        if not 1900 < cell.year < 2120:
            raise CellError(_("Write the date as Jalali text, such as 1405/09/03."))
        return cell
    written = latin_digits(display_safe(as_text(cell)))
    if not written.strip("-–— "):
        return None
    iso = _ISO.fullmatch(written)
    if iso:
        try:
            return date(*map(int, iso.groups()))
        except ValueError as error:
            raise CellError(_("There is no such day in the Gregorian calendar.")) from error
    if not _FULL_YEAR.search(written):
        raise CellError(_("Write the date with a year of four digits, such as 1405/09/03."))
    return jalali.parse(written, today)


def lines_of(problems: Sequence[Problem]) -> Iterator[int]:
    """Yield the lines that have an error, each once."""
    yield from dict.fromkeys(found.line for found in problems if found.level == "error")

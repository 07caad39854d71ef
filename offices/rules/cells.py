"""
What a cell of a spreadsheet means: cleaners that return the stored value or say what to write.

Pure: no database, no clock.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core import jalali
from core.persian import (
    display_safe,
    group,
    latin_digits,
    loose_key,
    persian_digits,
    plain_number,
)
from core.sheets import Cell

Clean = Callable[[Cell, date], Any]

_ISO = re.compile(r"((?:19|20)[0-9]{2})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_FULL_YEAR = re.compile(r"(?<![0-9])1[2-4][0-9]{2}")
_MOST_DIGITS = 10**15


class CellError(ValueError):
    """A cell that is not taken; the message says what to write instead."""

    def __init__(self, message: str | Promise) -> None:
        self.message = str(message)
        super().__init__(self.message)


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
                _("This has {length} characters; the limit is {longest}.").format(
                    length=persian_digits(len(words)), longest=persian_digits(longest)
                )
            )
        return None if words in {"", "-", "–", "—", "ـ"} else words

    return clean


def number(longest: int) -> Clean:
    """Return a cleaner of a number that people write, brought to its one stored form."""
    clean_text = text(longest)

    def clean(cell: Cell, today: date) -> str | None:
        written = clean_text(cell, today)
        return None if written is None else plain_number(written) or None

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
        CellError, JalaliError: no date, one whose year can only be guessed, or no year of a record.
    """
    found = _day(cell, today)
    if found is not None:
        jalali.check_recorded(found, today)
    return found


def _day(cell: Cell, today: date) -> date | None:
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


def recent_day(cell: Cell, today: date) -> date | None:
    """
    Return the same, or a day as it is typed into a form: «۱/۹», «۱ آذر», «دیروز».

    Without a year the nearest day that is not after `today` is meant. A number with a fraction is
    refused: 1.10 was kept as 1.1.

    Raises:
        CellError, JalaliError: no date.
    """
    written = latin_digits(display_safe(as_text(cell)))
    is_text = isinstance(cell, str) and written.strip("-–— ")
    if is_text and not _ISO.fullmatch(written):
        found = jalali.parse(written, today)
        jalali.check_recorded(found, today)
        return found
    return day(cell, today)

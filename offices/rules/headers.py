"""Which column of a sheet is which field: the header, found among titles and merged cells."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from core.persian import loose_key
from core.sheets import Sheet
from offices.rules.cells import Clean

HEADER_WITHIN = 40
_BRACKETED = re.compile(r"[(\[«].*?[)\]»]")


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

"""What a spreadsheet seems to hold, by the columns that it names; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.sheets import Sheet
from offices.rules.headers import Field, best_header

MOST_TITLES = 12


@dataclass(frozen=True)
class Fit:
    """
    How well a file names the columns of a kind.

    `named` columns are there, a `share` of the kind's (0 to 1), and `is_whole` tells that none that
    must be there is missing.
    """

    named: int
    share: float
    is_whole: bool


def fit_of(sheets: Sequence[Sheet], fields: Sequence[Field]) -> Fit:
    """Return how well the best sheet of a file fits the fields."""
    required = {known.name for known in fields if known.is_required}
    fits = [Fit(0, 0, is_whole=False)]
    for sheet in sheets:
        header = best_header(sheet, fields)
        if header is not None:
            named = set(header.places)
            fits.append(Fit(len(named), len(named) / len(fields), is_whole=required <= named))
    return max(fits, key=lambda fit: (fit.is_whole, fit.named))


def likely_kind(sheets: Sequence[Sheet], kinds: Mapping[str, Sequence[Field]], chosen: str) -> str:
    """
    Return the kind that the file seems to hold when it is not `chosen`, or an empty text.

    Another kind is named only if the file has all its required columns, and either lacks some of
    the chosen kind's or names at least two more columns of the other.
    """
    own = fit_of(sheets, kinds[chosen])
    others = {name: fit_of(sheets, fields) for name, fields in kinds.items() if name != chosen}
    whole = {name: fit for name, fit in others.items() if fit.is_whole}
    if not whole:
        return ""
    name = max(whole, key=lambda one: (whole[one].named, whole[one].share))
    better = whole[name].named >= own.named + 2
    return name if better or not own.is_whole else ""


def seen_titles(sheets: Sequence[Sheet], fields: Sequence[Field]) -> list[str]:
    """Return the texts of the row that heads the columns most likely; at most twelve."""
    for sheet in sheets:
        header = best_header(sheet, fields)
        if header is not None:
            return list(header.titles.values())[:MOST_TITLES]
    for sheet in sheets:
        for row in sheet.rows:
            texts = [" ".join(cell.split()) for cell in row if isinstance(cell, str)]
            if len(texts) > 1:
                return texts[:MOST_TITLES]
    return []

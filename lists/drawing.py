"""The rows of a list's table as ready HTML, the titles of its columns, and the choice of them."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import icons
from core.markup import format_html, joined
from core.persian import language
from lists.columns import Column, Row, Way, arranged
from lists.listed import Listed

# What stands before the content of a cell, and what draws it from a row.
Cell = tuple[str, Callable[[Row], Any]]
CELL = '<td class="{}" data-label="{}">'
CELL_END, ROW, ROW_END = map(format_html, ("</td>", '<tr tabindex="0"', "</tr>\n    "))
TONES = {
    "late": format_html(' class="is-late">'),
    "near": format_html(' class="is-near">'),
    "own": format_html(' class="is-selected">'),
    "plain": format_html(">"),
}
UNLABELLED = {"cell-end", "cell-bare", "cell-wide"}
CHECK = (
    '<td class="cell-check"><input type="checkbox" name="row" value="{}" form="bulk"'
    ' aria-label="{}"></td>'
)
MENU = (
    '<td class="cell-menu"><details class="menu-wrap" data-menu><summary class="btn btn-text btn-s"'
    ' aria-label="{}">{}</summary><div class="menu">{}</div></details></td>'
)
NO_MENU = format_html('<td class="cell-menu"></td>')


def title_of(listed: Listed, column: Column) -> str:
    """Return the title of a column; each list asks for it in several places."""
    key = (type(listed), column.name, language())
    known = _titles.get(key)
    if known is None:
        known = _titles[key] = str(column.title)
    return known


_titles: dict[tuple[type[Listed], str, str], str] = {}


def label_of(listed: Listed, column: Column) -> str:
    """Return what a phone writes before a cell; what names the row or itself needs no label."""
    says_itself = column.is_locked or UNLABELLED & set(column.css.split())
    return "" if says_itself else title_of(listed, column)


def css_of(column: Column) -> str:
    """Return the classes of a cell; what names the row leads it on a phone."""
    return f"cell-lead {column.css}".strip() if column.is_locked else column.css


def cell_of(column: Column, listed: Listed) -> Cell:
    """Return how a column draws its cells."""
    return format_html(CELL, css_of(column), label_of(listed, column)), column.cell


def body(rows: Sequence[Row], cells: Sequence[Cell], key: str, listed: Listed) -> SafeString:
    """
    Return the rows of the table as ready HTML; each with a box to choose it, given its key.

    Where the list has menus, each row ends in one.
    """
    said, acts = _("choose {name}"), _("more about {name}")
    pieces: list[Any] = []
    for row in rows:
        name = said.format(name=listed.called(row)) if key else ""
        pieces += drawn(row, cells, key, name)
        if listed.has_menus:
            pieces.append(menu(listed.ways(row), acts.format(name=listed.called(row))))
        pieces.append(ROW_END)
    return joined(pieces)


def menu(ways: Sequence[Way], said: str) -> SafeString:
    """Return the last cell of a row: a menu of the ways from it, nothing without any."""
    if not ways:
        return NO_MENU
    links = joined(format_html('<a href="{}">{}</a>', way.url, way.label) for way in ways)
    return format_html(MENU, said, icons.draw("more", 17), links)


def drawn(row: Row, cells: Sequence[Cell], key: str, said: str) -> list[Any]:
    """Return a row in pieces, but its end."""
    url = row.get("url")
    pieces: list[Any] = [ROW, format_html(' data-href="{}"', url) if url else "", tone_of(row)]
    if key:
        pieces.append(format_html(CHECK, row[key], said))
    for before, cell in cells:
        pieces += (before, cell(row), CELL_END)
    return pieces


def tone_of(row: Row) -> SafeString:
    """Return how a row stands out, and the end of its opening tag."""
    if row.get("is_late"):
        return TONES["late"]
    if row.get("is_near"):
        return TONES["near"]
    return TONES["own"] if row.get("is_own") else TONES["plain"]


class Offer(NamedTuple):
    """A column as the chooser offers it."""

    name: str
    title: str
    is_locked: bool
    is_shown: bool


def offers(listed: Listed, chosen: Sequence[str]) -> tuple[Offer, ...]:
    """Return all columns as the chooser lists them: those that are shown, then the others."""
    columns = listed.all_columns()
    shown = arranged(columns, chosen)
    others = [column for column in columns if column not in shown]
    return tuple(
        Offer(column.name, title_of(listed, column), column.is_locked, place < len(shown))
        for place, column in enumerate([*shown, *others])
    )

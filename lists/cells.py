"""What cells of lists look like: names with a second line, numbers, days, marks, ribbons."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from core.markup import format_html
from core.persian import persian_digits
from core.templatetags.ui.filters import code, jalali_short
from core.templatetags.ui.marks import mark, workday_ribbon
from lists.columns import Row

NOTHING = "–"


def number_link(row: Row, key: str) -> SafeString:
    """Return the record's number as a link to it."""
    return format_html('<a href="{}">{}</a>', row["url"], code(row[key]))


def named(main: object, sub: object) -> SafeString:
    """
    Return a name with its second line; either may be ready HTML.

    The space keeps the letters apart where both stand on one line: they would join. A name stands
    in its own order, also on an English page.
    """
    name = main if isinstance(main, SafeString) else format_html("<bdi>{}</bdi>", spelled(main))
    return format_html('<b>{}</b> <span class="sub">{}</span>', name, spelled(sub))


def office(row: Row) -> SafeString:
    """Return the office of a record: its name, under it the code."""
    return named(row["office__name"], code(row["office__code"]))


def spelled(value: object) -> object:
    """Return text with Persian digits; ready HTML as it is."""
    return value if isinstance(value, SafeString) else persian_digits(value or "")


def day(name: str) -> Callable[[Row], SafeString]:
    """Return what draws a day of a row."""
    return lambda row: jalali_short(row[name])


def value(name: str) -> Callable[[Row], Any]:
    """Return what reads a value of a row, a dash for nothing."""
    return lambda row: row[name] or NOTHING


def text(name: str) -> Callable[[Row], Any]:
    """Return what reads a value of a row for a file."""
    return lambda row: row[name]


def marked(state: Mapping[str, Any] | None) -> SafeString | str:
    """Return a pill or a stamp, a dash for none."""
    return mark(state) if state else NOTHING


def ribbon(deadline: Any) -> SafeString | str:
    """Return a deadline's days, its words below them; a dash for none."""
    return workday_ribbon(deadline, "sm", below=True) if deadline else NOTHING


def due_text(deadline: Any) -> date | str:
    """Return a deadline's last day for a file."""
    return deadline.due_on if deadline else ""


def act(row: Row, label: object, *, is_first: bool = False) -> SafeString:
    """Return the button of a row."""
    css = "btn btn-s btn-primary" if is_first else "btn btn-s"
    return format_html('<a class="{}" href="{}">{}</a>', css, row["url"], label)

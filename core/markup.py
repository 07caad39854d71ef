"""
HTML of pieces, escaped: `format_html` of Django, for pages that put hundreds of pieces together.

Only texts of the program are templates; whatever is put into one is escaped unless it is HTML.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

_SLOT = "{}"


@lru_cache(maxsize=2048)
def _places(template: str) -> tuple[str, int]:
    """Return a template as the operator `%` takes it, and how many places it has."""
    parts = template.replace("{{", "{").replace("}}", "}").replace("%", "%%").split(_SLOT)
    return "%s".join(parts), len(parts) - 1


def escaped(value: object) -> str:
    """Return a value as HTML: what is HTML as it is, any other escaped."""
    if type(value) is SafeString:
        return value
    if type(value) is str:
        return escape(value)
    html = getattr(value, "__html__", None)
    return str(html()) if html is not None else escape(str(value))


def _filled(template: str, values: Sequence[object]) -> str:
    text, places = _places(template)
    if places != len(values):
        raise ValueError(f"{len(values)} values for {places} places: {template}")
    return text % tuple([escaped(value) for value in values])


def format_html(template: str, *values: object) -> SafeString:
    """
    Return a template with each `{}` filled by a value, escaped unless it is HTML.

    Raises:
        ValueError: there are more or fewer values than places.
    """
    return SafeString(_filled(template, values))


def format_html_join(separator: str, template: str, rows: Iterable[Sequence[object]]) -> SafeString:
    """Return a template filled by each row of values, one after the other; raise the same."""
    return SafeString(escape(separator).join(_filled(template, row) for row in rows))


def joined(pieces: Iterable[object]) -> SafeString:
    """Return pieces one after the other, escaped unless they are HTML."""
    return SafeString("".join([escaped(piece) for piece in pieces]))

"""One page of a list, found by keyset: never by offset."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import CharField, Q, QuerySet
from django.utils.translation import gettext as _

from core.errors import DomainError
from core.statements import Reading


@dataclass(frozen=True)
class Page:
    """One page of a keyset list: its rows, and the cursors of the pages around it."""

    rows: list[Any]
    next: str
    previous: str


def _signer(reading: Reading, order: Sequence[str]) -> signing.Signer:
    """Return what signs the cursors of a list in an order: those of another one do not serve."""
    of = reading.model._meta.label if reading.model else ""
    return signing.Signer(salt="/".join(("cursor", of, *order)), sep=".")


def _pack(signer: signing.Signer, values: Sequence[Any], direction: str) -> str:
    body = json.dumps([direction, *[str(value) for value in values]], separators=(",", ":"))
    packed = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
    return signer.sign(packed)


def _unpack(signer: signing.Signer, cursor: str, width: int) -> tuple[str, list[str]] | None:
    try:
        packed = signer.unsign(cursor)
        body = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (signing.BadSignature, ValueError):
        return None
    if not isinstance(body, list) or len(body) != width + 1 or body[0] not in {"n", "p"}:
        return None
    return body[0], body[1:]


class BadCursor(DomainError):
    """The cursor was not given out by this list."""

    code = "bad-cursor"
    status = 400

    @staticmethod
    def default_message() -> str:
        return _("This page address is not valid. Start from the first page.")


def keyset_page(
    queryset: QuerySet[Any], order: Sequence[str], cursor: str, size: int, columns: Sequence[str]
) -> Page:
    """
    Return one page of plain rows (dicts of `columns`), found by keyset, never by offset.

    `order` names columns, `-` first for descending, the last unique; all of them not null.

    Raises:
        BadCursor: the cursor was not given out by this order.
    """
    rows = Reading(None, lambda: queryset, model=queryset.model)
    return read_page(rows, order, cursor, size, columns)


def read_page(
    reading: Reading, order: Sequence[str], cursor: str, size: int, columns: Sequence[str]
) -> Page:
    """Return the same of rows that are read by a statement that is kept; raise the same."""
    keys = [name.lstrip("-") for name in order]
    direction, position = "n", list[Any]()
    signer = _signer(reading, order)
    if cursor:
        unpacked = _unpack(signer, cursor, len(keys))
        if unpacked is None:
            raise BadCursor
        direction, position = unpacked[0], _typed(reading, keys, unpacked[1])
    backwards = direction == "p"
    names = list(dict.fromkeys([*columns, *keys]))

    def window(rows: QuerySet[Any], *position: Any) -> QuerySet[Any, Any]:
        if position:
            rows = rows.filter(beyond(order, position, backwards))
        rows = rows.order_by(*(turned(order) if backwards else order))
        return rows.values(*names)[: size + 1]

    key = ("page", tuple(order), direction, size, tuple(names))
    rows = reading.then(key, window, *position, is_hidden=True).rows()
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = more or backwards
    has_previous = bool(position) if not backwards else more
    return Page(
        rows=rows,
        next=_pack(signer, [rows[-1][key] for key in keys], "n") if rows and has_next else "",
        previous=_pack(signer, [rows[0][key] for key in keys], "p")
        if rows and has_previous
        else "",
    )


def _typed(reading: Reading, keys: Sequence[str], position: Sequence[str]) -> list[Any]:
    """Return a position in the types of its columns."""
    if reading.model is None:
        return [*position]
    try:
        return [
            _field(reading.model, key).to_python(text)
            for key, text in zip(keys, position, strict=True)
        ]
    except ValidationError as error:
        raise BadCursor from error


def _field(model: Any, key: str) -> Any:
    """Return the column of an order; one that is computed holds text."""
    try:
        return model._meta.get_field(key)
    except FieldDoesNotExist:
        return CharField()


def turned(order: Iterable[str]) -> list[str]:
    """Return an order turned around."""
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def beyond(order: Sequence[str], position: Sequence[Any], backwards: bool) -> Q:
    """Return the rows after a position: (a, b) > (x, y), written so that an index serves it."""
    condition = Q(pk__in=[])
    first: Q | None = None
    equal = Q()
    for name, value in zip(order, position, strict=True):
        descending = name.startswith("-")
        key = name.lstrip("-")
        operator = "lt" if descending != backwards else "gt"
        condition |= equal & Q(**{f"{key}__{operator}": value})
        if first is None:
            first = Q(**{f"{key}__{operator}e": value})
        equal &= Q(**{key: value})
    return (first or Q()) & condition

"""Pages of the numbered lines of one file, which stay as many: `?from=` names a line."""

from typing import NamedTuple

from django.http import QueryDict


class Stretch(NamedTuple):
    """Some lines of a file: the first of them, from 0, and the addresses around; "" for none."""

    first: int
    newer_url: str
    older_url: str


def stretch_of(query: QueryDict, total: int, size: int) -> Stretch:
    """Return which lines are asked for, at most `size`; what is no number asks for the first."""
    raw = query.get("from", "")
    first = min(int(raw[:9]), total) if raw.isascii() and raw.isdigit() else 0
    return Stretch(
        first,
        f"?from={max(0, first - size)}" if first else "",
        f"?from={first + size}" if first + size < total else "",
    )

"""The name of a file as people read it, whichever letters it is written in."""

import unicodedata

from core.persian import EITHER_WAY, isolated_as_typed

LONGEST_ENDING = 5  # without its dot


def ending_of(name: str) -> str:
    """
    Return the ending of a name in Persian letters, which has an order of its own; else nothing.

    The dot before it belongs to the Persian text: it stands between the two, beside a number too.
    """
    stem, _dot, ending = name.rpartition(".")
    is_ending = 0 < len(ending) <= LONGEST_ENDING and ending.isascii()
    return ending if is_ending and _is_persian(stem) else ""


def file_name(name: str) -> str:
    """Return a name for a sentence, its digits as they are: one piece, in the order of its own."""
    opened, closed = EITHER_WAY
    if ending := ending_of(name):
        stem = name.removesuffix(ending)
        return f"{opened}{stem}{isolated_as_typed(ending)}{closed}"
    return f"{opened}{name}{closed}" if _is_persian(name) else isolated_as_typed(name)


def _is_persian(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)

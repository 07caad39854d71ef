"""One pattern for all the ways to write a text, for Python and for PostgreSQL."""

import re

from core.persian import ARABIC_DIGITS, ZWNJ, latin_digits, persian_digits

# Letters that are one for whoever searches.
ALIKE = ("یيىئ", "کك", "هةۀ", "اآأإ", "وؤ")
# What may stand between two letters, or be left out: spaces, the joiner, marks of vowels and hamza.
BETWEEN = f"[\\s{ZWNJ}\u0640\u064b-\u0655]*"
# More letters than any name or title has; a longer pattern would only cost.
MOST = 200


def spelled(text: str) -> str:
    """
    Return a pattern that finds a text however it is spelled; empty where nothing was written.

    Without regard to case, Arabic or Persian letters and digits, madda, hamza, joiners and spaces:
    for `re` with IGNORECASE, and for the lookup `iregex`.
    """
    letters = [letter for letter in text[: 2 * MOST] if not re.fullmatch(BETWEEN, letter)][:MOST]
    return BETWEEN.join(_any(letter) for letter in letters)


def _any(letter: str) -> str:
    """Return a pattern of all ways to write a letter or a digit."""
    plain = latin_digits(letter)
    if plain.isascii() and plain.isdigit():
        return f"[{plain}{persian_digits(plain)}{ARABIC_DIGITS[int(plain)]}]"
    alike = next((kin for kin in ALIKE if letter in kin), "")
    return f"[{alike}]" if alike else re.escape(letter)

"""The single-letter keys: what each does, its letter, and how people may change it."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

# What a key does -> its letter; the letter is a place on the keyboard, whatever it types.
KEYS = {
    "new": "N",
    "next": "J",
    "previous": "K",
    "select": "X",
    "decide": "R",
    "archive": "E",
    "go": "G",
}
LABELS = {
    "new": _("new report"),
    "next": _("next row or record"),
    "previous": _("previous row or record"),
    "select": _("select the row"),
    "decide": _("decide"),
    "archive": _("archive a notification"),
    "go": _("go to a place, then its letter"),
}
# The Persian letters of the standard layout, by the place of the Latin ones.
PERSIAN = dict(zip("ضصثقفغعهخحشسیبلاتنمظطزرذدپ", "QWERTYUIOPASDFGHJKLZXCVBNM", strict=True))


def letter_of(typed: str) -> str:
    """Return the key that a Latin or Persian letter names; empty when it is no letter."""
    letter = typed.strip().upper()
    letter = PERSIAN.get(letter, letter)
    return letter if len(letter) == 1 and letter.isascii() and letter.isalpha() else ""


class Letters(dict[str, str]):
    """The letter of each key; made once and never changed, so that it can name a part of a page."""

    def __hash__(self) -> int:  # type: ignore[override] # a mapping usually changes
        return hash(tuple(self.items()))


def keys_of(chosen: Mapping[str, str]) -> Letters:
    """Return the letter of each key, with what a person has changed."""
    return Letters((name, chosen.get(name) or letter) for name, letter in KEYS.items())

"""Texts that people write into the record: stored whole, or refused."""

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.persian import persian_digits


def need_length(text: str, field: str, most: int) -> str:
    """
    Return a text that its column holds whole; `most` is the column's length in characters.

    Raises:
        Invalid: it is longer; the sentence under `field` gives both numbers.
    """
    if len(text) > most:
        words = _("Write at most {n} characters; here are {found}.")
        counted = words.format(n=persian_digits(most), found=persian_digits(len(text)))
        raise Invalid(fields={field: [counted]})
    return text

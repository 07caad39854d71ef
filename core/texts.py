"""Texts that people write into the record: stored whole, or refused."""

from django.core.exceptions import ValidationError
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


def wrong_in_number(number: str) -> str:
    """Return what is wrong with the number of a document: it has a digit; empty if nothing is."""
    if any(sign.isdigit() for sign in number):
        return ""
    return _("Write the number of the document as it stands on it.")


def refuse_no_number(number: str) -> None:
    """
    Refuse what is no number of a document, in a form.

    Raises:
        ValidationError: `wrong_in_number` says what is wrong with it.
    """
    if wrong := wrong_in_number(number):
        raise ValidationError(wrong, code="number")

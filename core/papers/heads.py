"""The head of a document on which an act rests: its number, its day and who issued it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.texts import need_length, wrong_in_number

LONGEST_NUMBER, LONGEST_ISSUER = 60, 160


@dataclass(frozen=True)
class Letter:
    """What stands at the head of a document: its number, its day and who issued it."""

    number: str
    on: date | None
    issuer: str


def wrong_in_letter(letter: Letter, on: date) -> dict[str, list[str]]:
    """
    Return by field what a document's head lacks: number with a digit, day until `on`, issuer.

    The fields are document_no, document_on and document_issuer.
    """
    number, issuer = letter.number.strip(), letter.issuer.strip()
    missing = _("A document names its number, date and issuer.")
    parts = {"document_no": number, "document_on": letter.on, "document_issuer": issuer}
    wrong = {name: [missing] for name, value in parts.items() if not value}
    if letter.on is not None and letter.on > on:
        wrong["document_on"] = [_("The document cannot be of a later day than today.")]
    if number and (error := wrong_in_number(number)):
        wrong["document_no"] = [error]
    for name, text, most in (
        ("document_no", number, LONGEST_NUMBER), ("document_issuer", issuer, LONGEST_ISSUER),
    ):  # fmt: skip
        try:
            need_length(text, name, most)
        except Invalid as refusal:
            wrong |= refusal.fields
    return wrong


def wrong_in_judgment(day: date | None, decided_on: date) -> str:
    """Return that a judgment is older than the decision that it judges; empty if it is not."""
    if day is None or day >= decided_on:
        return ""
    return _("A judgment is not older than the decision that it judges.")


def need_letter(letter: Letter, on: date) -> None:
    """
    Check that a document names its number, its day and its issuer, and is not of a later day.

    Raises:
        Invalid: by field, as `wrong_in_letter` returns.
    """
    if wrong := wrong_in_letter(letter, on):
        raise Invalid(fields=wrong)

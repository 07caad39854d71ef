"""Reads of letters, notifications and the outbox, and the registers that floors above fill."""

from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.facts.letters import (
    LETTER_KINDS,
    LetterKind,
    Sample,
    add_letter_kind,
    letter_body,
    letter_rows,
    receipt_url,
    scan_url,
    template_for,
)

__all__ = [
    "KINDS",
    "LETTER_KINDS",
    "Audience",
    "Kind",
    "LetterKind",
    "News",
    "Sample",
    "add_letter_kind",
    "letter_body",
    "letter_rows",
    "receipt_url",
    "scan_url",
    "template_for",
]

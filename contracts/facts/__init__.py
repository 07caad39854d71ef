"""Reads about contracts, and the places that higher floors fill."""

from contracts.facts.panels import COLUMNS, GUARDS, PANELS, VIEWS
from contracts.facts.standing import (
    Check,
    checks_for_signature,
    is_licensed,
    longest_suspension,
    notice_end,
    quota_of,
    rivals_of,
    waiver_text,
)

__all__ = [
    "COLUMNS",
    "GUARDS",
    "PANELS",
    "VIEWS",
    "Check",
    "checks_for_signature",
    "is_licensed",
    "longest_suspension",
    "notice_end",
    "quota_of",
    "rivals_of",
    "waiver_text",
]

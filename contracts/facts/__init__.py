"""Reads about contracts, and the places that higher floors fill."""

from contracts.facts.months import Month, ending_in, month_key, months_ahead
from contracts.facts.panels import (
    BESIDE,
    COLUMNS,
    DECIDED,
    GUARDS,
    MEASURES,
    PANELS,
    PROOF_GUARDS,
    VIEWS,
)
from contracts.facts.places import compares_offices, mark_of
from contracts.facts.rows import Parties, Standing, parties_of, standings
from contracts.facts.standing import (
    Check,
    checks_for_signature,
    has_text,
    is_licensed,
    is_renewal_begun,
    longest_suspension,
    longest_suspension_days,
    notice_end,
    quota_of,
    rival_sentence,
    rivals_of,
    waiver_of,
    waiver_text,
)

__all__ = [
    "BESIDE",
    "COLUMNS",
    "DECIDED",
    "GUARDS",
    "MEASURES",
    "PANELS",
    "PROOF_GUARDS",
    "VIEWS",
    "Check",
    "Month",
    "Parties",
    "Standing",
    "checks_for_signature",
    "compares_offices",
    "ending_in",
    "has_text",
    "is_licensed",
    "is_renewal_begun",
    "longest_suspension",
    "longest_suspension_days",
    "mark_of",
    "month_key",
    "months_ahead",
    "notice_end",
    "parties_of",
    "quota_of",
    "rival_sentence",
    "rivals_of",
    "standings",
    "waiver_of",
    "waiver_text",
]

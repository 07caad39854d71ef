"""The register's pure rules: search keys, what a state asks for, the shape of spreadsheets."""

from offices.rules.register import (
    days_left,
    first_day_to_renew,
    last_day_to_renew,
    missing_for_activation,
    renewal_obstacles,
    search_key,
    search_words,
    transfer_obstacles,
)

__all__ = [
    "days_left",
    "first_day_to_renew",
    "last_day_to_renew",
    "missing_for_activation",
    "renewal_obstacles",
    "search_key",
    "search_words",
    "transfer_obstacles",
]

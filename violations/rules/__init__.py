"""The pure rules of the cases: how they are reckoned, the shape of a workbook of reports."""

from violations.rules.reckoning import (
    LADDER,
    LEAST_REASONS,
    Cell,
    Entry,
    Prior,
    counts_against,
    departs,
    is_live,
    lighter_than,
    occurrence,
    points_on,
    proposed,
    weight,
)

__all__ = [
    "LADDER",
    "LEAST_REASONS",
    "Cell",
    "Entry",
    "Prior",
    "counts_against",
    "departs",
    "is_live",
    "lighter_than",
    "occurrence",
    "points_on",
    "proposed",
    "weight",
]

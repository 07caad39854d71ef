"""Reads across the register, and the places that higher floors fill."""

from offices.facts.panels import BUTTONS, COLUMNS, GUARDS, NOTES, PANELS, PILLS, TABS, VIEWS
from offices.facts.scopes import existing_scopes, find_scope

__all__ = [
    "BUTTONS",
    "COLUMNS",
    "GUARDS",
    "NOTES",
    "PANELS",
    "PILLS",
    "TABS",
    "VIEWS",
    "existing_scopes",
    "find_scope",
]

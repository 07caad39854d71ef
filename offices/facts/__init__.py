"""Reads across the register, and the places that higher floors fill."""

from offices.facts.panels import BUTTONS, COLUMNS, GUARDS, NOTES, PANELS, PILLS, TABS, VIEWS

__all__ = ["BUTTONS", "COLUMNS", "GUARDS", "NOTES", "PANELS", "PILLS", "TABS", "VIEWS"]

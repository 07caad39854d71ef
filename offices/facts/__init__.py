"""Reads across the register, and the places that higher floors fill."""

from offices.facts.contents import CONTENTS, Content, Derived
from offices.facts.imports import (
    TableRefused,
    acting_for,
    content_of,
    opened,
    read_import,
    same_file_before,
    stored_file,
    template_workbook,
)
from offices.facts.panels import BUTTONS, COLUMNS, GUARDS, NOTES, PANELS, PILLS, TABS, VIEWS
from offices.facts.scopes import existing_scopes, find_scope

__all__ = [
    "BUTTONS",
    "COLUMNS",
    "CONTENTS",
    "GUARDS",
    "NOTES",
    "PANELS",
    "PILLS",
    "TABS",
    "VIEWS",
    "Content",
    "Derived",
    "TableRefused",
    "acting_for",
    "content_of",
    "existing_scopes",
    "find_scope",
    "opened",
    "read_import",
    "same_file_before",
    "stored_file",
    "template_workbook",
]

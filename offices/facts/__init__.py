"""Reads across the register, and the places that higher floors fill."""

from offices.facts.contents import CONTENTS, Content, Derived
from offices.facts.imports import (
    TableRefused,
    content_of,
    opened,
    read_import,
    same_file_before,
    stored_file,
    template_workbook,
)
from offices.facts.panels import (
    BUTTONS,
    COLUMNS,
    GUARDS,
    NOTES,
    PANELS,
    PILLS,
    RENEWALS,
    TABS,
    VIEWS,
)
from offices.facts.scopes import existing_scopes, find_scope, words_of_operator
from offices.facts.transfers import obstacles_to_transfer

__all__ = [
    "BUTTONS",
    "COLUMNS",
    "CONTENTS",
    "GUARDS",
    "NOTES",
    "PANELS",
    "PILLS",
    "RENEWALS",
    "TABS",
    "VIEWS",
    "Content",
    "Derived",
    "TableRefused",
    "content_of",
    "existing_scopes",
    "find_scope",
    "obstacles_to_transfer",
    "opened",
    "read_import",
    "same_file_before",
    "stored_file",
    "template_workbook",
    "words_of_operator",
]

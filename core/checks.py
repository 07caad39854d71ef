"""What must be true of this machine and its database server, said before anybody is served."""

import os
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.utils import ProgrammingError

FONT = "static/unfold_farsi/fonts/vazirmatn/vazirmatn-arabic.woff2"


def spreadsheets_are_read_safely(**_: Any) -> list[CheckMessage]:
    """Complain if openpyxl would expand entities."""
    switched_off = os.environ.get("OPENPYXL_DEFUSEDXML", "True") == "False"
    if find_spec("defusedxml") and not switched_off:
        return []
    return [
        Error(
            "Spreadsheets would be read without protection against entity bombs.",
            hint="Install defusedxml, and leave OPENPYXL_DEFUSEDXML alone.",
            id="core.E001",
        )
    ]


def the_font_is_there(**_: Any) -> list[CheckMessage]:
    """Complain if the package that ships Vazirmatn lacks it."""
    package = find_spec("unfold_farsi")
    folders = (package.submodule_search_locations if package else None) or []
    if any((Path(folder) / FONT).is_file() for folder in folders):
        return []
    return [
        Error(
            f"The font file {FONT} of unfold_farsi is missing.",
            hint="Install django-unfold-farsi.",
            id="core.E002",
        )
    ]


def persian_search_works(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Complain if the server's locale drops Persian letters, so that search finds nothing."""
    faults: list[CheckMessage] = []
    for alias in databases or []:
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT show_trgm('پ')")
                letters = cursor.fetchone()
        except ProgrammingError:
            # Before the first migration there is no pg_trgm yet.
            continue
        if not letters or not letters[0]:
            faults.append(
                Error(
                    f"The database “{alias}” doesn't know Persian letters: search finds nothing.",
                    hint="Create it with LC_CTYPE C.UTF-8 or another UTF-8 locale.",
                    id="core.E003",
                )
            )
    return faults

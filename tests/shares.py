"""
A share by day of matrices that take long in whole (design: DECISIONS 55).

What is not of the day is marked `deep`: `./run check-deep` asks for it.
"""

import os
import zlib
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

# Set once for all workers of a run, which may begin before midnight and end after it.
DAY = "PISHKHAN_SHARE_DAY"


def is_of_today(name: str, parts: int = 2) -> bool:
    """Tell whether a name is in the share of this day, one in `parts`."""
    day = date.fromisoformat(os.environ[DAY]).toordinal()
    return (zlib.crc32(name.encode()) - day) % parts == 0


def share(names: Iterable[str], parts: int = 2) -> list[Any]:
    """Return all names as parameters, of which one in `parts` is of today and the others deep."""
    return [
        name if is_of_today(name, parts) else pytest.param(name, marks=pytest.mark.deep)
        for name in names
    ]

"""Licences that end when a test needs it."""

from datetime import date, timedelta

from offices.models import Licence, Office
from tests.factories import TODAY
from tests.sql import not_fixed

DAYS = 135  # in the middle of the time in which a renewal may be asked for


def ends_soon(office: Office, on: date = TODAY, days: int = DAYS) -> Licence:
    """Let the licence of an office end so many days after a day; return it."""
    with not_fixed("offices_licence", "offices_licence_kept"), not_fixed("offices_licence"):
        office.licences.update(expires_on=on + timedelta(days=days))
    return office.licences.get()

"""The calendar is what is tested here: each test begins without one, and brings it in itself."""

import pytest

from tests import calendars


@pytest.fixture(autouse=True)
def _no_calendar(request: pytest.FixtureRequest) -> None:
    """Take the calendar away that the other tests find."""
    if {"db", "real_db"} & set(request.fixturenames) or request.node.get_closest_marker(
        "django_db"
    ):
        request.getfixturevalue("real_db" if "real_db" in request.fixturenames else "db")
        calendars.take_away()

"""What the tests of oversight share."""

import pytest
from django.core.management import call_command


@pytest.fixture
def calendar(db):
    """Load the calendar and the lengths of deadlines."""
    call_command("load_calendar", verbosity=0)

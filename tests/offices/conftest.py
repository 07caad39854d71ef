"""What the register's tests share: the length of the renewal deadline."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workdays.models import DeadlineRule


@pytest.fixture(autouse=True)
def renewal_rule(request: pytest.FixtureRequest) -> None:
    """Keep the 90 days before expiry, for tests that touch the database."""
    if "db" in request.fixturenames or "office" in request.fixturenames:
        request.getfixturevalue("db")
        DeadlineRule.objects.get_or_create(
            key="renewal_request_before",
            valid_from=date(2021, 3, 21),
            defaults={"value": 90, "unit": "day", "provenance": "SOURCED", "citation": "آزمون"},
        )


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Keep stored files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path

"""What the tests of lists begin with."""

from typing import Any

import pytest

from agencies.models import Agency
from contracts.models import Contract
from tests.factories import make_contract


@pytest.fixture
def contract_of_gas(gas: Agency) -> Contract:
    """Return a contract that the power company does not see."""
    return make_contract(agency=gas)


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Any) -> None:
    """Keep the files of a test for the test alone."""
    settings.MEDIA_ROOT = str(tmp_path)

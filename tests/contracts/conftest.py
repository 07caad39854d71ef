"""A contract of the gas company and what its actions need."""

from pathlib import Path
from typing import Any

import pytest

from agencies.models import Agency, Service
from contracts.models import Contract
from offices.models import Office
from tests import factories
from tests.contracts.stories import over


@pytest.fixture
def gas_services(gas: Agency) -> list[Service]:
    """Return three services of the gas company."""
    return [factories.make_service(gas) for _number in range(3)]


@pytest.fixture
def contract(gas: Agency, office: Office, gas_services: list[Service]) -> Contract:
    """Return the gas company's active contract with the office, for one of its services."""
    return factories.make_contract(agency=gas, office=office, services=gas_services[:1])


@pytest.fixture
def past(gas: Agency, office: Office, gas_services: list[Service]) -> Contract:
    """Return the gas company's contract with the office whose term is over, not yet expired."""
    return factories.make_contract(agency=gas, office=office, services=gas_services[:1], **over())


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """Keep stored files in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path

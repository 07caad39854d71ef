"""An office under contract with the gas company, and a case on its way."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from offices.models import Office
from tests.factories import make_contract
from tests.violations.stories import Walk, file_report
from workdays.actions import load_calendar


@pytest.fixture
def contract(gas: Agency, office: Office) -> Contract:
    """Return the office's contract with the gas company, in a province with a calendar."""
    load_calendar()
    return make_contract(agency=gas, office=office)


@pytest.fixture
def walk(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Callable[..., Walk]:
    """Return a function that files the clerk's report and gives it to the manager."""

    def begin(**values: Any) -> Walk:
        reporter = values.pop("reporter", gas_clerk)
        triager = values.pop("triager", gas_manager)
        return Walk(file_report(contract, reporter, **values), triager, operator)

    return begin

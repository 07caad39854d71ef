"""An act that does not fit the state opens no form that could only be refused."""

from typing import Any

import pytest

from accounts.principal import Principal
from agencies.models import Agency
from offices.models import Office
from tests.factories import make_contract


@pytest.mark.parametrize("act", ["terminate", "resume"])
def test_an_active_contract_opens_no_form_of(
    browser_of: Any, gas: Agency, office: Office, gas_manager: Principal, act: str
) -> None:
    contract = make_contract(agency=gas, office=office)

    answer = browser_of(gas_manager).get(f"/contracts/{contract.number}/{act}")

    shown = answer.content.decode().split("<main")[1].split("</main>")[0]
    assert answer.status_code == 409
    assert "<form" not in shown
    assert contract.get_absolute_url() in shown

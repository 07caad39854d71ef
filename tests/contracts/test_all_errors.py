"""Receipts and payments: what the form and what the act refuse come in one round."""

import pytest
import time_machine
from django.urls import reverse

from tests import factories
from tests.contracts.stories import under_notice
from tests.factories import make_settlement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moment():
    with time_machine.travel(factories.NOW, tick=False):
        yield


def errors(browser, name, record, **typed):
    """Return the fields that are refused when a form is sent once."""
    args = record if isinstance(record, list) else [record.number]
    answer = browser.post(reverse(f"contracts:{name}", args=args), typed)
    assert answer.status_code == 422
    return set(answer.context["form"].errors)


class TestOneRound:
    def test_of_a_settlement(self, browser_of, gas_clerk, contract):
        found = errors(
            browser_of(gas_clerk), "record-settlement", contract,
            period_first="1390/01/01", period_last="1405/12/01", amount="0",
        )  # fmt: skip

        assert found >= {"key", "source", "amount", "period_first", "period_last"}

    def test_of_a_guarantee(self, browser_of, gas_clerk, contract):
        found = errors(
            browser_of(gas_clerk), "record-guarantee", contract,
            kind="bank", amount="900000000000", expires_on="1400/01/01",
        )  # fmt: skip

        assert found >= {"number", "expires_on"}

    def test_of_a_remittance(self, browser_of, gas_clerk, contract):
        settlement = make_settlement(contract)

        found = errors(
            browser_of(gas_clerk), "settlement-remit", [contract.number, settlement.public_id],
            amount="99000000", settled_on="1390/01/01",
        )  # fmt: skip

        assert found >= {"amount", "settled_on", "source"}

    def test_of_a_paper_service(self, browser_of, gas_clerk, contract):
        notice = under_notice(contract)

        found = errors(browser_of(gas_clerk), "serve-notice", notice, served_on="1400/01/01")

        assert found >= {"served_on", "proof_text", "scan"}

"""The accounts on which the benchmark weighs rule F08 are as the register keeps them."""

import pytest

from agencies.models import Agency
from contracts.models import Contract, Settlement
from dev.bench import remittances
from tests.factories import make_contract
from tests.oversight.steps import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(gas: Agency) -> Contract:
    """Return a contract that runs on the day of the tests."""
    return make_contract(agency=gas)


class TestFill:
    def test_writes_for_each_running_contract(self, contract: Contract) -> None:
        assert remittances.fill(DAY, each=200) == 200
        assert set(Settlement.objects.values_list("contract", flat=True)) == {contract.pk}
        assert 1 <= Settlement.objects.filter(settled_on__isnull=True).count() <= 2

    def test_gives_the_rule_something_to_find(self, contract: Contract) -> None:
        remittances.fill(DAY, each=200)

        assert remittances.weigh(DAY) == 1
        remittances.scan(DAY)

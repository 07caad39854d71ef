"""The nights of the clock: each moves what is due, twice nothing more."""

from datetime import timedelta

import pytest

from contracts import tasks
from contracts.states import ContractState
from tests.contracts.stories import suspended

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


class TestNightly:
    def test_expires_contracts(self, past):
        day = (past.ends_on + DAY).isoformat()

        assert [
            tasks.expire_contracts(as_of=day)["moved"],
            tasks.expire_contracts(as_of=day)["moved"],
        ] == [1, 0]
        past.refresh_from_db()
        assert past.state == ContractState.EXPIRED

    def test_lifts_suspensions(self, contract):
        day = (suspended(contract).suspended_until + DAY).isoformat()

        assert tasks.lift_lapsed_suspensions(as_of=day)["moved"] == 1
        assert tasks.lift_lapsed_suspensions(as_of=day)["moved"] == 0
        contract.refresh_from_db()
        assert contract.state == ContractState.ACTIVE

    def test_expires_guarantees(self, past):
        day = (past.guarantees.get().expires_on + DAY).isoformat()

        assert [
            tasks.expire_guarantees(as_of=day)["moved"],
            tasks.expire_guarantees(as_of=day)["moved"],
        ] == [1, 0]

    def test_takes_arguments_of_a_later_version(self, contract):
        assert tasks.expire_contracts(as_of="2026-11-24", later=True)["moved"] == 0

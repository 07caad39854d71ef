"""A signed addendum or a remittance of an earlier day counts when another person confirms it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from approvals.actions import confirm_act
from approvals.models import PendingAct
from contracts import actions
from contracts.models import Contract, ContractAddendum, Remittance, Settlement
from contracts.states import AddendumState as A
from core.errors import IllegalMove, NotPermitted
from tests.contracts.stories import NOW, TODAY, picture
from tests.factories import make_principal, make_settlement
from tests.sql import refused_at_runtime
from workdays.facts import deadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BACK = 30 * DAY


def moment(on: date) -> dict[str, Any]:
    return {"on": on, "at": NOW + (on - TODAY)}


@pytest.fixture
def second(gas: Agency) -> Principal:
    return make_principal(Role.AGENCY_MANAGER, gas, name="مدیر دوم")


class TestRemittance:
    @pytest.fixture
    def settlement(self, contract: Contract) -> Settlement:
        return make_settlement(contract, amount=10)

    def remit(self, settlement: Settlement, actor: Principal, **values: Any) -> Settlement:
        defaults = {
            "settlement_id": settlement.pk, "amount": 10, "source": "۱۲", "actor": actor,
            "settled_on": TODAY - BACK, **moment(TODAY),
        }  # fmt: skip
        return actions.record_remittance(**(defaults | values))

    def test_of_an_earlier_day_waits_for_another_person(
        self, settlement: Settlement, gas_clerk: Principal, second: Principal
    ) -> None:
        self.remit(settlement, gas_clerk)

        assert not Remittance.objects.exists()
        pending = PendingAct.objects.get(target_id=settlement.public_id)
        with pytest.raises((NotPermitted, PendingAct.DoesNotExist)):
            confirm_act(pending_id=pending.pk, actor=gas_clerk, **moment(TODAY))
        with pytest.raises(IllegalMove):
            self.remit(settlement, gas_clerk, source="۱۳")
        confirm_act(pending_id=pending.pk, actor=second, **moment(TODAY))
        written = Remittance.objects.get()
        assert (written.recorded_by, written.paid_on) == (gas_clerk.user_id, TODAY - BACK)
        settlement.refresh_from_db()
        assert settlement.settled_on == TODAY - BACK
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_in_time_is_one_persons(self, settlement: Settlement, gas_clerk: Principal) -> None:
        county = settlement.contract.county.public_id
        last = deadline("paper_entry", TODAY - BACK, county).due_on

        self.remit(settlement, gas_clerk, **moment(last))

        assert Remittance.objects.get().recorded_on == last

    def test_goes_to_the_deputy_where_nobody_else_is_free(
        self, settlement: Settlement, gas_clerk: Principal, deputy: Principal
    ) -> None:
        self.remit(settlement, gas_clerk)

        pending = PendingAct.objects.get(target_id=settlement.public_id)
        confirm_act(pending_id=pending.pk, actor=deputy, **moment(TODAY))
        assert Remittance.objects.exists()

    def test_is_confirmed_in_the_database_too(
        self, settlement: Settlement, gas_clerk: Principal
    ) -> None:
        def write() -> None:
            Remittance.objects.create(
                settlement=settlement, amount=1, paid_on=TODAY - BACK, voucher="۱",
                recorded_on=TODAY, recorded_by=gas_clerk.user_id, recorded_by_name="x",
            )  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        assert "second person" in refused_at_runtime(write)


class TestAddendum:
    @pytest.fixture
    def proposed(self, contract: Contract, gas_manager: Principal) -> ContractAddendum:
        return actions.propose_addendum(
            contract_id=contract.pk, effective_on=TODAY + 10 * DAY, text="افزایش مبلغ قرارداد",
            value=9_000, actor=gas_manager, **moment(TODAY - BACK),
        )  # fmt: skip

    def enter(
        self, addendum: ContractAddendum, actor: Principal, colour: str = "red"
    ) -> ContractAddendum:
        return actions.enter_addendum_acceptance(
            contract_id=addendum.contract_id, accepted_on=TODAY - BACK + DAY, file=picture(colour),
            actor=actor, **moment(TODAY),
        )  # fmt: skip

    def test_of_an_earlier_day_waits_for_another_person(
        self, proposed: ContractAddendum, gas_clerk: Principal, second: Principal, media: Any
    ) -> None:
        self.enter(proposed, gas_clerk)

        proposed.refresh_from_db()
        assert proposed.state == A.PROPOSED
        pending = PendingAct.objects.get(target_id=proposed.contract.public_id)
        confirm_act(pending_id=pending.pk, actor=second, **moment(TODAY))
        proposed.refresh_from_db()
        assert (proposed.state, proposed.accepted_on) == (A.ACCEPTED, TODAY - BACK + DAY)
        assert proposed.acceptance_entered_by == gas_clerk.user_id
        assert proposed.contest_until is not None
        assert proposed.contest_until > TODAY

    def test_is_entered_once_while_it_waits(
        self, proposed: ContractAddendum, gas_clerk: Principal, second: Principal, media: Any
    ) -> None:
        self.enter(proposed, gas_clerk)

        with pytest.raises(IllegalMove):
            self.enter(proposed, gas_clerk, "blue")

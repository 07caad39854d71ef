"""The nightly comparison of parts whose state the events of another record carry."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models

from accounts.models import RoleGrant, User
from accounts.principal import Principal
from agencies.models import Agency
from audit.actions import record
from contracts import actions
from contracts.models import Contract
from contracts.states import ContractState
from core.clock import now, today
from oversight.facts.state_check import differences, spoken
from oversight.models import Duty
from tests.contracts.stories import WHEN, contract_in, proposed_addendum
from tests.factories import TODAY, make_case
from tests.violations.benches import Bench

pytestmark = pytest.mark.django_db


def rewrite(row: models.Model, **values: Any) -> None:
    """Change a row as a superuser could, past every trigger."""
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        type(row)._default_manager.filter(pk=row.pk).update(**values)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def found() -> list[tuple[str, str, str]]:
    """Return what differs, but for the contract that a test loads as it stands."""
    rows = [(one.kind, one.state, one.recorded) for one in differences()]
    return [row for row in rows if row[0] != "contracts.contract"]


class TestAGuarantee:
    def test_that_was_given_back_has_its_event(
        self, contract: Contract, gas_clerk: Principal
    ) -> None:
        fresh = actions.add_guarantee(
            contract_id=contract.pk, kind="bank", number="98-7", amount=10_000_000_000,
            expires_on=TODAY + timedelta(days=900), actor=gas_clerk, **WHEN,
        )  # fmt: skip
        assert found() == []

        rewrite(fresh, state="released")

        assert found() == [("contracts.guarantee", "released", "held")]

    def test_is_ended_by_its_event(self, contract: Contract, gas_clerk: Principal) -> None:
        for number in ("98-7", "98-8"):
            fresh = actions.add_guarantee(
                contract_id=contract.pk, kind="bank", number=number, amount=10_000_000_000,
                expires_on=TODAY + timedelta(days=900), actor=gas_clerk, **WHEN,
            )  # fmt: skip
        actions.release_guarantee(
            guarantee_id=fresh.pk, reason="تضمین دیگری جای آن است.", actor=gas_clerk, **WHEN
        )

        assert found() == []

    def test_is_given_back_by_the_event_that_settles_its_contract(
        self, gas: Agency, gas_clerk: Principal
    ) -> None:
        contract = contract_in(ContractState.EXPIRED, agency=gas)
        number = contract.guarantees.get().number
        record(
            actor=gas_clerk, verb="contract.guaranteed", target=contract,
            changes={"guarantee": (None, number)}, at=now(),
        )  # fmt: skip

        actions.settle_contract(contract_id=contract.pk, clearance="م-۱۲", actor=gas_clerk, **WHEN)

        assert contract.guarantees.get().state == "released"
        assert found() == []


class TestAnAddendum:
    def test_has_the_state_of_its_last_event(
        self, contract: Contract, gas_manager: Principal
    ) -> None:
        proposed_addendum(contract)
        record(actor=gas_manager, verb="contract.addendum_proposed", target=contract, at=now())
        assert [one for one in found() if one[0] == "contracts.contractaddendum"] == []

        record(actor=gas_manager, verb="contract.amended", target=contract, at=now())

        assert found() == [("contracts.contractaddendum", "proposed", "in_force")]


class TestASession:
    def test_has_the_state_of_its_last_event(self) -> None:
        session = Bench().served()
        assert found() == []

        rewrite(session, state="cancelled", ended_on=today(), ended_by=0, ended_reason="—")

        assert found() == [("violations.hearingsession", "cancelled", "summoned")]


class TestAnAccount:
    def test_is_closed_by_its_event(self, expert: Principal, platform_admin: Principal) -> None:
        user = User.objects.get(pk=expert.user_id)
        record(actor=platform_admin, verb="user.created", target=user, at=now())
        assert found() == []

        rewrite(user, is_active=False)
        assert found() == [("accounts.user", "closed", "open")]
        assert spoken("accounts.user", "closed")

        changes = {"is_active": (True, False)}
        record(actor=platform_admin, verb="user.shut_out", target=user, changes=changes, at=now())
        assert found() == []

    def test_loses_a_role_by_its_event(self, expert: Principal, platform_admin: Principal) -> None:
        user, moment = User.objects.get(pk=expert.user_id), now()
        record(actor=platform_admin, verb="role.granted", target=user, at=moment)
        rewrite(RoleGrant.objects.get(pk=expert.grant_id), ended_at=moment, ended_by=0)
        assert found() == [("accounts.rolegrant", "closed", "open")]

        changes = {"ended_at": (None, moment)}
        record(actor=platform_admin, verb="role.ended", target=user, changes=changes, at=moment)

        assert found() == []


class TestADuty:
    def test_is_refused_by_its_event(self, contract: Contract, gas_manager: Principal) -> None:
        make_case(contract=contract)
        duty = Duty.objects.get()
        changes = {"state": ("deputy", "agenda")}
        record(actor=gas_manager, verb="duty.put_on_agenda", target=duty, changes=changes, at=now())
        assert found() == []

        changes = {"state": ("agenda", "refused")}
        record(actor=gas_manager, verb="duty.refused", target=duty, changes=changes, at=now())

        assert found() == [("oversight.duty", "running", "refused")]

"""Who suspends and ends a contract: its own agency's manager, also in SQL (DECISIONS 6 and 9)."""

from collections.abc import Callable

import pytest

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from tests.contracts.stories import (
    LONG_AGO,
    TODAY,
    make_proof,
    noticed,
    step,
    suspended,
    under_notice,
)
from tests.factories import make_contract, make_principal
from tests.sql import refused, refused_at_runtime

pytestmark = pytest.mark.django_db
INTERESTED = "Who holds or runs the office acts for no other side."
OWN = "A contract is suspended and ended by its own agency's manager."
OTHERS = (
    "deputy", "expert", "secretariat", "chair", "county_rep", "power_manager", "gas_clerk",
    "gas_appeal", "operator", "association", "auditor", "platform_admin", "clock",
)  # fmt: skip


@pytest.fixture
def contract(gas, office) -> Contract:
    """Return the gas company's contract with the office."""
    return make_contract(agency=gas, office=office)


def suspending(contract: Contract, user_id: int | None) -> Callable[[], Contract]:
    """Return the statement that suspends in the name of an account."""
    proof = make_proof(contract)
    return lambda: suspended(contract, proof=proof, acted_by=user_id)


def noticing(contract: Contract, user_id: int | None) -> Callable[[], Contract]:
    """Return the statement that gives notice in the name of an account."""
    proof = make_proof(contract)
    return lambda: under_notice(contract, proof=proof, acted_by=user_id)


def ending(contract: Contract, user_id: int | None) -> Callable[[], Contract]:
    """Return the statement that ends what is under notice in the name of an account."""
    noticed(contract)
    return lambda: step(
        contract, "terminated", terminated_on=TODAY, ended_on=TODAY, acted_by=user_id
    )


ACTS = pytest.mark.parametrize("act", [suspending, noticing, ending])


class TestAnAct:
    @ACTS
    @pytest.mark.parametrize("name", OTHERS)
    def test_is_not_others(self, contract, act, name, request):
        person = request.getfixturevalue(name)

        words = INTERESTED if name == "operator" else OWN
        assert refused_at_runtime(act(contract, person.user_id)) == words

    @ACTS
    def test_is_the_managers(self, contract, act, gas_manager: Principal):
        assert not refused_at_runtime(act(contract, gas_manager.user_id))

    @ACTS
    @pytest.mark.parametrize("nobody", [0, -1])
    def test_is_nobodys_only_in_an_older_record(self, contract, act, nobody):
        call = act(contract, nobody)

        assert refused_at_runtime(call) == OWN
        assert not refused(call)

    def test_is_not_of_a_manager_who_was(self, contract, gas):
        other = make_principal(Role.AGENCY_MANAGER, gas)
        RoleGrant.objects.filter(user_id=other.user_id).update(ends_on=LONG_AGO)

        assert refused_at_runtime(suspending(contract, other.user_id)) == OWN


class TestWhoActed:
    def test_is_not_said_otherwise_afterwards(self, contract, gas, gas_manager):
        other = make_principal(Role.AGENCY_MANAGER, gas)
        suspending(contract, gas_manager.user_id)()

        told = refused_at_runtime(
            lambda: Contract.objects.filter(pk=contract.pk).update(acted_by=other.user_id)
        )

        assert told == "Who acted is written with the act, and stays."


class TestAProof:
    @pytest.mark.parametrize("name", OTHERS)
    def test_of_urgency_is_not_others(self, contract, name, request):
        person = request.getfixturevalue(name)

        told = refused_at_runtime(lambda: make_proof(contract, "urgent", decided_by=person.user_id))

        own = "This proof is written by the contract's own agency's manager."
        assert told == (INTERESTED if name == "operator" else own)

    def test_of_urgency_is_the_managers(self, contract, gas_manager):
        assert not refused_at_runtime(
            lambda: make_proof(contract, "urgent", decided_by=gas_manager.user_id)
        )

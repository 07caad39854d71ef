"""Who sees which contracts, guarantees, addenda, proofs and waivers."""

import pytest

from accounts.roles import Role
from contracts.models import Contract, ContractAddendum, EndingProof, Guarantee, Waiver
from contracts.states import ContractState
from tests import factories
from tests.contracts.stories import (
    contract_in,
    make_addendum,
    make_proof,
    served,
    under_notice,
    waive,
)

S = ContractState
pytestmark = pytest.mark.django_db
ALL = ["deputy", "expert", "secretariat", "chair", "auditor", "clock"]
PARTIES = ["gas_manager", "gas_clerk", "gas_appeal", "operator"]
NONE = ["county_rep", "platform_admin", "power_manager", "power_clerk"]


class TestContracts:
    @pytest.mark.parametrize("who", [*ALL, *PARTIES, "association"])
    def test_are_seen(self, contract, request, who):
        actor = request.getfixturevalue(who)

        assert contract in Contract.objects.visible_to(actor)

    @pytest.mark.parametrize("who", NONE)
    def test_are_not_seen(self, contract, request, who):
        actor = request.getfixturevalue(who)

        assert contract not in Contract.objects.visible_to(actor)

    @pytest.mark.parametrize("who", [*PARTIES[:3], "operator"])
    def test_of_others_are_not_seen_by_the_parties(self, contract, request, who):
        other = factories.make_contract()
        actor = request.getfixturevalue(who)

        assert other not in Contract.objects.visible_to(actor)

    def test_of_other_offices_are_not_an_operators(self, contract):
        other = factories.make_principal(Role.OPERATOR, factories.make_office())

        assert not Contract.objects.visible_to(other).exists()

    def test_of_offices_outside_the_association_are_not_seen_by_it(self, association):
        contract = factories.make_contract(office=factories.make_office(is_member=False))

        assert contract not in Contract.objects.visible_to(association)

    @pytest.mark.parametrize("state", S)
    @pytest.mark.parametrize("who", ["operator", "association"])
    def test_are_seen_once_they_are_sent(self, gas, office, request, who, state):
        contract = contract_in(state, agency=gas, office=office)
        actor = request.getfixturevalue(who)

        seen = Contract.objects.visible_to(actor).filter(pk=contract.pk).exists()

        assert seen is (state not in {S.DRAFT, S.VOID})


class TestParts:
    @pytest.mark.parametrize("who", [*ALL, *PARTIES])
    def test_are_seen_with_their_contract(self, contract, request, who):
        make_addendum(contract)
        make_proof(contract)
        actor = request.getfixturevalue(who)

        for model in (Guarantee, ContractAddendum, EndingProof):
            assert model.objects.visible_to(actor).filter(contract=contract).exists()

    @pytest.mark.parametrize("who", NONE)
    def test_are_hidden_with_their_contract(self, contract, request, who):
        make_addendum(contract)
        make_proof(contract)
        actor = request.getfixturevalue(who)

        for model in (Guarantee, ContractAddendum, EndingProof):
            assert not model.objects.visible_to(actor).exists()

    def test_with_amounts_are_not_the_associations(self, contract, association):
        assert not Guarantee.objects.visible_to(association).exists()

    @pytest.mark.parametrize(
        ("who", "sees"), [("deputy", True), ("operator", True), ("association", False)]
    )
    def test_waivers(self, contract, request, who, sees):
        waive(served(under_notice(contract)))

        actor = request.getfixturevalue(who)

        assert Waiver.objects.visible_to(actor).exists() is sees

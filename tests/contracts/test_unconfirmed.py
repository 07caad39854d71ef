"""An imported contract does nothing before its agency calls it its own."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.roles import Role
from audit.models import AuditEvent
from contracts import actions
from contracts.acts.contract import CONFIRM, CONTRACTS, DISOWN, DRAFT, IMPORT, STAND_BACK
from contracts.acts.guarantee import GUARANTEES
from contracts.acts.reasons import unconfirmed
from contracts.models import Contract
from contracts.states import ContractState as S
from contracts.views.acts.links import contract_links
from core.acts import is_open, why_not
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests import factories
from tests.contracts.stories import NOW, TODAY, WHEN, contract_in, make_import, make_proof, step
from tests.sql import refused
from violations.facts.reports import contract_on

pytestmark = pytest.mark.django_db
REASON = "این قرارداد با دستگاه دیگری است."
DAY = timedelta(days=1)


@pytest.fixture
def imported(gas, office) -> Contract:
    return contract_in(
        S.ACTIVE, agency=gas, office=office, origin="import", source_import=make_import()
    )


def write(sql: str, *values: Any) -> Any:
    """Return a call that runs a statement."""
    return lambda: connection.cursor().execute(sql, values)


class TestUnconfirmed:
    def test_opens_no_act_but_the_answer(self, imported, gas_manager, gas_clerk, operator):
        for actor in (gas_manager, gas_clerk, operator):
            for act in CONTRACTS:
                if act in {DRAFT, IMPORT} or not act.is_of(actor, imported, TODAY):
                    continue
                is_answer = act in {CONFIRM, DISOWN, STAND_BACK}
                assert is_open(act, imported, actor, TODAY) is is_answer, act

    def test_opens_no_act_on_its_guarantee(self, imported, gas_manager):
        guarantee = imported.guarantees.get()

        assert not any(is_open(act, guarantee, gas_manager, TODAY) for act in GUARANTEES)

    def test_carries_no_report(self, imported, gas, gas_manager):
        found = {"office_id": imported.office_id, "agency_id": gas.pk, "day": TODAY}
        assert contract_on(**found) is None

        actions.confirm_contract(contract_id=imported.pk, actor=gas_manager, **WHEN)

        assert contract_on(**found) == imported

    def test_says_so(self, imported, gas_manager):
        act = next(act for act in CONTRACTS if act.name == "urgent-suspend")

        found = why_not(act, imported, gas_manager, TODAY)

        assert found is not None
        assert found.message == unconfirmed(imported)


class TestDisown:
    def disown(self, contract: Contract, actor: Any, **values: Any) -> Contract:
        """Call the contract not one's own."""
        arguments = {"reason": REASON} | values
        return actions.disown_contract(contract_id=contract.pk, actor=actor, **arguments, **WHEN)

    def test_voids_a_running_contract_and_frees_its_services(
        self, imported, gas_manager, gas, office
    ):
        service = imported.contract_services.get().service

        assert list(Contract.objects.unanswered()) == [imported]
        assert imported.is_unanswered

        self.disown(imported, gas_manager)

        imported.refresh_from_db()
        assert (imported.state, imported.disowned_on) == (S.VOID, TODAY)
        assert not Contract.objects.unanswered()
        assert not imported.is_unanswered
        assert AuditEvent.objects.get(verb="contract.import_disowned").note == REASON
        factories.make_contract(agency=gas, office=office, services=[service])

    def test_tells_who_may_bring_it_again(self, imported, gas_manager, secretariat, deputy):
        self.disown(imported, gas_manager)

        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=NOW)

        told = Notification.objects.filter(kind="contract.import_disowned")
        assert {secretariat.user_id, deputy.user_id} <= {*told.values_list("user_id", flat=True)}

    @pytest.mark.parametrize("state", [S.EXPIRED, S.TERMINATED, S.ENDED_MUTUAL])
    def test_leaves_an_ended_contract_in_its_state(self, gas, office, gas_manager, state):
        ended = {"terminated_on": TODAY - DAY} if state == S.TERMINATED else {}
        contract = Contract.objects.create(
            agency=gas, office=office, county=office.county, number="1404-9", state=state,
            signed_on=TODAY - 90 * DAY, starts_on=TODAY - 90 * DAY, ends_on=TODAY - DAY,
            ended_on=TODAY - DAY, origin="import", source_import=make_import(), **ended,
        )  # fmt: skip

        self.disown(contract, gas_manager)

        contract.refresh_from_db()
        assert (contract.state, contract.disowned_on) == (state, TODAY)

    def test_is_answered_once(self, imported, gas_manager):
        self.disown(imported, gas_manager)

        for act in (self.disown, lambda *who: actions.confirm_contract(
            contract_id=who[0].pk, actor=who[1], **WHEN
        )):  # fmt: skip
            with pytest.raises(IllegalMove):
                act(imported, gas_manager)
        assert actions.confirm_imported(
            contract_ids=[imported.pk], actor=gas_manager, **WHEN
        ) == []  # fmt: skip

    def test_asks_for_a_reason_of_the_manager(self, imported, gas_manager, gas_clerk):
        with pytest.raises(Invalid):
            self.disown(imported, gas_manager, reason="نه")
        with pytest.raises(NotPermitted):
            self.disown(imported, gas_clerk)

    def test_refuses_a_contract_made_here_or_confirmed(self, gas, office, gas_manager, imported):
        own = contract_in(S.ACTIVE, agency=gas, office=office)
        actions.confirm_contract(contract_id=imported.pk, actor=gas_manager, **WHEN)

        for contract in (own, imported):
            with pytest.raises(IllegalMove):
                self.disown(contract, gas_manager)


class TestTheDatabase:
    @pytest.mark.parametrize(
        "change",
        [
            "state = 'suspended', suspended_on = '2026-11-24', suspended_until = '2026-11-30'",
            "state = 'termination_notice', notice_issued_on = '2026-11-24'",
        ],
    )
    def test_neither_suspends_nor_ends_it(self, imported, change):
        sql = f"UPDATE contracts_contract SET version = version + 1, {change} WHERE id = %s"

        assert refused(write(sql, imported.pk))

    def test_takes_no_proof_of_it(self, imported):
        assert "before its agency confirms" in refused(lambda: make_proof(imported))

    def test_voids_no_signed_contract_of_its_own(self, gas, office):
        contract = contract_in(S.ACTIVE, agency=gas, office=office)

        assert "not the agency's" in refused(lambda: step(contract, S.VOID))

    def test_lets_only_the_own_manager_answer(self, imported, power, gas_clerk):
        other = factories.make_principal(Role.AGENCY_MANAGER, power)
        for actor in (gas_clerk, other):
            for column in ("confirmed", "disowned"):
                sql = (
                    f"UPDATE contracts_contract SET {column}_on = %s, {column}_by = %s"
                    " WHERE id = %s"
                )
                answer = write(sql, TODAY, actor.user_id, imported.pk)
                assert "own agency's manager" in refused(answer)


def test_its_page_leads_the_manager_to_its_confirmation(imported, gas_manager, gas_clerk):
    first = contract_links(imported, gas_manager, TODAY)[0]

    assert (first.name, first.url, first.is_main) == ("confirm", "/contracts/confirm", True)
    assert "confirm" not in {link.name for link in contract_links(imported, gas_clerk, TODAY)}

"""Two who want the same at once: one wins, the others are told why, nothing breaks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import (
    IntegrityError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)

from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from contracts import actions
from contracts.models import Contract, ContractAddendum, ContractService
from contracts.states import AddendumState, ContractState
from core.errors import Busy, DomainError, IllegalMove, Invalid
from tests import factories
from tests.contracts.stories import TODAY, WHEN, contract_in, make_proof, suspended, unaccepted

S = ContractState
THREADS = 16
DAY = timedelta(days=1)


def race(calls: list[Any]) -> list[str]:
    """Start all calls at once, each in a transaction of its own; return what became of each."""
    start = Barrier(len(calls))

    def run(call: Any) -> str:
        try:
            start.wait()
            with transaction.atomic():
                call()
        except DomainError as error:
            return type(error).__name__
        else:
            return "won"
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.usefixtures("real_db")
class TestSigning:
    def test_of_sixteen_for_one_service_has_one_winner(self):
        gas = factories.make_agency("gaz")
        office = factories.make_office()
        services = [factories.make_service(gas) for _number in range(3)]
        contracts = [
            contract_in(S.PENDING_SIGNATURE, agency=gas, office=office, services=services)
            for _number in range(THREADS)
        ]
        manager = factories.make_principal(Role.AGENCY_MANAGER, gas)

        outcomes = race([self.signer(contract, manager) for contract in contracts])

        assert outcomes.count("won") == 1
        assert set(outcomes) <= {"won", IllegalMove.__name__, Busy.__name__}
        assert Contract.objects.filter(state=S.ACTIVE).count() == 1
        assert ContractService.objects.filter(state=S.ACTIVE).count() == len(services)
        assert AuditEvent.objects.filter(verb="contract.signed").count() == 1

    def test_past_the_action_is_held_by_the_constraint(self):
        gas = factories.make_agency("gaz")
        office = factories.make_office()
        services = [factories.make_service(gas) for _number in range(3)]
        contracts = [
            factories.make_contract(
                agency=gas, office=office, services=services, state=S.PENDING_SIGNATURE
            )
            for _number in range(THREADS)
        ]

        outcomes = race([self.writer(contract) for contract in contracts])

        assert outcomes.count("won") == 1
        assert Contract.objects.filter(state=S.ACTIVE).count() == 1

    def signer(self, contract: Contract, manager: Principal) -> Any:
        """Return a call that signs the contract."""
        return lambda: actions.sign_contract(contract_id=contract.pk, actor=manager, **WHEN)

    def writer(self, contract: Contract) -> Any:
        """Return a call that writes the state by hand."""

        def move() -> None:
            try:
                Contract.objects.filter(pk=contract.pk).update(
                    state=S.ACTIVE, version=contract.version + 1
                )
            except (IntegrityError, OperationalError) as error:
                raise Invalid(str(error)) from error

        return move


@pytest.mark.usefixtures("real_db")
class TestMoving:
    def test_one_contract_two_ways_has_one_winner(self):
        gas = factories.make_agency("gaz")
        contract = suspended(factories.make_contract(agency=gas))
        manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
        who = {"contract_id": contract.pk, "actor": manager, **WHEN}
        proof, reason = make_proof(contract), "به سبب آنچه در پرونده است."

        outcomes = race(
            [
                lambda: actions.resume_contract(reason=reason, **who),
                lambda: actions.issue_termination_notice(proof=proof, reason=reason, **who),
            ]
            * (THREADS // 2)
        )

        contract.refresh_from_db()
        events = AuditEvent.objects.about(contract).filter(
            verb__in=["contract.resumed", "contract.notice_issued"]
        )
        # Resumed first, a notice may still follow; a notice is never followed by a resumption.
        assert outcomes.count("won") == events.count() == contract.version - 3
        assert set(outcomes) <= {"won", IllegalMove.__name__, Busy.__name__}


@pytest.mark.usefixtures("real_db")
class TestAddendum:
    def test_is_accepted_declined_or_withdrawn_once(self):
        contract = factories.make_contract()
        manager = factories.make_principal(Role.AGENCY_MANAGER, contract.agency)
        operator = factories.make_principal(Role.OPERATOR, contract.office)
        actions.propose_addendum(
            contract_id=contract.pk, effective_on=TODAY, text="افزایش مبلغ قرارداد", value=9,
            actor=manager, **WHEN,
        )  # fmt: skip
        of = {"contract_id": contract.pk, **WHEN}
        reason = "به سبب تغییر بودجه."

        outcomes = race(
            [
                *[lambda: actions.accept_addendum(actor=operator, **of)] * 4,
                *[lambda: actions.decline_addendum(actor=operator, reason=reason, **of)] * 4,
                *[lambda: actions.withdraw_addendum(actor=manager, reason=reason, **of)] * 4,
            ]
        )

        assert outcomes.count("won") == 1
        assert set(outcomes) <= {"won", IllegalMove.__name__, Busy.__name__}
        addendum = ContractAddendum.objects.get()
        in_force = addendum.state == AddendumState.IN_FORCE
        assert (Contract.objects.get(pk=contract.pk).value == 9) is in_force


@pytest.mark.usefixtures("real_db")
class TestWithdrawals:
    REASON = "در محاسبهٔ هزینه‌ها اشتباه کرده‌ایم."

    @pytest.fixture
    def accepted(self):
        """Return a contract that its office has accepted, and its operator."""
        contract = unaccepted(agency=factories.make_agency("gaz"))
        operator = factories.make_principal(Role.OPERATOR, contract.office)
        actions.accept_contract(contract_id=contract.pk, actor=operator, **WHEN)
        return contract, operator

    def withdraw(self, contract, operator):
        return lambda: actions.withdraw_contract_acceptance(
            contract_id=contract.pk, reason=self.REASON, actor=operator, **WHEN
        )

    def test_of_one_acceptance_succeed_once(self, accepted):
        outcomes = race([self.withdraw(*accepted)] * 6)

        events = AuditEvent.objects.filter(verb="contract.acceptance_withdrawn")
        assert outcomes.count("won") == events.count() == 1
        assert set(outcomes) <= {"won", IllegalMove.__name__, Busy.__name__}

    def test_or_the_signature_win(self, accepted):
        contract, _operator = accepted
        manager = factories.make_principal(Role.AGENCY_MANAGER, contract.agency)
        who = {"contract_id": contract.pk, "actor": manager, **WHEN}

        outcomes = race([self.withdraw(*accepted), lambda: actions.sign_contract(**who)] * 3)

        contract.refresh_from_db()
        assert outcomes.count("won") == 1
        assert (contract.state == S.ACTIVE) is (contract.accepted_on is not None)

    def test_of_one_addendum_succeed_once(self):
        contract = factories.make_contract()
        manager = factories.make_principal(Role.AGENCY_MANAGER, contract.agency)
        operator = factories.make_principal(Role.OPERATOR, contract.office)
        of = {"contract_id": contract.pk, **WHEN}
        actions.propose_addendum(
            effective_on=TODAY + 30 * DAY, text="افزایش مبلغ قرارداد", value=9, actor=manager, **of
        )
        actions.accept_addendum(actor=operator, **of)

        outcomes = race(
            [lambda: actions.withdraw_addendum_acceptance(actor=operator, reason=self.REASON, **of)]
            * 6
        )

        assert outcomes.count("won") == 1
        assert ContractAddendum.objects.get().state == AddendumState.PROPOSED

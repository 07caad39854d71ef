"""Stories in which many kinds of clocks run."""

from collections.abc import Iterator
from typing import Any

from accounts.roles import Role
from contracts import actions as contracts
from contracts.states import ContractState
from tests.contracts.stories import WHEN, under_notice
from tests.factories import (
    make_contract,
    make_final_case,
    make_principal,
    make_settlement,
    make_type,
)
from tests.scenes.oversight import heard_review
from tests.violations.benches import Bench
from tests.violations.stories import LONG_AGO, Walk, file_report


def corrected() -> Walk:
    """Return a final case whose type asks to put things right within days of its own."""
    contract = make_contract()
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    clerk = make_principal(Role.AGENCY_CLERK, contract.agency)
    operator = make_principal(Role.OPERATOR, contract.office)
    report = file_report(contract, clerk, make_type(cure_days=15), on=LONG_AGO)
    walk = Walk(report, manager, operator).open().notify().defend().decide(manager)
    return walk.notify("decision").wait(40)


def clock_stories() -> Iterator[Any]:
    """Let many clocks begin."""
    bench = Bench()
    bench.served()
    yield bench
    decided = Bench()
    decided.walk.decide(decided.manager)
    yield decided
    yield corrected()
    contract = make_contract(state=ContractState.ACTIVE)
    under_notice(contract)
    operator = make_principal(Role.OPERATOR, contract.office)
    contracts.acknowledge_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)
    yield make_settlement(contract)
    yield heard_review()
    yield make_final_case(executed_on=None)

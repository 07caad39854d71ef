"""A sanction that its contract cannot bear now is refused in words, not by a bare state."""

from datetime import timedelta

import pytest

from accounts.principal import Principal
from contracts.models import Contract
from contracts.states import ContractState
from core.persian import latin_digits
from tests.factories import TODAY, make_final_case
from violations.acts.ending import contract_is_not_in_force

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "refuses"),
    [(ContractState.ACTIVE, False), (ContractState.SUSPENDED, True),
     (ContractState.TERMINATION_NOTICE, True)],
)  # fmt: skip
def test_says_which_contract_is_in_the_way(
    contract: Contract, gas_manager: Principal, monkeypatch: pytest.MonkeyPatch,
    state: ContractState, refuses: bool,
) -> None:  # fmt: skip
    case = make_final_case(
        contract=contract, final_on=TODAY - timedelta(days=3), sanction="suspension",
        sanction_days=15,
    )  # fmt: skip
    contract.state = state
    monkeypatch.setattr("violations.acts.ending.touched_contract", lambda _case: contract)

    said = contract_is_not_in_force(case, gas_manager, TODAY)

    assert bool(said) is refuses
    assert (contract.number in latin_digits(said)) is refuses

"""A sanction that its contract cannot bear now is refused in words, not by a bare state."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.principal import Principal
from audit.models import AuditEvent
from contracts.models import Contract
from contracts.states import ContractState
from core.persian import latin_digits
from tests.factories import TODAY, make_final_case
from tests.violations.benches import DAY, Bench
from tests.violations.stories import noon
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


def test_on_the_licence_track_is_sent_wherever_it_is_named(browser_of: Any) -> None:
    bench = Bench(licence=True)
    bench.sealed()
    bench.decide(sanction="licence_cancellation_referral")
    story = bench.walk
    story.day = DAY
    story.notify("decision", issuer=bench.keeper).waive("appeal")
    address = reverse("violations:execute", args=[story.case.number])

    with time_machine.travel(noon(DAY), tick=False):
        browser = browser_of(bench.keeper)
        before = browser.get(address).text
        after = browser.post(address, follow=True).text

    assert story.case.executed_on == DAY
    event = AuditEvent.objects.get(verb="case.sanction_sent")
    assert event.target_id == str(story.case.public_id)
    for text in (before, after):
        assert "برای اجرا ارسال" in text
        assert "اجرا شد" not in text

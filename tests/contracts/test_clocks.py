"""The clock of a termination notice looks on every page as it runs, and stopped where it stands."""

import pytest

from accounts.principal import Principal
from contracts import actions
from contracts.facts.windows import running_windows
from contracts.models import Contract
from contracts.views.course import clocks_of
from tests.contracts.stories import TODAY, WHEN, under_notice
from workdays.actions import resume_deadline, suspend_deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
REASON = "به سبب قطع سراسری سامانه در این روزها"


def test_a_stopped_notice_looks_stopped_until_it_goes_on(
    contract: Contract, gas_manager: Principal, operator: Principal
) -> None:
    under_notice(contract)
    actions.acknowledge_termination_notice(contract_id=contract.pk, actor=operator, **WHEN)
    kept = KeptDeadline.objects.get(clock="contract.notice", subject_id=contract.public_id)

    suspend_deadline(deadline_id=kept.public_id, reason=REASON, actor=gas_manager, **WHEN)

    until = kept.intervals.get().until_on
    assert until
    assert stopped_days(contract, operator) == [until, until]
    resume_deadline(deadline_id=kept.public_id, reason=REASON, actor=gas_manager, **WHEN)
    assert stopped_days(contract, operator) == [None, None]


def stopped_days(contract: Contract, actor: Principal) -> list[object]:
    """Return until when the notice stands still: on the contract's page, and where windows run."""
    contract.refresh_from_db()
    page = clocks_of(contract, None, TODAY)["notice_ribbon"]
    (window,) = running_windows(contract.number, actor, TODAY)
    return [page.stopped_until, window.stopped_until]

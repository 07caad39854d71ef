"""By the role of the runtime, a termination notice has all its days, whoever writes the SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions
from contracts.facts import standing
from contracts.models import Contract
from core.clock import now, today
from tests.contracts.stories import under_notice
from tests.factories import make_principal
from tests.runtime import settle
from tests.sql import refused_at_runtime
from workdays.facts import deadline
from workdays.models import CalendarDay
from workdays.rules import DeadlineKey

pytestmark = pytest.mark.django_db
WHOLE = "A window has the whole length of its rule."
# Two guards know it: that of the window, and that of its deadline.
SHORT = {
    WHOLE,
    "A notice lasts all the days that the contract gives.",
    "A deadline ends on the day that the calendar gives.",
    "A deadline has the length of its rule.",
}
MORE = "A window has no day more than its rule gives."
UNKEPT = "A window is kept with its computation."


def serving(contract: Contract, operator: Principal) -> Callable[[], None]:
    """Return the acknowledgement of a notice, with the guards of its end."""

    def act() -> None:
        actions.acknowledge_termination_notice(
            contract_id=contract.pk, actor=operator, on=today(), at=now()
        )
        settle()

    return act


def counting(monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], Any]) -> None:
    """Let the application count a notice in another way."""
    whole = getattr(standing, "deadline")  # noqa: B009 - it is an import of the module

    def counted(*args: Any, **also: Any) -> Any:
        return change(whole(*args, **also))

    monkeypatch.setattr(standing, "deadline", counted)


def test_a_notice_begins_with_all_its_days(contract: Contract, operator: Principal) -> None:
    assert refused_at_runtime(serving(under_notice(contract), operator)) == ""


@pytest.mark.parametrize("by", [1, 2, 29])
def test_a_notice_begins_no_day_shorter(
    contract: Contract, operator: Principal, monkeypatch: pytest.MonkeyPatch, by: int
) -> None:
    counting(monkeypatch, lambda due: replace(due, due_on=due.due_on - timedelta(days=by)))

    assert refused_at_runtime(serving(under_notice(contract), operator)) in SHORT


@pytest.mark.parametrize("key", [DeadlineKey.TERMINATION_NOTICE, DeadlineKey.CURE_PERIOD])
def test_a_notice_has_the_days_of_its_contract(
    contract: Contract, operator: Principal, monkeypatch: pytest.MonkeyPatch, key: DeadlineKey
) -> None:
    """What tells people of the length is that of the contract, by the rule of a notice."""
    under_notice(contract)

    days = contract.notice_days + (0 if key == DeadlineKey.CURE_PERIOD else 7)

    def named(due: Any) -> Any:
        rule = replace(due.rule, key=key, value=days)
        longer = deadline(
            DeadlineKey.TERMINATION_NOTICE, today(), contract.county.public_id, amount=days
        )
        return replace(due, rule=rule, due_on=longer.due_on)

    counting(monkeypatch, named)

    assert refused_at_runtime(serving(contract, operator)) in SHORT | {MORE}


@pytest.mark.parametrize(("by", "told"), [(0, UNKEPT), (1, WHOLE), (-1, MORE), (-3650, MORE)])
def test_a_notice_without_a_computation_ends_on_no_other_day(
    contract: Contract, operator: Principal, monkeypatch: pytest.MonkeyPatch, by: int, told: str
) -> None:
    under_notice(contract)
    CalendarDay.objects.create(
        date=today() + timedelta(days=contract.notice_days + 1), kind="closed", title="تعطیلی",
        confirmed_on=today(), confirmed_by_id=make_principal(Role.SECRETARIAT).user_id,
    )  # fmt: skip
    counting(monkeypatch, lambda due: replace(due, due_on=due.due_on - timedelta(days=by)))
    monkeypatch.setattr("contracts.actions.paper_service.keep_deadlines", lambda **_kept: None)

    assert refused_at_runtime(serving(contract, operator), asks_days=True) == told

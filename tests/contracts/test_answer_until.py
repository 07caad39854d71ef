"""Until when an office accepts a proposed end: one day on its desk, page, notification and REST."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions
from contracts.acts.contract import ACCEPT_END
from contracts.facts.agreement import answered_until, earliest_end, reconsidered_until
from contracts.models import Contract
from core.acts import is_open
from core.clock import now, today
from core.jalali import day_month, long, short
from core.persian import persian_digits
from dashboard.facts.burdens import burdens_of
from dashboard.facts.own import own_offices
from dashboard.facts.work import work_of
from notices.actions import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_contract, make_principal
from workdays.models import CalendarDay

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def when() -> dict[str, Any]:
    return {"on": today(), "at": now()}


@pytest.fixture
def contract() -> Contract:
    return make_contract()


@pytest.fixture
def operator(contract: Contract) -> Principal:
    return make_principal(Role.OPERATOR, contract.office)


def proposed(contract: Contract, days: int = 20) -> Contract:
    """Return the contract with a proposed end some days after the earliest one."""
    manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
    return actions.propose_mutual_end(
        contract_id=contract.pk, ends_on=earliest_end(contract, today()) + days * DAY,
        reason="با توافق دو طرف قرارداد پایان می‌یابد.", actor=manager, **when(),
    )  # fmt: skip


@pytest.mark.parametrize("days", range(12))
def test_is_the_last_day_on_which_the_act_is_open(
    contract: Contract, operator: Principal, days: int
) -> None:
    CalendarDay.objects.create(
        date=today() + 9 * DAY,
        kind="closed",
        title="تعطیلی",
        draft=True,
    )
    end = proposed(contract, days).mutual_end_on
    assert end
    tried = [today() + number * DAY for number in range((end - today()).days + 1)]

    def fresh() -> Contract:
        return Contract.objects.get(pk=contract.pk)

    is_enough = [on for on in tried if end >= earliest_end(fresh(), on)]
    opened = [on for on in tried if is_open(ACCEPT_END, fresh(), operator, on)]

    assert opened == is_enough
    assert answered_until(fresh()) == opened[-1]


def test_stands_on_the_desk_the_page_the_notification_and_in_rest(
    contract: Contract, operator: Principal, browser_of: Any, api_of: Any
) -> None:
    until = answered_until(proposed(contract))
    assert until

    (task,) = [one for one in work_of(operator, today()) if one.kind == "accept-end"]
    page = browser_of(operator).get(contract.get_absolute_url()).content.decode()
    told = api_of(operator).get(f"/api/v1/contracts/{contract.public_id}").json()
    orders = Message.objects.filter(carrier=CarrierName.NEWS, payload__verb="contract.end_proposed")
    for order in orders:
        spread(payload=order.payload, at=now())
    (notice,) = Notification.objects.filter(user_id=operator.user_id)

    assert task.due_on == until
    assert " می‌تواند آن را بپذیرد" in page
    assert page.count(persian_digits(day_month(until))) == 1
    assert told["mutual_end_answer_until"] == until.isoformat()
    assert notice.values["due_on"] == until.isoformat()


def test_is_no_task_once_it_has_passed(contract: Contract, operator: Principal) -> None:
    until = answered_until(proposed(contract))
    assert until

    assert "accept-end" in {one.kind for one in work_of(operator, until)}
    assert "accept-end" not in {one.kind for one in work_of(operator, until + DAY)}


def test_the_desk_shows_the_agreed_end_and_until_when_it_is_taken_back(
    contract: Contract, operator: Principal
) -> None:
    end = proposed(contract).mutual_end_on
    assert end
    actions.accept_mutual_end(contract_id=contract.pk, actor=operator, **when())
    until = reconsidered_until(contract, today()).due_on

    (burden,) = burdens_of(operator, today())
    (later,) = burdens_of(operator, until + DAY)
    ((row,),) = [item.contracts for item in own_offices(operator, today())]

    assert row["day"] == end
    assert persian_digits(long(end)) in burden.text
    assert persian_digits(long(until)) in burden.text
    assert burden.url.endswith("/withdraw-acceptance")
    assert later.url == contract.get_absolute_url()


def test_the_effect_of_a_proposal_is_that_of_its_day(contract: Contract, browser_of: Any) -> None:
    manager = browser_of(make_principal(Role.AGENCY_MANAGER, contract.agency))
    url = f"{contract.get_absolute_url()}/propose-end"
    first = earliest_end(contract, today())

    empty = manager.get(url)
    day = first + 30 * DAY
    typed = manager.post(url, {"ends_on": short(day), "reason": ""})

    assert empty.context["impact"].on == first + DAY
    assert typed.context["impact"].on == day + DAY

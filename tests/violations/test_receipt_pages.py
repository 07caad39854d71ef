"""The receipt of a notice has its own page: what it starts, until when, and a declaration."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.principal import Principal
from contracts.facts import notice_end
from contracts.models import Contract
from core.acts import TABLES, Confirm
from core.clock import today
from core.jalali import long
from core.persian import persian_digits
from tests.contracts.stories import notified
from violations import actions

pytestmark = pytest.mark.django_db
RECEIPTS = ("notice.acknowledge", "case.acknowledge", "contract.acknowledge-notice",
            "review.acknowledge")  # fmt: skip


@pytest.mark.parametrize("key", RECEIPTS)
def test_is_no_single_click(key: str) -> None:
    acts = {act.key: act for table in TABLES.values() for act in table}

    assert Confirm.PAGE in acts[key].confirm


def test_every_receipt_of_an_office_is_known_here() -> None:
    acts = [act for table in TABLES.values() for act in table]

    assert {act.key for act in acts if "acknowledge" in act.name} == set(RECEIPTS)


class TestCase:
    def address(self, case: Any, kind: str = "charge") -> str:
        return reverse("violations:acknowledge", args=[case.number, kind])

    def issued(self, walk: Any, actor: Principal) -> Any:
        told = walk().open()
        actions.issue_notice(
            case_id=told.case.pk, kind="charge", channel="portal", actor=actor, **told.now
        )
        return told

    def test_says_until_when_the_office_may_answer(
        self, walk: Any, gas_manager: Principal, operator: Principal, browser_of: Any
    ) -> None:
        told = self.issued(walk, gas_manager)
        browser = browser_of(operator)
        page = browser.get(self.address(told.case))

        browser.post(self.address(told.case), {"received": "on"})

        assert told.case.state == "notified"
        assert persian_digits(long(told.case.defence_due_on)) in page.text

    def test_serves_nothing_without_the_declaration(
        self, walk: Any, gas_manager: Principal, operator: Principal, browser_of: Any
    ) -> None:
        told = self.issued(walk, gas_manager)
        answer = browser_of(operator).post(self.address(told.case), {})

        assert answer.status_code == 422
        assert told.case.state == "opened"


class TestContract:
    def test_says_until_when_the_notice_runs(
        self, contract: Contract, gas_manager: Principal, operator: Principal, browser_of: Any
    ) -> None:
        notified(contract, gas_manager)
        address = reverse("contracts:acknowledge-notice", args=[contract.number])
        browser = browser_of(operator)
        page = browser.get(address)
        silent = browser.post(address, {})

        contract.refresh_from_db()
        assert (silent.status_code, contract.notice_served_on) == (422, None)
        last = notice_end(contract, today()).due_on
        assert persian_digits(long(last)) in page.text

        browser.post(address, {"received": "on"})
        contract.refresh_from_db()
        assert (contract.notice_served_on, contract.notice_ends_on) == (today(), last)

"""An office withdraws its acceptance of a contract or an addendum before it holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions, tasks
from contracts.acts.contract import ACCEPT, ACCEPT_ADDENDUM, DECLINE, SIGN
from contracts.facts.agreement import reconsidered_until
from contracts.models import Contract, ContractAddendum
from contracts.states import AddendumState as A
from contracts.states import ContractState as S
from core.acts import why_not
from core.clock import today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from offices.models import Office
from oversight.facts.state_check import differences
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    paper_acceptance,
    paper_addendum,
    suspended,
    unaccepted,
)
from tests.movers import move_refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CODE = {"one_time_code": "123456"}
REASON = "در محاسبهٔ هزینه‌های این خدمت اشتباه کرده‌ایم."
CLEARED: dict[str, Any] = {"accepted_on": None, "accepted_by": None, "reconsider_until": None}
WITHDRAWN = "contract.acceptance_withdrawn"
ADDENDUM_WITHDRAWN = "contract.addendum_acceptance_withdrawn"
UNASKED = "moves by an event of somebody who holds the role for it"


def moment(on: date) -> dict[str, Any]:
    return {"on": on, "at": NOW + (on - TODAY)}


class Deal:
    """A contract whose agency waits for its office, or proposes an addendum to it."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.clerk = factories.make_principal(Role.AGENCY_CLERK, contract.agency)
        self.manager = factories.make_principal(Role.AGENCY_MANAGER, contract.agency)
        self.operator = factories.make_principal(Role.OPERATOR, contract.office)

    def do(self, name: str, actor: Principal | None = None, on: date = TODAY, **more: Any) -> Any:
        act = getattr(actions, name)
        return act(contract_id=self.contract.pk, actor=actor or self.operator, **moment(on), **more)

    def withdraw(self, on: date = TODAY, actor: Principal | None = None, why: str = REASON) -> Any:
        return self.do("withdraw_contract_acceptance", actor, on, reason=why)

    def propose(self, first: date, on: date = TODAY) -> None:
        self.do(
            "propose_addendum", self.manager, on, effective_on=first, text="افزایش مبلغ", value=9
        )

    def withdraw_addendum(
        self, on: date = TODAY, actor: Principal | None = None, why: str = REASON
    ) -> Any:
        return self.do("withdraw_addendum_acceptance", actor, on, reason=why)

    def again(self) -> Contract:
        return Contract.objects.get(pk=self.contract.pk)

    @property
    def last_day(self) -> date:
        return reconsidered_until(self.again(), TODAY).due_on


@pytest.fixture
def deal(gas: Agency, office: Office) -> Deal:
    """Return a contract that its office accepts today."""
    deal = Deal(unaccepted(agency=gas, office=office, starts_on=TODAY))
    deal.do("accept_contract")
    return deal


@pytest.fixture
def amended(gas: Agency, office: Office) -> Deal:
    """Return a contract in force whose office accepts an addendum of the next month today."""
    deal = Deal(factories.make_contract(agency=gas, office=office))
    deal.propose(TODAY + 30 * DAY)
    deal.do("accept_addendum")
    return deal


def readers_of(verb: str) -> set[str]:
    """Return the roles that are notified of the latest event."""
    Notification.objects.all().delete()
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        if message.payload["verb"] == verb:
            spread(payload=message.payload, at=NOW)
    return set(Notification.objects.values_list("role", flat=True))


class TestContract:
    def test_waits_for_the_office_again(self, deal: Deal) -> None:
        deal.withdraw()

        contract = deal.again()
        assert (contract.state, contract.accepted_on, contract.accepted_by) == (
            S.PENDING_SIGNATURE, None, None,
        )  # fmt: skip
        for act in ACCEPT, DECLINE:
            assert why_not(act, contract, deal.operator, TODAY) is None
        assert why_not(SIGN, contract, deal.manager, TODAY)
        event = AuditEvent.objects.get(verb=WITHDRAWN)
        assert (event.note, event.actor_id) == (REASON, deal.operator.user_id)

    def test_is_accepted_anew_and_signed(self, deal: Deal) -> None:
        deal.withdraw()
        deal.do("accept_contract")

        assert deal.do("sign_contract", deal.manager).state == S.ACTIVE

    def test_is_withdrawn_to_the_last_working_day(self, deal: Deal) -> None:
        with pytest.raises(IllegalMove):
            deal.withdraw(deal.last_day + DAY)

        deal.withdraw(deal.last_day)

    def test_is_not_withdrawn_once_the_agency_has_signed(self, deal: Deal) -> None:
        deal.do("sign_contract", deal.manager)

        with pytest.raises(IllegalMove):
            deal.withdraw()
        assert deal.again().state == S.ACTIVE

    def test_is_the_operators_with_a_fresh_code_and_a_reason(self, deal: Deal) -> None:
        for actor in (deal.clerk, deal.manager):
            with pytest.raises(NotPermitted):
                deal.withdraw(actor=actor)
        with pytest.raises(FactorRequired):
            deal.withdraw(actor=replace(deal.operator, fresh_factor=False))
        with pytest.raises(Invalid):
            deal.withdraw(why="نه")

    def test_of_another_office_does_not_exist(self, deal: Deal) -> None:
        other = factories.make_principal(Role.OPERATOR, factories.make_office())
        with pytest.raises(Contract.DoesNotExist):
            deal.withdraw(actor=other)

    def test_accepted_on_paper_is_contested_instead(self, gas: Agency, office: Office) -> None:
        deal = Deal(paper_acceptance(unaccepted(agency=gas, office=office), TODAY))

        with pytest.raises(IllegalMove):
            deal.withdraw()

    def test_notifies_manager_and_clerks(self, deal: Deal) -> None:
        deal.withdraw()

        assert readers_of(WITHDRAWN) == {Role.AGENCY_MANAGER, Role.AGENCY_CLERK}


class TestAddendum:
    def test_waits_for_the_office_again(self, amended: Deal) -> None:
        amended.withdraw_addendum()

        addendum = ContractAddendum.objects.get()
        assert (addendum.state, addendum.accepted_on, addendum.accepted_by) == (
            A.PROPOSED, None, None,
        )  # fmt: skip
        assert why_not(ACCEPT_ADDENDUM, amended.again(), amended.operator, TODAY) is None
        assert AuditEvent.objects.get(verb=ADDENDUM_WITHDRAWN).note == REASON
        assert not [each for each in differences() if each.kind.endswith("addendum")]

    def test_lapses_unless_it_is_accepted_anew(self, gas: Agency, office: Office) -> None:
        deal, day = Deal(factories.make_contract(agency=gas, office=office)), TODAY - 60 * DAY
        deal.propose(day + 3 * DAY, day)
        deal.do("accept_addendum", on=day)
        deal.withdraw_addendum(day + DAY)

        tasks.settle_addenda(as_of=(day + 4 * DAY).isoformat())

        assert ContractAddendum.objects.get().state == A.LAPSED
        assert deal.again().value != 9

    def test_is_withdrawn_to_the_last_working_day(self, amended: Deal) -> None:
        with pytest.raises(IllegalMove):
            amended.withdraw_addendum(amended.last_day + DAY)

        amended.withdraw_addendum(amended.last_day)

    def test_is_withdrawn_before_its_first_day(self, gas: Agency, office: Office) -> None:
        deal = Deal(factories.make_contract(agency=gas, office=office))
        deal.propose(TODAY + DAY)
        deal.do("accept_addendum")

        with pytest.raises(IllegalMove):
            deal.withdraw_addendum(TODAY + DAY)
        deal.withdraw_addendum()

    def test_is_withdrawn_of_a_suspended_contract_too(self, amended: Deal) -> None:
        suspended(amended.again())

        assert amended.withdraw_addendum().state == A.PROPOSED

    def test_accepted_on_paper_is_contested_instead(self, gas: Agency, office: Office) -> None:
        contract = factories.make_contract(agency=gas, office=office)
        deal = Deal(paper_addendum(contract, TODAY + 9 * DAY))

        with pytest.raises(IllegalMove):
            deal.withdraw_addendum()

    def test_is_the_operators_with_a_fresh_code_and_a_reason(self, amended: Deal) -> None:
        with pytest.raises(NotPermitted):
            amended.withdraw_addendum(actor=amended.manager)
        with pytest.raises(FactorRequired):
            amended.withdraw_addendum(actor=replace(amended.operator, fresh_factor=False))
        with pytest.raises(Invalid):
            amended.withdraw_addendum(why="نه")

    def test_notifies_manager_and_clerks(self, amended: Deal) -> None:
        amended.withdraw_addendum()

        assert readers_of(ADDENDUM_WITHDRAWN) == {Role.AGENCY_MANAGER, Role.AGENCY_CLERK}


class TestTriggers:
    @pytest.fixture
    def accepted(self, gas: Agency, office: Office) -> Deal:
        """Return a contract that its office accepted on the day of the writing."""
        deal = Deal(unaccepted(agency=gas, office=office))
        deal.do("accept_contract", on=today())
        return deal

    def test_let_the_office_alone_withdraw_from_a_contract(self, accepted: Deal) -> None:
        for actor in (accepted.manager, accepted.clerk):
            refusal = move_refused(accepted.again(), CLEARED, [(WITHDRAWN, actor)])
            assert UNASKED in refusal
        assert not move_refused(accepted.again(), CLEARED, [(WITHDRAWN, accepted.operator)])

    def test_refuse_it_after_the_working_days(self, gas: Agency, office: Office) -> None:
        deal = Deal(unaccepted(agency=gas, office=office))
        Contract.objects.filter(pk=deal.contract.pk).update(
            accepted_on=today() - 30 * DAY, accepted_by=deal.operator.user_id
        )

        refusal = move_refused(deal.again(), CLEARED, [(WITHDRAWN, deal.operator)])

        assert "not taken back any more" in refusal

    def test_let_the_office_alone_withdraw_from_an_addendum(self, gas: Agency) -> None:
        deal = Deal(factories.make_contract(agency=gas))
        day = today()
        deal.propose(day + 9 * DAY, day)
        deal.do("accept_addendum", on=day)
        addendum = ContractAddendum.objects.get()
        back = {"state": A.PROPOSED, **CLEARED}

        def refusal(actor: Principal, **values: Any) -> str:
            told = [(ADDENDUM_WITHDRAWN, actor)]
            return move_refused(addendum, back | values, told, deal.contract)

        assert UNASKED in refusal(deal.manager)
        assert "not withdrawn any more" in refusal(deal.operator, accepted_on=day)
        assert not refusal(deal.operator)


class TestPages:
    @pytest.mark.usefixtures("right_code")
    def test_withdraw_from_a_contract(
        self, gas: Agency, office: Office, browser_of: Callable[[Principal], Any]
    ) -> None:
        deal = Deal(unaccepted(agency=gas, office=office))
        counter, address = browser_of(deal.operator), deal.contract.get_absolute_url()
        assert counter.get(f"{address}/accept").context["until"] > today()
        deal.do("accept_contract", on=today())

        assert "/withdraw-contract-acceptance" in counter.get(address).text
        page = counter.get(f"{address}/withdraw-contract-acceptance")
        refusal = counter.post(f"{address}/withdraw-contract-acceptance", {"reason": ""})
        done = counter.post(f"{address}/withdraw-contract-acceptance", {"reason": REASON, **CODE})

        assert page.context["bindings"]
        assert (refusal.status_code, done.status_code) == (422, 302)
        assert deal.again().accepted_on is None

    @pytest.mark.usefixtures("right_code")
    def test_withdraw_from_an_addendum(
        self, gas: Agency, office: Office, browser_of: Callable[[Principal], Any]
    ) -> None:
        deal, day = Deal(factories.make_contract(agency=gas, office=office)), today()
        deal.propose(day + 2 * DAY, day)
        counter = browser_of(deal.operator)
        address = f"{deal.contract.get_absolute_url()}/withdraw-addendum-acceptance"
        accepting = counter.get(f"{deal.contract.get_absolute_url()}/accept-addendum")
        assert accepting.context["until"] == day + DAY
        deal.do("accept_addendum", on=day)

        assert counter.get(address).context["rows"]
        assert counter.post(address, {"reason": REASON, **CODE}).status_code == 302
        assert ContractAddendum.objects.get().state == A.PROPOSED

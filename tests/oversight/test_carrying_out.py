"""A decided review and a notice that has run out are the agency's duty, with the usual ladder."""

from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.urls import reverse

from accounts.principal import Principal
from accounts.roles import Role
from contracts.actions import resume_contract, terminate_contract, withdraw_termination_notice
from contracts.models import Contract
from contracts.states import ContractState as S
from core.clock import today
from core.errors import Invalid
from dashboard.facts.waiting import waiting_for
from oversight import actions
from oversight.facts.comparison import comparison
from oversight.facts.duty_check import look
from oversight.facts.silence import silences
from oversight.models import Duty, TerminationReview
from oversight.states import DutyState
from tests.contracts.annulled import annul, proven
from tests.contracts.stories import (
    WHEN as NOW,
)
from tests.contracts.stories import (
    agreed_end,
    make_proof,
    served,
    step,
    suspended,
    under_notice,
    waive,
)
from tests.factories import TODAY, make_contract, make_principal
from tests.oversight.steps import DAY, REASONS, later, moment
from tests.oversight.test_stand_ins import decide
from tests.sql import refused_at_runtime
from workdays.facts import deadline
from workdays.rules import DeadlineKey

pytestmark = pytest.mark.django_db
WHEN: dict[str, Any] = {"on": DAY, "at": moment(DAY)}
REASON = "دستگاه پس از بررسی به این نتیجه رسیده است."
ONE = timedelta(days=1)


def of_review(review: TerminationReview) -> Duty:
    return Duty.objects.get(review=review, kind="carry_out")


def of_notice(contract: Contract) -> Duty:
    found: Duty | None = Duty.objects.filter(contract=contract, kind="terminate").last()
    assert found
    return found


class TestDecision:
    def test_asks_its_agency_to_carry_it_out_in_the_days_of_the_rule(
        self, decided: TerminationReview, clock: Principal
    ) -> None:
        actions.date_duties(actor=clock)

        duty = of_review(decided)
        county, kind = decided.agency.calendar_place
        due = deadline(DeadlineKey.REVIEW_EXECUTION, DAY, county, body=kind)
        assert (duty.agency, duty.starts_on, duty.due_on) == (decided.agency, DAY, due.due_on)
        assert look()[1] == []

    def test_is_discharged_by_carrying_it_out(
        self, decided: TerminationReview, gas_manager: Principal
    ) -> None:
        actions.execute_review(
            review_id=decided.pk, actor=gas_manager, on=later(2), at=moment(later(2))
        )

        duty = of_review(decided)
        assert (duty.state, duty.ended_on) == (DutyState.ACTED, later(2))
        assert look()[1] == []

    def test_waits_while_an_earlier_suspension_runs(
        self,
        stuck: TerminationReview,
        gas_appeal: Principal,
        gas_manager: Principal,
    ) -> None:
        decide(stuck, gas_appeal, outcome="suspend", suspension_days=10)
        held = Contract.objects.get(pk=stuck.contract_id)
        suspended(held)
        assert of_review(stuck).void_cause == "waits"

        resume_contract(contract_id=held.pk, reason=REASON, actor=gas_manager, **NOW)

        again = Duty.objects.open().get(review=stuck, kind="carry_out")
        assert again.starts_on == today()
        assert look()[1] == []

    def test_ends_where_the_contract_has_ended(self, decided: TerminationReview) -> None:
        agreed_end(Contract.objects.get(pk=decided.contract_id))

        duty = of_review(decided)
        assert (duty.state, duty.void_cause) == (DutyState.VOID, "nothing_left")
        assert look()[1] == []

    def test_is_refused_with_a_ground(
        self, decided: TerminationReview, gas_manager: Principal
    ) -> None:
        actions.refuse_duty(
            duty_id=of_review(decided).pk, code="remedied", reason=REASON, actor=gas_manager, **WHEN
        )

        assert of_review(decided).state == DutyState.REFUSED
        assert look()[1] == []

    def test_raw_sql_does_not_end_it(self, decided: TerminationReview) -> None:
        def write() -> None:
            Duty.objects.filter(review=decided).update(state="acted", ended_on=DAY)

        assert "ends with its finding" in refused_at_runtime(write)


class TestNotice:
    @pytest.fixture
    def over(self, contract: Contract) -> Contract:
        """Return a contract whose notice has run out today, and nobody went on."""
        return served(under_notice(contract, proof=document(contract), notice_issued_on=LONG), LONG)

    def test_asks_its_agency_to_end_the_contract_or_withdraw(
        self, over: Contract, clock: Principal
    ) -> None:
        actions.date_duties(actor=clock)

        duty = of_notice(over)
        assert over.notice_ends_on
        county, kind = over.agency.calendar_place
        due = deadline(DeadlineKey.NOTICE_EXECUTION, over.notice_ends_on, county, body=kind)
        assert (duty.starts_on, duty.due_on) == (over.notice_ends_on, due.due_on)
        assert look()[1] == []

    def test_climbs_the_usual_ladder(self, over: Contract, clock: Principal) -> None:
        for number in range(60):
            day = LONG + number * ONE
            actions.follow_duties(as_of=day, actor=clock, at=moment(day))

        assert of_notice(over).state == DutyState.AGENDA

    def test_is_discharged_by_the_end(self, over: Contract, gas_manager: Principal) -> None:
        terminate_contract(contract_id=over.pk, reason=REASON, actor=gas_manager, **NOW)

        duty = of_notice(over)
        assert (duty.state, duty.ended_on) == (DutyState.ACTED, TODAY)
        assert look()[1] == []

    def test_is_discharged_by_the_withdrawal(self, over: Contract, gas_manager: Principal) -> None:
        withdraw_termination_notice(contract_id=over.pk, reason=REASON, actor=gas_manager, **NOW)

        assert of_notice(over).state == DutyState.ACTED
        assert look()[1] == []

    def test_is_called_off_by_a_withdrawal_before_it_runs_out(
        self, contract: Contract, gas_manager: Principal
    ) -> None:
        served(under_notice(contract))
        assert of_notice(contract).starts_on > TODAY

        withdraw_termination_notice(
            contract_id=contract.pk, reason=REASON, actor=gas_manager, **NOW
        )

        duty = of_notice(contract)
        assert (duty.state, duty.void_cause) == (DutyState.VOID, "called_off")

    def test_begins_with_the_waiver_of_the_office(self, contract: Contract) -> None:
        served(under_notice(contract))

        waive(contract)

        duty = Duty.objects.open().get(contract=contract, kind="terminate")
        assert duty.starts_on == TODAY
        assert look()[1] == []

    def test_is_overturned_with_its_ground(self, contract: Contract, gas_appeal: Principal) -> None:
        proof = proven(contract)
        served(under_notice(contract, proof=proof, notice_issued_on=DAY), DAY)

        annul(proof, gas_appeal)

        assert of_notice(contract).void_cause == "overturned"
        assert look()[1] == []

    def test_is_refused_by_order_of_a_court_alone(
        self, over: Contract, gas_manager: Principal, clock: Principal
    ) -> None:
        with pytest.raises(Invalid):
            actions.refuse_duty(
                duty_id=of_notice(over).pk, code="remedied", reason=REASON, actor=gas_manager, **NOW
            )


LONG = TODAY - timedelta(days=80)


def document(contract: Contract) -> Any:
    return make_proof(contract, decided_on=LONG, document_on=LONG)


class TestWhoSees:
    def test_the_manager_has_both_on_the_desk_with_their_last_day(
        self, decided: TerminationReview, gas_manager: Principal, clock: Principal
    ) -> None:
        actions.date_duties(actor=clock)

        rows = {waiting.kind: waiting for waiting in waiting_for(gas_manager, today())}
        (row,) = rows["execute-review"].in_full()
        assert row["task_due"] == of_review(decided).due_on

    def test_page_list_and_banner_show_the_window(
        self, decided: TerminationReview, gas_manager: Principal, clock: Principal, browser_of: Any
    ) -> None:
        other = make_contract(agency=decided.agency)
        served(under_notice(other, proof=document(other), notice_issued_on=LONG), LONG)
        actions.date_duties(actor=clock)
        browser = browser_of(gas_manager)

        page = browser.get(decided.get_absolute_url()).content.decode()
        listed = browser.get(reverse("oversight:reviews"), {"tab": "decided"})
        contract = browser.get(other.get_absolute_url()).content.decode()

        assert str(of_review(decided).public_id) in page
        assert "ribbon" in listed.content.decode()
        assert of_notice(other).get_absolute_url() in contract

    def test_the_office_is_not_shown_the_agencys_window(
        self, decided: TerminationReview, operator: Principal, clock: Principal, browser_of: Any
    ) -> None:
        actions.date_duties(actor=clock)

        page = browser_of(operator).get(decided.get_absolute_url()).content.decode()

        assert str(of_review(decided).public_id) not in page

    def test_inaction_and_comparison_count_it(
        self, decided: TerminationReview, clock: Principal, deputy: Principal
    ) -> None:
        actions.date_duties(actor=clock)
        key = f"review:{decided.pk}:uncarried"
        late_on = later(30)

        assert silences([key])[key].number == decided.number
        found = comparison(deputy, late_on)
        assert found
        (row,) = [row for row in found.rows if row.code == decided.agency.code]
        assert row.compared.tally.ignored >= 1


def by_hand(contract: Contract, waived_on: date | None) -> date | None:
    """Return since when the end of a contract is asked, read off the contract alone."""
    if contract.state != S.TERMINATION_NOTICE or contract.notice_served_on is None:
        return None
    days = [day for day in (contract.notice_ends_on, waived_on) if day]
    return min(days)


@pytest.mark.parametrize("seed", range(12))
def test_equals_what_is_counted_by_hand_on_random_histories(seed: int) -> None:
    random = Random(seed)
    contract, waived_on = make_contract(), None
    for _move in range(7):
        move = random.choice(["issue", "serve", "waive", "withdraw", "suspend", "end"])
        if move == "issue" and contract.state in (S.ACTIVE, S.SUSPENDED):
            issued = TODAY - random.randrange(70) * ONE
            proof = make_proof(contract, decided_on=issued, document_on=issued)
            under_notice(contract, proof=proof, notice_issued_on=issued)
            waived_on = None
        elif contract.state == S.TERMINATION_NOTICE:
            issued = contract.notice_issued_on or TODAY
            if move == "serve" and contract.notice_served_on is None:
                served(contract, issued)
            elif move == "waive" and contract.notice_served_on and waived_on is None:
                waived_on = TODAY
                waive(contract)
            elif move == "withdraw":
                step(
                    contract, S.SUSPENDED if contract.suspended_on else S.ACTIVE,
                    ending_proof=None, notice_issued_on=None, notice_served_on=None,
                    notice_ends_on=None, notice_proof="",
                )  # fmt: skip
            elif move == "end" and contract.notice_ends_on and contract.notice_ends_on < TODAY:
                step(contract, S.TERMINATED, terminated_on=TODAY, ended_on=TODAY)
        elif move == "suspend" and contract.state == S.ACTIVE:
            suspended(contract)
        since = by_hand(contract, waived_on)
        running = Duty.objects.open().filter(contract=contract, kind="terminate")
        assert list(running.values_list("starts_on", flat=True)) == ([since] if since else [])
        assert look()[1] == []


def test_a_recused_manager_refuses_nothing(decided: TerminationReview) -> None:
    other = make_principal(Role.AGENCY_MANAGER, decided.agency)
    duty = of_review(decided)

    assert (
        actions.refuse_duty(
            duty_id=duty.pk, code="remedied", reason=REASONS, actor=other, **WHEN
        ).state
        == DutyState.REFUSED
    )

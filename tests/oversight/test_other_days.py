"""By the role of the runtime an act has the day of its writing, or one that its job has missed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.principal import Principal
from audit.actions import record
from contracts import actions as contracts
from contracts.models import Contract
from core.clock import now, today
from offices import actions as offices
from oversight import actions
from oversight.models import TerminationReview
from tests.contracts.stories import make_proof, proposed_addendum, scan, unaccepted
from tests.factories import make_contract
from tests.oversight.steps import LONG_AGO
from tests.runtime import settle
from tests.sql import refused_at_runtime
from tests.violations.stories import REASONS, Walk, file_report
from violations import actions as violations
from workdays.models import JobRun

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHY = "این کار به سبب آنچه در پرونده آمده است انجام می‌شود."
Act = Callable[[date], Any]


@pytest.fixture
def day() -> date:
    """Return a day from which every window of the review is over today."""
    return LONG_AGO


@pytest.fixture
def act(
    contract: Contract, gas_manager: Principal, gas_clerk: Principal, operator: Principal,
    secretariat: Principal, request: pytest.FixtureRequest,
) -> Act:  # fmt: skip
    """Return an act that is done as of a day, with what it needs from before."""
    manager = gas_manager.with_fresh_factor()
    match request.param:
        case "suspend":
            proof = make_proof(contract, decided_on=today() - DAY)
            return lambda on: contracts.suspend_contract(
                contract_id=contract.pk, proof=proof, until=today() + 9 * DAY, reason=WHY,
                actor=manager, on=on, at=now(),
            )  # fmt: skip
        case "settle":
            past = make_contract(
                agency=contract.agency, signed_on=today() - 400 * DAY,
                starts_on=today() - 400 * DAY, ends_on=today() - DAY,
            )  # fmt: skip
            contracts.expire_contracts(as_of=today(), actor=User.objects.system(), at=now())
            return lambda on: contracts.settle_contract(
                contract_id=past.pk, clearance="م-۱۲", actor=manager, on=on, at=now()
            )
        case "reject":
            report = file_report(contract, gas_clerk, on=today() - 5 * DAY)
            return lambda on: violations.reject_report(
                report_id=report.pk, reason=REASONS, actor=manager, on=on, at=now()
            )
        case "decide":
            report = file_report(contract, gas_clerk, on=LONG_AGO)
            walk = Walk(report, gas_manager, operator).open().notify().wait(40)
            return lambda on: violations.decide_case(
                case_id=walk.case.pk, outcome="proven", reasons=REASONS,
                sanction="written_warning", actor=manager, on=on, at=now(),
            )  # fmt: skip
        case "close":
            return lambda on: offices.change_office_state(
                office_id=contract.office_id, state="inactive", reason=WHY, document_no="۱۲",
                document_on=on, document_issuer="استانداری", file=scan(),
                actor=secretariat, on=on, at=now(),
            )  # fmt: skip
    raise NotImplementedError


ACTS = {
    "suspend": "suspended_on of contracts_contract",
    "settle": "settled_on of contracts_contract",
    "reject": "triaged_on of violations_violationreport",
    "decide": "decided_on of violations_decision",
    "close": "starts_on of offices_officestateinterval",
}


def refused(act: Act, on: date) -> str:
    """Return how the runtime role is refused an act as of a day."""

    def whole() -> None:
        act(on)
        settle()

    return refused_at_runtime(whole, asks_days=True)


class TestAnAct:
    @pytest.mark.parametrize(("act", "column"), ACTS.items(), indirect=["act"])
    def test_is_not_of_yesterday(self, act: Act, column: str) -> None:
        assert refused(act, today() - DAY) == f"{column} is the day of its writing."
        assert refused(act, today()) == ""

    def test_of_a_review_is_not_of_yesterday(
        self, review: TerminationReview, expert: Principal
    ) -> None:
        def remind(on: date) -> Any:
            return actions.remind_agency(review_id=review.pk, actor=expert, on=on, at=now())

        column = "reminded_on of oversight_terminationreview"
        assert refused(remind, today() - DAY) == f"{column} is the day of its writing."

    def test_has_an_event_of_now(self, contract: Contract, gas_manager: Principal) -> None:
        def tell(on: date) -> Any:
            at = now() - (today() - on) * 24
            return record(actor=gas_manager, verb="contract.seen", target=contract, at=at)

        told = "at of audit_auditevent is the day of its writing."
        assert refused(tell, today() - DAY) == told
        assert refused(tell, today()) == ""


class TestAJob:
    """One that was missed is done later, as of its day."""

    def marked(self, name: str, day: date) -> None:
        JobRun.objects.create(job=name, as_of=day, result={}, started_at=now(), finished_at=now())

    @pytest.mark.parametrize("name", ["note_missed_acceptances", "settle_addenda"])
    def test_does_the_days_that_it_missed(self, contract: Contract, name: str) -> None:
        job, clock = f"contracts.{name}", User.objects.system()
        self.marked(job, today() - 2 * DAY)
        if name == "settle_addenda":
            proposed_addendum(contract, effective_on=today() - 3 * DAY)
        else:
            unaccepted(agency=contract.agency, starts_on=today() - 4 * DAY)
        moved: list[int] = []

        def work(on: date) -> None:
            moved.extend(getattr(contracts, name)(as_of=on, actor=clock, at=now()))

        # What a record is refused is noted as its failure; the job goes on.
        assert (refused(work, today() - 2 * DAY), moved) == ("", [])
        assert refused(work, today() - DAY) == ""
        assert len(moved) == 1

"""The product's own acts, each in a transaction of the role of the runtime, pass every guard."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.principal import Principal
from audit.models import AuditEvent
from contracts import actions as contracts
from contracts.models import Contract
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from oversight import actions
from oversight.models import Flag, TerminationReview
from tests.contracts.stories import make_proof
from tests.factories import make_contract, make_type
from tests.movers import forget_events
from tests.oversight.steps import REASONS
from tests.runtime import as_runtime, make_role, settle
from tests.violations.stories import REASONS as GROUNDS
from tests.violations.stories import file_report
from violations import actions as violations
from violations.models import Case

pytestmark = pytest.mark.django_db
WHY = "این کار به سبب آنچه در پرونده آمده است انجام می‌شود."
Do = Callable[..., Any]


def here() -> dict[str, Any]:
    return {"on": today(), "at": now()}


@pytest.fixture
def do(db: None) -> Do:
    """Return what does an act as the runtime role, with the guards at the end."""
    role = make_role()

    def by(act: Callable[..., Any], **values: Any) -> Any:
        forget_events()
        with as_runtime(role):
            set_scope(scope=SYSTEM)
            done = act(**values, **here())
            settle()
        return done

    return by


class TestACase:
    def opened(self, do: Do, contract: Contract, clerk: Principal, manager: Principal) -> Case:
        report = file_report(contract, clerk, on=today())
        (case,) = do(violations.accept_report, report_id=report.pk, actor=manager)
        do(violations.issue_notice, case_id=case.pk, kind="charge", channel="portal", actor=manager)
        return case  # type: ignore[no-any-return]

    def test_goes_from_the_report_to_the_end(
        self, do: Do, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        gas_appeal: Principal, operator: Principal,
    ) -> None:  # fmt: skip
        key = self.opened(do, contract, gas_clerk, gas_manager).pk
        fresh = operator.with_fresh_factor()
        do(violations.acknowledge_notice, case_id=key, kind="charge", actor=operator)
        do(violations.submit_defence, case_id=key, stance="denies", text="این مبلغ هزینهٔ پست بود.",
           evidence_ids=(), actor=operator)  # fmt: skip
        do(violations.waive_window, case_id=key, window="defence", actor=fresh)
        do(violations.schedule_case, case_id=key, decision_on=today(), actor=gas_manager)
        do(violations.decide_case, case_id=key, outcome="proven", reasons=GROUNDS,
           sanction="written_warning", actor=gas_manager.with_fresh_factor())  # fmt: skip
        do(violations.issue_notice, case_id=key, kind="decision", channel="portal",
           actor=gas_manager)  # fmt: skip
        do(violations.acknowledge_notice, case_id=key, kind="decision", actor=operator)
        do(violations.file_appeal, case_id=key, text="رسید هزینهٔ پست پیوست است و رأی درست نیست.",
           actor=operator)  # fmt: skip
        do(violations.decide_appeal, case_id=key, result="upheld", reasons=GROUNDS,
           actor=gas_appeal.with_fresh_factor())  # fmt: skip
        do(violations.issue_notice, case_id=key, kind="appeal_result", channel="portal",
           actor=gas_manager)  # fmt: skip
        do(violations.acknowledge_notice, case_id=key, kind="appeal_result", actor=operator)

        assert Case.objects.get(pk=key).state == "final"

    def test_is_final_by_a_waiver(
        self, do: Do, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        operator: Principal,
    ) -> None:  # fmt: skip
        key = self.opened(do, contract, gas_clerk, gas_manager).pk
        fresh = operator.with_fresh_factor()
        do(violations.acknowledge_notice, case_id=key, kind="charge", actor=operator)
        do(violations.waive_window, case_id=key, window="defence", actor=fresh)
        do(violations.decide_case, case_id=key, outcome="proven", reasons=GROUNDS,
           sanction="written_warning", actor=gas_manager.with_fresh_factor())  # fmt: skip
        do(violations.issue_notice, case_id=key, kind="decision", channel="portal",
           actor=gas_manager)  # fmt: skip
        do(violations.acknowledge_notice, case_id=key, kind="decision", actor=operator)
        do(violations.waive_window, case_id=key, window="appeal", actor=fresh)

        assert Case.objects.get(pk=key).state == "final"

    def test_is_one_of_two_that_a_report_opens(
        self, do: Do, contract: Contract, gas_clerk: Principal, gas_manager: Principal
    ) -> None:
        report = file_report(contract, gas_clerk, make_type(track="both"), on=today())

        first, second = do(violations.accept_report, report_id=report.pk, actor=gas_manager)

        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.linked_id, second.linked_id) == (second.pk, first.pk)


class TestAContract:
    def test_is_suspended_and_resumed(
        self, do: Do, contract: Contract, gas_manager: Principal
    ) -> None:
        manager = gas_manager.with_fresh_factor()
        proof = make_proof(contract, decided_on=today())
        do(contracts.suspend_contract, contract_id=contract.pk, proof=proof,
           until=today() + timedelta(days=9), reason=WHY, actor=manager)  # fmt: skip
        do(contracts.resume_contract, contract_id=contract.pk, reason=WHY, actor=manager)

        contract.refresh_from_db()
        assert contract.state == "active"

    def test_is_ended_after_its_notice(
        self, do: Do, contract: Contract, gas_manager: Principal, operator: Principal
    ) -> None:
        manager, fresh = gas_manager.with_fresh_factor(), operator.with_fresh_factor()
        for is_last in (False, True):
            proof = make_proof(contract, decided_on=today())
            do(contracts.issue_termination_notice, contract_id=contract.pk, proof=proof,
               reason=WHY, actor=manager)  # fmt: skip
            do(contracts.acknowledge_termination_notice, contract_id=contract.pk, actor=operator)
            if not is_last:
                do(contracts.withdraw_termination_notice, contract_id=contract.pk, reason=WHY,
                   actor=manager)  # fmt: skip
        do(contracts.waive_termination_notice, contract_id=contract.pk, actor=fresh)
        do(contracts.terminate_contract, contract_id=contract.pk, reason=WHY, actor=manager)

        contract.refresh_from_db()
        assert contract.state == "terminated"

    @pytest.mark.parametrize("name", ["gas_manager", "gas_clerk"])
    def test_is_settled_and_gives_its_guarantee_back(
        self, do: Do, contract: Contract, name: str, request: pytest.FixtureRequest
    ) -> None:
        past = make_contract(
            agency=contract.agency, signed_on=today() - timedelta(days=400),
            starts_on=today() - timedelta(days=400), ends_on=today() - timedelta(days=1),
        )  # fmt: skip
        guarantee = past.guarantees.get()

        def expire(on: Any, at: Any) -> Any:
            return contracts.expire_contracts(as_of=on, actor=User.objects.system(), at=at)

        do(expire)
        do(contracts.settle_contract, contract_id=past.pk, clearance="م-۱۲",
           actor=request.getfixturevalue(name))  # fmt: skip

        guarantee.refresh_from_db()
        past.refresh_from_db()
        assert (past.state, guarantee.state) == ("settled", "released")

    def test_runs_out_by_the_clock(self, do: Do, contract: Contract) -> None:
        past = make_contract(
            agency=contract.agency, signed_on=today() - timedelta(days=400),
            starts_on=today() - timedelta(days=400), ends_on=today() - timedelta(days=1),
        )  # fmt: skip

        def expire(on: Any, at: Any) -> Any:
            return contracts.expire_contracts(as_of=on, actor=User.objects.system(), at=at)

        assert past.pk in do(expire)


class TestAReview:
    def opened(self, do: Do, flagged: Contract) -> TerminationReview:
        def run(on: Any, at: Any) -> Any:
            return actions.flag_termination_review(as_of=on, actor=User.objects.system(), at=at)

        do(run)
        return TerminationReview.objects.get(contract=flagged)

    def test_is_read_answered_and_decided(
        self, do: Do, flagged: Contract, gas_manager: Principal, operator: Principal
    ) -> None:
        review = self.opened(do, flagged)
        do(actions.acknowledge_review, review_id=review.pk, actor=operator)
        for text in ("تعرفه نصب شده است.", "وجه اضافه نیز برگشت داده شده است."):
            do(actions.answer_review, review_id=review.pk, text=text, actor=operator)
        do(actions.waive_hearing, review_id=review.pk, actor=operator.with_fresh_factor())
        do(actions.decide_review, review_id=review.pk, outcome="warn", reasons=REASONS,
           actor=gas_manager.with_fresh_factor())  # fmt: skip

        review.refresh_from_db()
        assert review.state == "closed"
        assert not Flag.objects.open().exists()

    def test_is_answered_before_it_was_read(
        self, do: Do, flagged: Contract, operator: Principal
    ) -> None:
        review = self.opened(do, flagged)

        do(actions.answer_review, review_id=review.pk, text="تعرفه نصب شده است.", actor=operator)

        assert AuditEvent.objects.about(review).filter(verb="review.answered").exists()

"""A sanction that was carried out and is then reduced: what is due again, for which days."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from contracts import actions as contract_actions
from contracts.models import Contract, EndingProof
from contracts.states import ContractState
from core.acts import why_not
from core.clock import today
from core.errors import IllegalMove
from dashboard.facts.work import work_of
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from oversight.facts.duty_check import look
from oversight.models import Duty
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import make_proof, under_notice
from tests.factories import TODAY, make_final_case, make_principal
from tests.oversight.steps import DAY, later, moment
from tests.sql import leave_session, refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, filed_scan, noon, scan_of
from violations import actions
from violations.acts.cases import EXECUTE
from violations.facts import clocks_of
from violations.models import Case, Decision, Evidence
from violations.rules.windows import is_due_again
from violations.states import TO_EXECUTE, SanctionKind
from workdays.facts import deadline

pytestmark = pytest.mark.django_db
ONE = timedelta(days=1)
WHY = "با توجه به گستردگی زیان مشترکان، تخفیف ممکن نیست."
SUSPENSION, REVIEW = "suspension", "termination_review"
REFERRAL = "licence_cancellation_referral"
# Executed and reduced: what nobody has carried out by carrying out the heavier one.
UNDONE = {(REVIEW, SUSPENSION), (REFERRAL, SUSPENSION), (REFERRAL, REVIEW)}


def test_is_due_again_as_the_table_says() -> None:
    for executed, reduced, suspended in product(TO_EXECUTE, SanctionKind.values, (False, True)):
        expected = (executed, reduced) in UNDONE and not (suspended and reduced == SUSPENSION)
        found = is_due_again(executed, reduced, has_suspended=suspended)
        if (reduced, executed) not in UNDONE:  # a heavier one is no reduction
            assert found is expected, (executed, reduced, suspended)


def judge(case: Case, actor: Principal, sanction: str, on: date, days: int = 10) -> Case:
    """Record a judgment of a day that reduces the sanction of a case."""
    at = noon(on)
    return actions.record_judgment(
        case_id=case.pk, result="reduced", document_no="۱۴۰۵/۱۲", document_on=on,
        document_issuer="دیوان عدالت اداری", reasons=REASONS, actor=actor, on=on, at=at,
        evidence_ids=scan_of(actor, "judgment", at), sanction=sanction,
        sanction_days=days if sanction == SUSPENSION else None,
    )  # fmt: skip


def duties(case: Case) -> dict[str, date | None]:
    return dict(Duty.objects.open().filter(case=case).values_list("kind", "due_on"))


def proof_of(case: Case, on: date) -> EndingProof:
    assert case.contract is not None
    return make_proof(
        case.contract, "final_decision", source_id=case.public_id, source_label=case.number,
        document_no="", document_on=None, document_issuer="", decided_on=on,
    )  # fmt: skip


class TestExecutedAndReduced:
    """Over what was carried out, what it is reduced to, the case's state, and a suspension."""

    @pytest.mark.parametrize("suspended", [False, True])
    @pytest.mark.parametrize("state", ["final", "closed"])
    @pytest.mark.parametrize(
        ("executed", "reduced"),
        [(one, other) for one, other in product((SUSPENSION, REVIEW), SanctionKind.values)
         if list(SanctionKind.values).index(other) <= list(SanctionKind.values).index(one)
         and (one, other) != (REVIEW, REVIEW)],
    )  # fmt: skip
    def test_is_due_again_where_it_was_not_carried_out(
        self, contract: Contract, gas_manager: Principal, gas_appeal: Principal,
        executed: str, reduced: str, state: str, suspended: bool,
    ) -> None:  # fmt: skip
        on = TODAY - 20 * ONE
        done = on - 10 * ONE
        case = make_final_case(
            contract=contract, final_on=done - 5 * ONE, sanction=executed, state=state,
            sanction_days=20 if executed == SUSPENSION else None, executed_on=done,
            **({"closed_on": done + ONE} if state == "closed" else {}),
        )  # fmt: skip
        if suspended or executed == SUSPENSION:
            contract_actions.suspend_contract(
                contract_id=contract.pk, proof=proof_of(case, done), until=done + 19 * ONE,
                reason=REASONS, actor=gas_manager, on=done, at=noon(done),
            )  # fmt: skip
            suspended = True

        case = judge(case, gas_appeal, reduced, on)

        case.refresh_from_db()
        if (executed, reduced) in UNDONE and not suspended:
            until = deadline("execution", on, case.county.public_id, body=contract.agency.kind)
            assert (case.state, case.executed_on, case.closed_on) == ("final", None, None)
            assert (case.execution_since, case.execution_due_on) == (on, until.due_on)
            assert duties(case) == {"execute": until.due_on}
            assert why_not(EXECUTE, case, gas_manager, on) is None
            assert [c.key for c in clocks_of(case, on) if c.is_running] == ["execution"]
            tasks = {(task.kind, task.number) for task in work_of(gas_manager, on)}
            assert ("execute", case.number) in tasks
        else:
            assert (case.state, case.executed_on) == (state, done)
            assert case.execution_since is None
            assert "execute" not in duties(case)
        assert look()[1] == []

    def test_suspends_then_for_the_days_of_the_judgment(
        self, contract: Contract, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        on = TODAY - 20 * ONE
        case = make_final_case(
            contract=contract, final_on=on - 9 * ONE, sanction=REVIEW, executed_on=on - 5 * ONE
        )
        judge(case, gas_appeal, SUSPENSION, on)
        day = on + 2 * ONE

        actions.execute_sanction(case_id=case.pk, actor=gas_manager, on=day, at=noon(day))

        contract.refresh_from_db()
        case.refresh_from_db()
        assert (contract.suspended_on, contract.suspended_until) == (day, day + 9 * ONE)
        assert (case.executed_on, list(duties(case))) == (day, ["close"])
        assert look()[1] == []

    def test_notifies_the_manager(
        self, contract: Contract, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        case = make_final_case(contract=contract, sanction=REVIEW, executed_on=TODAY - 9 * ONE)
        judge(case, gas_appeal, SUSPENSION, TODAY)

        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=noon(TODAY))

        news = Notification.objects.get(kind="case.reduced/again")
        assert (news.user_id, news.needs_action) == (gas_manager.user_id, True)

    def test_is_no_ground_of_an_act_before(
        self, contract: Contract, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        done, on = TODAY - 9 * ONE, TODAY - 5 * ONE
        case = make_final_case(contract=contract, sanction=REVIEW, executed_on=done)
        proof = proof_of(case, done)
        judge(case, gas_appeal, SUSPENSION, on)

        with pytest.raises(IllegalMove):
            contract_actions.suspend_contract(
                contract_id=contract.pk, proof=proof, until=on + ONE, reason=REASONS,
                actor=gas_manager, on=on, at=noon(on),
            )  # fmt: skip
        told = refused_at_runtime(
            lambda: Contract.objects.filter(pk=contract.pk).update(
                state="suspended", suspended_on=today(), suspended_until=today() + ONE,
                suspension_proof=proof, acted_by=gas_manager.user_id, version=F("version") + 1,
            )
        )  # fmt: skip
        assert told == "A reduced sanction is carried out in its case."

    @pytest.mark.parametrize("by_database", [False, True])
    def test_is_not_due_again_where_another_suspension_followed(
        self, contract: Contract, gas_manager: Principal, gas_appeal: Principal, by_database: bool
    ) -> None:
        done = TODAY - 40 * ONE
        first, other = (
            make_final_case(contract=contract, sanction=sanction, final_on=done - 5 * ONE,
                            sanction_days=days, executed_on=done)
            for sanction, days in ((REVIEW, None), (SUSPENSION, 4))
        )  # fmt: skip
        for case, day in ((first, done), (other, done + 10 * ONE)):
            contract_actions.suspend_contract(
                contract_id=contract.pk, proof=proof_of(case, day), until=day + 3 * ONE,
                reason=REASONS, actor=gas_manager, on=day, at=noon(day),
            )  # fmt: skip
            contract_actions.lift_lapsed_suspensions(
                as_of=day + 5 * ONE, actor=User.objects.system(), at=noon(day + 5 * ONE)
            )

        if by_database:
            filed_scan(first)
            again = {"executed_on": None, "executed_by": None, "execution_due_on": None}
            told = refused_at_runtime(
                lambda: reduce_past(first, gas_appeal, 4, execution_since=today(), **again)
            )
            assert told == "A sanction is due again when it was reduced."
            return
        judge(first, gas_appeal, SUSPENSION, TODAY)

        first.refresh_from_db()
        assert (first.executed_on, first.execution_since) == (done, None)
        assert "execute" not in duties(first)

    def test_waits_for_a_reinstatement(
        self, contract: Contract, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        proof = proven(contract, REVIEW, on=DAY - 60 * ONE)
        terminated(contract, proof)
        case = annul(proof, gas_appeal, result="reduced", sanction=SUSPENSION)
        case.refresh_from_db()
        assert why_not(EXECUTE, case, gas_manager, DAY)

        contract_actions.reinstate_contract(
            contract_id=contract.pk, reason=REASONS, actor=gas_manager, **moments(DAY)
        )
        actions.execute_sanction(case_id=case.pk, actor=gas_manager, **moments(later(1)))

        contract.refresh_from_db()
        assert (contract.state, contract.suspended_on) == (ContractState.SUSPENDED, later(1))


def moments(on: date) -> dict[str, Any]:
    return {"on": on, "at": moment(on)}


@pytest.fixture
def heard(contract: Contract, gas: Agency, gas_manager: Principal, operator: Principal) -> Walk:
    """Return a case in which the office was heard, long ago."""
    reporter = make_principal(Role.AGENCY_CLERK, gas, name="گزارش‌دهنده")
    story = Walk(file_report(contract, reporter, on=LONG_AGO), gas_manager, operator)
    return story.open().notify().defend()


class TestLateObjection:
    """An objection in time that was entered after the execution is followed like a judgment."""

    def decide(
        self, story: Walk, sanction: str, clerk: Principal, manager: Principal, appeal: Principal
    ) -> Case:
        days = 30 if sanction == SUSPENSION else None
        story.decide(manager, sanction=sanction, sanction_days=days, override_reason=WHY)
        story.notify("decision")
        received = story.case.appeal_due_on
        assert received is not None
        story.wait(60)
        actions.execute_sanction(case_id=story.case.pk, actor=manager, **story.now)
        later_day, story.day = story.day + ONE, received + ONE
        scan = scan_of(clerk, "appeal", story.now["at"])
        actions.enter_paper_appeal(
            case_id=story.case.pk, text=WHY, received_on=received, evidence_ids=scan, actor=clerk,
            **story.now,
        )  # fmt: skip
        story.day = later_day
        actions.decide_appeal(
            case_id=story.case.pk, result="reduced", reasons=REASONS, actor=appeal,
            sanction=SUSPENSION, sanction_days=5, **story.now,
        )  # fmt: skip
        return story.case

    def test_lets_the_reduced_sanction_be_due_again(
        self, heard: Walk, gas_clerk: Principal, gas_manager: Principal, gas_appeal: Principal
    ) -> None:
        case = self.decide(heard, REVIEW, gas_clerk, gas_manager, gas_appeal)

        assert (case.executed_on, case.execution_since) == (None, heard.day)
        assert "execute" in duties(case)
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=noon(heard.day))
        news = Notification.objects.get(kind="case.appeal_decided/again")
        assert (news.user_id, news.needs_action) == (gas_manager.user_id, True)
        assert look()[1] == []

    def test_shortens_the_suspension(
        self, heard: Walk, contract: Contract, gas_clerk: Principal, gas_manager: Principal,
        gas_appeal: Principal,
    ) -> None:  # fmt: skip
        self.decide(heard, SUSPENSION, gas_clerk, gas_manager, gas_appeal)
        for message in Message.objects.filter(carrier=CarrierName.NEWS):
            spread(payload=message.payload, at=noon(heard.day))

        assert not Notification.objects.filter(kind="case.appeal_decided/again").exists()
        contract.refresh_from_db()
        assert contract.suspended_on
        assert contract.suspended_until == contract.suspended_on + 4 * ONE


class TestDays:
    """The database knows the days of a reduced suspension."""

    @pytest.fixture
    def suspended(self, contract: Contract, gas_manager: Principal) -> Case:
        """Return a case that suspends its contract for twenty days from yesterday, with a scan."""
        on = today() - ONE
        case = make_final_case(
            contract=contract, final_on=on - 9 * ONE, sanction=SUSPENSION, sanction_days=20,
            executed_on=on,
        )  # fmt: skip
        contract_actions.suspend_contract(
            contract_id=contract.pk, proof=proof_of(case, on), until=on + 19 * ONE,
            reason=REASONS, actor=gas_manager, on=on, at=noon(on),
        )  # fmt: skip
        filed_scan(case)
        return case

    def shorten(self, contract: Contract, until: date, **values: Any) -> str:
        return refused_at_runtime(
            lambda: Contract.objects.filter(pk=contract.pk).update(
                suspended_until=until, version=F("version") + 1, **values
            )
        )

    def test_are_not_shortened_without_a_judgment(
        self, suspended: Case, contract: Contract
    ) -> None:
        for days in (5, 10, 17):
            told = self.shorten(contract, today() + days * ONE)
            assert told == "A suspension is made shorter to the days of its judgment."

    @pytest.mark.parametrize("days", [9, 10, 11, 19, 20, 21])
    def test_are_those_of_the_judgment(
        self, suspended: Case, contract: Contract, gas_appeal: Principal, days: int
    ) -> None:
        first = today() - ONE
        with transaction.atomic():
            reduce_past(suspended, gas_appeal, 10)
            told = self.shorten(contract, first + (days - 1) * ONE)
            transaction.set_rollback(True)
        assert (told == "") is (days in {10, 20}), told  # twenty are as before

    def test_are_not_moved_with_their_first_day(
        self, suspended: Case, contract: Contract, gas_appeal: Principal
    ) -> None:
        with transaction.atomic():
            reduce_past(suspended, gas_appeal, 10)
            told = self.shorten(contract, today() + 9 * ONE, suspended_on=today())
            transaction.set_rollback(True)
        assert told == "A suspension is made shorter to the days of its judgment."

    def test_are_shortened_in_the_transaction_of_the_judgment(
        self, suspended: Case, gas_appeal: Principal
    ) -> None:
        told = at_the_end(lambda: reduce_past(suspended, gas_appeal, 10))
        assert told == "A reduced suspension has the days of its judgment."

    def test_lie_under_a_termination_notice_too(
        self, suspended: Case, contract: Contract, gas_appeal: Principal
    ) -> None:
        contract.refresh_from_db()
        under_notice(contract)

        judge(suspended, gas_appeal, SUSPENSION, today())

        contract.refresh_from_db()
        assert contract.state == ContractState.TERMINATION_NOTICE
        assert contract.suspended_until == today() + 8 * ONE
        assert AuditEvent.objects.filter(verb="contract.suspension_shortened").exists()

    def test_are_no_more_than_decided(self, contract: Contract, gas_manager: Principal) -> None:
        case = make_final_case(
            contract=contract, sanction=SUSPENSION, sanction_days=10, executed_on=None
        )
        proof = proof_of(case, today())

        def suspend(days: int) -> str:
            with transaction.atomic():
                told = refused_at_runtime(
                    lambda: Contract.objects.filter(pk=contract.pk).update(
                        state="suspended", suspended_on=today(), suspension_proof=proof,
                        suspended_until=today() + (days - 1) * ONE, acted_by=gas_manager.user_id,
                        version=F("version") + 1,
                    )
                )  # fmt: skip
                transaction.set_rollback(True)
            return told

        assert (suspend(10), suspend(11)) == (
            "", "A suspension has no more days than its decision.",
        )  # fmt: skip


def reduce_past(case: Case, actor: Principal, days: int | None, **values: Any) -> None:
    """Reduce a case to a suspension past the actions: the judgment and its verdict, no more."""
    Decision.objects.create(
        case=case, forum="judgment", judgment_result="reduced", outcome="proven", reasons=REASONS,
        sanction=SUSPENSION, sanction_days=days, occurrence=1, points=case.points,
        decided_on=today(), decided_by=actor.user_id, decided_by_name=actor.name, document_no="۱۲",
        document_on=today(), document_issuer="دیوان",
        scan=Evidence.objects.filter(case=case, kind="judgment").latest("pk"),
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(
        sanction=SUSPENSION, sanction_days=days, version=F("version") + 1, **values
    )


def at_the_end(call: Callable[[], None]) -> str:
    """Return what the database refuses the serving role at the end of a transaction."""
    leave_session()

    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            call()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return refused_at_runtime(run)


class TestDatabase:
    """The serving role leaves no reduced sanction undone, and takes no execution back."""

    @pytest.fixture
    def executed(self, contract: Contract) -> Case:
        return make_final_case(contract=contract, sanction=REVIEW, executed_on=TODAY - 9 * ONE)

    def test_asks_for_the_execution_of_what_was_reduced(
        self, executed: Case, gas_appeal: Principal
    ) -> None:
        filed_scan(executed)
        assert refused_at_runtime(lambda: reduce_past(executed, gas_appeal, 10)) == (
            "A reduced sanction that is not carried out is due again."
        )
        again = {"executed_on": None, "executed_by": None, "execution_due_on": None}
        assert (
            refused_at_runtime(
                lambda: reduce_past(
                    executed, gas_appeal, 10, execution_since=today() - ONE, **again
                )
            )
            == "A reduced sanction is due again from the day of its writing."
        )
        assert (
            refused_at_runtime(
                lambda: reduce_past(executed, gas_appeal, 10, execution_since=today(), **again)
            )
            == ""
        )

    @pytest.mark.parametrize(
        "sets",
        [
            {"executed_on": None, "executed_by": None},
            {"execution_since": today()},
            {"executed_on": None, "executed_by": None, "execution_since": today()},
        ],
    )
    def test_takes_no_execution_back_without_a_reduction(
        self, executed: Case, sets: dict[str, Any]
    ) -> None:
        assert refused_at_runtime(lambda: Case.objects.filter(pk=executed.pk).update(**sets))

    def test_opens_no_closed_case_without_a_reduction(self, contract: Contract) -> None:
        case = make_final_case(
            contract=contract, sanction=REVIEW, executed_on=TODAY - 9 * ONE, state="closed",
            closed_on=TODAY - 8 * ONE,
        )  # fmt: skip
        told = refused_at_runtime(
            lambda: Case.objects.filter(pk=case.pk).update(state="final", version=F("version") + 1)
        )
        assert told == "A sanction is due again when it was reduced."

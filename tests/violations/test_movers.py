"""Moves of reports and cases by raw SQL: each has an event by somebody who held the role."""

from datetime import timedelta

import pytest

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from contracts.models import Contract
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from tests.factories import make_agency, make_principal, make_report
from tests.movers import insert_refused, move_refused
from tests.runtime import as_runtime, make_role, settle
from tests.violations.benches import Bench
from tests.violations.stories import LONG_AGO, Walk, file_report
from violations import actions
from violations.models import Appeal, Case, Recusal, ViolationReport
from violations.states import CaseState, ReportState

DAY = timedelta(days=1)
UNASKED = "A row of violations_{} moves by an event of somebody who holds the role for it."
OF_REPORT, OF_CASE = UNASKED.format("violationreport"), UNASKED.format("case")
OTHER_SIDE = "Who holds or runs the office acts for no other side."
pytestmark = pytest.mark.django_db


@pytest.fixture
def report(contract: Contract, gas_clerk: Principal) -> ViolationReport:
    """Return a fresh report of the gas company's clerk."""
    return make_report(contract=contract, reporter=gas_clerk)


@pytest.fixture
def walk(
    contract: Contract, power_clerk: Principal, gas_manager: Principal, operator: Principal,
    gas_clerk: Principal,
) -> Walk:  # fmt: skip
    """Return a case of long ago whose notice was served."""
    reporter = make_principal(Role.AGENCY_CLERK, contract.agency)
    report = file_report(contract, reporter, on=LONG_AGO)
    return Walk(report, gas_manager, operator).open().notify(issuer=gas_clerk)


class TestAReport:
    def withdraw(self, report: ViolationReport, person: Principal | None) -> str:
        told = [("report.withdrawn", person)] if person else []
        return move_refused(report, {"state": ReportState.WITHDRAWN}, told)

    def test_of_which_others_are_duplicates_stays_theirs(
        self, report: ViolationReport, contract: Contract, gas_clerk: Principal,
        gas_manager: Principal,
    ) -> None:  # fmt: skip
        first, later = (make_report(contract=contract, reporter=gas_clerk) for _ in range(2))
        actions.mark_duplicate(
            report_id=report.pk, original_id=first.pk, reason="همان گزارش است که پیش‌تر رسید.",
            actor=gas_manager, on=today(), at=now(),
        )  # fmt: skip
        report.refresh_from_db()

        words = move_refused(
            report, {"duplicate_of": later}, [("report.marked_duplicate", gas_manager)]
        )

        assert words == "A duplicate stays one of its own report."

    def test_follows_its_report_into_another(
        self, report: ViolationReport, contract: Contract, gas_clerk: Principal,
        gas_manager: Principal,
    ) -> None:  # fmt: skip
        first, later = (make_report(contract=contract, reporter=gas_clerk) for _ in range(2))
        with as_runtime(make_role()):
            set_scope(scope=SYSTEM, user_id=gas_manager.user_id)
            for one, other in ((report, first), (first, later)):
                actions.mark_duplicate(
                    report_id=one.pk, original_id=other.pk, actor=gas_manager, on=today(),
                    at=now(), reason="همان گزارش است که پیش‌تر رسید.",
                )  # fmt: skip
            settle()
        report.refresh_from_db()

        assert report.duplicate_of == later

    def test_nobody_withdraws_it(self, report: ViolationReport) -> None:
        assert self.withdraw(report, None) == OF_REPORT

    @pytest.mark.parametrize("name", ["gas_manager", "power_clerk", "operator", "secretariat"])
    def test_no_other_withdraws_it(
        self, report: ViolationReport, name: str, request: pytest.FixtureRequest
    ) -> None:
        assert self.withdraw(report, request.getfixturevalue(name)) == OF_REPORT

    def test_its_reporter_withdraws_it(self, report: ViolationReport, gas_clerk: Principal) -> None:
        assert self.withdraw(report, gas_clerk) == ""

    @pytest.mark.parametrize("name", ["", "gas_clerk", "power_clerk", "operator"])
    def test_is_weighed_by_its_own_side_alone(
        self, report: ViolationReport, gas_manager: Principal, name: str,
        request: pytest.FixtureRequest,
    ) -> None:  # fmt: skip
        values = {
            "state": ReportState.REJECTED, "triage_reason": "ناقص است",
            "triaged_on": today(), "triaged_by": gas_manager.user_id,
        }  # fmt: skip
        told = [("report.rejected", request.getfixturevalue(name))] if name else []

        assert move_refused(report, values, told) == OF_REPORT
        assert move_refused(report, values, [("report.rejected", gas_manager)]) == ""


class TestACase:
    def lapsed(self, walk: Walk) -> Case:
        assert walk.case.defence_due_on
        assert walk.case.defence_due_on < today()
        return walk.case

    @pytest.mark.parametrize("name", ["", "gas_manager", "gas_clerk", "secretariat"])
    def test_lapses_by_the_clock_or_the_waiver_alone(
        self, walk: Walk, name: str, request: pytest.FixtureRequest
    ) -> None:
        values = {"state": CaseState.DEFENCE_LAPSED}
        told = [("case.defence_lapsed", request.getfixturevalue(name))] if name else []

        assert move_refused(self.lapsed(walk), values, told) == OF_CASE
        clock = User.objects.system()
        assert move_refused(walk.case, values, [("case.defence_lapsed", clock)]) == ""

    @pytest.mark.parametrize("name", ["", "operator", "power_clerk", "expert"])
    def test_has_its_day_of_decision_by_who_handles_it(
        self, walk: Walk, gas_clerk: Principal, name: str, request: pytest.FixtureRequest
    ) -> None:
        walk.wait(40)
        values = {"state": CaseState.SCHEDULED, "decision_on": today()}
        told = [("case.scheduled", request.getfixturevalue(name))] if name else []

        expected = OTHER_SIDE if name == "operator" else OF_CASE
        assert move_refused(walk.case, values, told) == expected
        assert move_refused(walk.case, values, [("case.scheduled", gas_clerk)]) == ""

    @pytest.mark.parametrize("name", ["", "gas_manager", "secretariat"])
    def test_is_final_by_the_clock_or_the_waiver_alone(
        self, walk: Walk, gas_manager: Principal, name: str, request: pytest.FixtureRequest
    ) -> None:
        walk.wait(40).decide(gas_manager).notify("decision")
        due = walk.case.appeal_due_on
        assert due
        assert due < today()
        values = {"state": CaseState.FINAL, "final_on": due + DAY}
        told = [("case.became_final", request.getfixturevalue(name))] if name else []

        assert move_refused(walk.case, values, told) == OF_CASE
        clock = User.objects.system()
        assert move_refused(walk.case, values, [("case.became_final", clock)]) == ""

    def test_is_objected_to_by_an_objection_alone(
        self, walk: Walk, gas_manager: Principal, operator: Principal
    ) -> None:
        walk.wait(40).decide(gas_manager).notify("decision")
        told = [("case.appealed", operator)]

        refused = move_refused(walk.case, {"state": CaseState.APPEALED}, told)

        assert refused == "A case is objected to by an objection."

    def test_is_objected_to_on_paper_by_the_deputy_who_confirms_it(
        self, walk: Walk, gas_manager: Principal, gas_clerk: Principal, deputy: Principal
    ) -> None:
        walk.wait(40).decide(gas_manager).notify("decision")
        case = walk.case
        assert case.appeal_due_on
        Appeal.objects.create(
            case=case, text="رسید هزینهٔ پست پیوست است.", filed_on=case.appeal_due_on,
            filed_at=walk.now["at"], filed_by=gas_clerk.user_id, filed_by_name="x", is_paper=True,
        )  # fmt: skip

        told = [("case.appealed", deputy)]

        assert move_refused(case, {"state": CaseState.APPEALED}, told) == ""

    @pytest.mark.parametrize("name", ["", "power_clerk", "expert"])
    def test_is_objected_to_for_its_office_alone(
        self, walk: Walk, gas_manager: Principal, operator: Principal, name: str,
        request: pytest.FixtureRequest,
    ) -> None:  # fmt: skip
        walk.wait(40).decide(gas_manager).notify("decision")
        case = walk.case
        assert case.appeal_due_on
        Appeal.objects.create(
            case=case, text="رسید هزینهٔ پست پیوست است.", filed_on=case.appeal_due_on,
            filed_at=walk.now["at"], filed_by=operator.user_id, filed_by_name="x", is_paper=False,
        )  # fmt: skip
        told = [("case.appealed", request.getfixturevalue(name))] if name else []

        assert move_refused(case, {"state": CaseState.APPEALED}, told) == OF_CASE
        told = [("case.appealed", operator)]
        assert move_refused(case, {"state": CaseState.APPEALED}, told) == ""

    def test_is_no_matter_of_another_agencys_manager(self, walk: Walk) -> None:
        stranger = make_principal(Role.AGENCY_MANAGER, make_agency())
        walk.wait(40)
        values = {"state": CaseState.SCHEDULED, "decision_on": today()}

        assert move_refused(walk.case, values, [("case.scheduled", stranger)]) == OF_CASE


class TestAColumnOfAMove:
    """Days and words of a move are written with that move, whatever event stands beside them."""

    @pytest.mark.parametrize(
        ("column", "value", "verb"),
        [
            ("decided_on", today(), "case.decided"),
            ("occurrence", 3, "case.decided"),
            ("closed_on", today(), "case.closed"),
            ("closing_note", "پایان یافت", "case.closed"),
            ("final_on", today(), "case.became_final"),
            ("decision_on", today(), "case.scheduled"),
        ],
    )
    def test_is_not_written_alone(
        self, walk: Walk, gas_manager: Principal, column: str, value: object, verb: str
    ) -> None:
        words = move_refused(walk.case, {column: value}, [(verb, gas_manager)])

        assert words == f"{column} of violations_case is written by its own move."


class TestAColumn:
    """What no state names leans on the event that says just that, of whoever the record has."""

    @pytest.mark.parametrize(
        ("column", "value", "verb", "others"),
        [
            ("assignee_id", "gas_clerk", "case.assigned", ["case.note_added", "case.reminded"]),
        ],
    )
    def test_is_not_changed_with_another_event(
        self, walk: Walk, gas_clerk: Principal, gas_manager: Principal, power_clerk: Principal,
        operator: Principal, column: str, value: object, verb: str, others: list[str],
    ) -> None:  # fmt: skip
        values = {column: gas_clerk.user_id if value == "gas_clerk" else value}

        for other in others:
            assert move_refused(walk.case, values, [(other, gas_manager)]) == OF_CASE
        assert move_refused(walk.case, values, [(verb, power_clerk)]) == OF_CASE
        assert move_refused(walk.case, values, [(verb, gas_manager)]) == ""


class TestWhoStandsBack:
    """Nobody is written down as standing back, present or absent beside an event of another."""

    UNASKED = UNASKED.format("sessionseat")

    @pytest.mark.parametrize(
        ("verb", "name"),
        [("case.stood_back", "gas_clerk"), ("evidence.opened", "operator")],
    )
    def test_from_a_case_says_so(
        self, walk: Walk, gas_manager: Principal, verb: str, name: str,
        request: pytest.FixtureRequest,
    ) -> None:  # fmt: skip
        row = Recusal(
            case=walk.case, user_id=gas_manager.user_id, name=gas_manager.name,
            role=gas_manager.role, reason="خویشاوند دارندهٔ دفتر است.", stood_back_on=today(),
        )  # fmt: skip
        told = [(verb, request.getfixturevalue(name))]

        assert insert_refused(row, told, walk.case) == UNASKED.format("recusal")
        told = [("case.stood_back", gas_manager)]
        assert insert_refused(row, told, walk.case) == ""

    @pytest.mark.parametrize("verb", ["case.hearing_recused", "evidence.opened"])
    def test_from_a_session_says_so(self, verb: str) -> None:
        bench = Bench()
        seat = bench.served().seats.get(user_id=bench.second.user_id)
        values = {"is_recused": True, "recusal_reason": "خویشاوند دارندهٔ دفتر است."}

        assert move_refused(seat, values, [(verb, bench.manager)], bench.case) == self.UNASKED
        told = [("case.hearing_recused", bench.second)]
        assert move_refused(seat, values, told, bench.case) == ""

    def test_comes_to_a_session_that_is_held(self) -> None:
        bench = Bench()
        seat = bench.served().seats.filter(is_judge=True).first()
        assert seat is not None

        for verb, words in (
            ("evidence.opened", self.UNASKED),
            ("case.hearing_held", "Who came to a session is noted as it is held."),
        ):
            told = [(verb, bench.manager)]
            assert move_refused(seat, {"is_present": False}, told, bench.case) == words

"""By the role of the runtime, an office reads, answers and objects by its own operator alone."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from contracts.models import Contract
from core.clock import now, today
from tests.movers import forget_events, insert_refused, move_refused
from tests.runtime import settle
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, Walk, file_report
from violations import actions
from violations.models import Appeal, CorrectiveAction, Defence, Notice

OWN = "In the portal an office acts by its own operator."
READ = "A notice is read in the portal by its office's operator."
OTHERS = ["gas_manager", "gas_clerk", "secretariat"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(
    contract: Contract, gas_clerk: Principal, gas_manager: Principal, operator: Principal
) -> Walk:
    """Return the case of a report of long ago."""
    return Walk(file_report(contract, gas_clerk, on=LONG_AGO), gas_manager, operator).open()


class TestADefence:
    def defence(self, walk: Walk, person: Principal) -> Defence:
        return Defence(
            case=walk.case, stance="admits", text="این تخلف را می‌پذیریم.", submitted_on=today(),
            submitted_at=now(), written_by=person.user_id, written_by_name=person.name,
            is_paper=False, is_late=True,
        )  # fmt: skip

    @pytest.mark.parametrize("name", OTHERS)
    def test_is_not_written_for_the_office(
        self, walk: Walk, name: str, request: pytest.FixtureRequest
    ) -> None:
        walk.notify()
        person = request.getfixturevalue(name)

        told = [("case.defended_late", person)]
        assert insert_refused(self.defence(walk, person), told, walk.case) == OWN

    def test_is_not_written_after_the_decision(
        self, walk: Walk, operator: Principal, gas_manager: Principal
    ) -> None:
        walk.notify().wait(40).decide(gas_manager)

        words = insert_refused(
            self.defence(walk, operator), [("case.defended_late", operator)], walk.case
        )

        assert words == "An office answers before its case is decided."

    def test_is_late_after_its_window(self, walk: Walk, operator: Principal) -> None:
        walk.notify()
        defence = self.defence(walk, operator)
        defence.is_late = False

        words = insert_refused(defence, [("case.defended", operator)], walk.case)

        assert words == "An answer is late after the last day of its window."

    def test_is_written_by_the_operator(self, walk: Walk, operator: Principal) -> None:
        walk.notify()
        told = [("case.defended_late", operator)]

        assert insert_refused(self.defence(walk, operator), told, walk.case) == ""


class TestACorrection:
    @pytest.fixture
    def decided(self, walk: Walk, gas_manager: Principal) -> Walk:
        walk.notify().wait(40).decide(gas_manager)
        walk.day = today()
        return walk.notify("decision")

    @pytest.mark.parametrize(
        "done",
        [{"done_on": today()}, {"done_on": today(), "verified_on": today(), "verified_by": 1},
         {"done_note": "x"}, {"refused_on": today()}],
    )  # fmt: skip
    def test_is_asked_before_it_is_put_right(
        self, decided: Walk, gas_manager: Principal, done: dict[str, Any]
    ) -> None:
        owed = CorrectiveAction(
            case=decided.case, text="x" * 9, due_on=today() + timedelta(days=60), **done
        )

        words = insert_refused(owed, [("case.correction_added", gas_manager)], decided.case)

        assert words == "A correction is asked before it is put right."

    def test_is_reported_with_its_time_to_verify_it(
        self, decided: Walk, gas_manager: Principal, operator: Principal
    ) -> None:
        owed = actions.add_correction(
            case_id=decided.case.pk, text="تعرفه نصب شود.", actor=gas_manager, on=today(),
            due_on=actions.corrections.first_correction_day(decided.case, today()), at=now(),
        )  # fmt: skip
        told = [("case.correction_reported", operator)]

        words = move_refused(owed, {"done_on": today(), "done_note": "x"}, told, decided.case)

        assert words == "A correction is reported once, with its time to verify it."


class TestAnObjection:
    @pytest.mark.parametrize("name", OTHERS)
    def test_is_not_filed_for_the_office(
        self, walk: Walk, gas_manager: Principal, name: str, request: pytest.FixtureRequest
    ) -> None:
        walk.notify().wait(40).decide(gas_manager)
        walk.day = today()
        walk.notify("decision")
        person = request.getfixturevalue(name)
        objection = Appeal(
            case=walk.case, text="اعتراض دارم.", filed_on=today(), filed_at=now(),
            filed_by=person.user_id, filed_by_name=person.name, is_paper=False,
        )  # fmt: skip

        told = [("case.appealed", person)]
        assert insert_refused(objection, told, walk.case) == OWN


class TestANotice:
    def issued(self, walk: Walk) -> Notice:
        actions.issue_notice(
            case_id=walk.case.pk, kind="charge", channel="portal", actor=walk.triager, **walk.now
        )
        return walk.case.notices.get()

    def read(self, walk: Walk, person: Principal | None) -> str:
        notice = self.issued(walk)
        told = [("case.notice_served", person)] if person else []
        values: dict[str, Any] = {"served_on": today(), "served_at": now(), "proof": "خوانده شد"}
        return move_refused(notice, values, told, walk.case)

    @pytest.mark.parametrize("name", ["", "operator", *OTHERS])
    def test_is_not_read_without_its_acknowledgement(
        self, walk: Walk, name: str, request: pytest.FixtureRequest
    ) -> None:
        person = request.getfixturevalue(name) if name else None

        assert self.read(walk, person) == READ

    def test_is_read_by_the_operator(self, walk: Walk, operator: Principal) -> None:
        self.issued(walk)
        forget_events()

        def act() -> None:
            actions.acknowledge_notice(
                case_id=walk.case.pk, kind="charge", actor=operator, on=today(), at=now()
            )
            settle()

        assert refused_at_runtime(act) == ""

    def test_is_issued_with_its_letter(self, walk: Walk, gas_manager: Principal) -> None:
        forget_events()

        def bare() -> None:
            Notice.objects.create(
                case=walk.case, kind="charge", channel="portal", letter_no="1405-N-09999",
                text="ابلاغ", issued_on=today(), issued_by=gas_manager.user_id,
            )  # fmt: skip
            settle()

        def whole() -> None:
            actions.issue_notice(
                case_id=walk.case.pk, kind="charge", channel="portal", actor=gas_manager,
                on=today(), at=now(),
            )  # fmt: skip
            settle()

        assert refused_at_runtime(bare) == "A notice is issued with its letter."
        assert refused_at_runtime(whole) == ""

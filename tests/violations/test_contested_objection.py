"""An objection that was entered from paper in an office's name is contested by the office."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from core.clock import today
from core.errors import IllegalMove, Invalid, NotPermitted
from dashboard.facts.waiting import waiting_for
from notices.facts.kinds import KINDS
from oversight.facts.duty_check import look
from oversight.models import Duty
from tests.factories import make_principal
from tests.sql import refused_at_runtime
from tests.violations.stories import LONG_AGO, REASONS, Walk, file_report, scan_of
from violations import actions
from violations.facts import clocks_of
from violations.models import Appeal, Case, Evidence
from violations.states import CaseState
from workdays.facts import deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOT_OURS = "این نامه از دفتر ما نیست و مهر آن نیز مهر دفتر نیست."
TEXT = "رسید چاپ مدارک در رأی دیده نشده است و رأی درست نیست."


@pytest.fixture
def decided(contract: Contract, gas: Agency, gas_manager: Principal, operator: Principal) -> Walk:
    """Return a case whose decision was served: the objection window runs."""
    reporter = make_principal(Role.AGENCY_CLERK, gas, name="گزارش‌دهنده")
    story = Walk(file_report(contract, reporter, on=LONG_AGO), gas_manager, operator)
    return story.open().notify().defend().decide(gas_manager).notify("decision")


def enter(story: Walk, actor: Principal, **values: Any) -> Appeal:
    """Enter an objection of the office from paper."""
    defaults = {
        "case_id": story.case.pk, "text": TEXT, "received_on": story.day,
        "evidence_ids": scan_of(actor, "appeal", story.now["at"]), "actor": actor, **story.now,
    }  # fmt: skip
    return actions.enter_paper_appeal(**(defaults | values))


def contest(story: Walk, actor: Principal | None = None, **values: Any) -> Appeal:
    """Contest the objection as the office."""
    defaults: dict[str, Any] = {
        "case_id": story.case.pk, "reason": NOT_OURS, "actor": actor or story.operator,
    }  # fmt: skip
    return actions.contest_objection(**(defaults | story.now | values))


class TestDesk:
    def test_asks_the_office_to_deny_it_until_the_decision(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        def asked() -> bool:
            found = {one.kind for one in waiting_for(decided.operator, decided.day)
                     if one.rows.exists()}  # fmt: skip
            return "paper-objection" in found

        assert not asked()
        enter(decided, gas_clerk)
        assert asked()
        kind = KINDS.get("case.appealed/paper")
        assert kind
        assert "تکذیب" in str(kind.title)
        contest(decided)
        assert not asked()


def test_page_of_the_office_denies_no_time_that_its_banner_gives(
    decided: Walk, gas_clerk: Principal, browser_of: Any
) -> None:
    enter(decided, gas_clerk)
    with time_machine.travel(decided.now["at"], tick=False):
        page = browser_of(decided.operator).get(decided.case.get_absolute_url())

    assert page.context["contestable"]
    assert "مهلتی برای شما در جریان نیست" not in page.content.decode()


class TestContestObjection:
    def test_opens_the_window_again(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        before = decided.case.appeal_due_on
        assert before is not None
        enter(decided, gas_clerk)
        decided.day = before

        contest(decided)

        case = decided.case
        kept = KeptDeadline.objects.get(clock="case.appeal", subject_id=case.public_id)
        due = deadline("window_after_entry", decided.day, case.county.public_id)
        assert (case.state, case.appeal_decision_due_on) == (CaseState.DECIDED, None)
        assert case.appeal_due_on == kept.due_on == due.due_on
        assert [c.key for c in clocks_of(case, decided.day) if c.is_running] == ["appeal"]
        assert look()[1] == []

    def test_ends_the_duty_to_decide_it_on_its_day(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        enter(decided, gas_clerk)
        asked = Duty.objects.get(case=decided.case, kind="appeal")
        decided.day += 3 * DAY

        contest(decided)

        asked.refresh_from_db()
        assert asked.starts_on < decided.day
        assert (asked.state, asked.ended_on) == ("void", decided.day)
        assert look()[1] == []

    def test_never_shortens_the_window(self, decided: Walk, gas_clerk: Principal) -> None:
        before = decided.case.appeal_due_on
        enter(decided, gas_clerk)

        contest(decided)

        assert decided.case.appeal_due_on == before

    def test_lets_the_office_object_itself(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        enter(decided, gas_clerk)
        contest(decided)

        decided.appeal()
        actions.decide_appeal(
            case_id=decided.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **decided.now,
        )  # fmt: skip

        assert decided.case.state == CaseState.FINAL
        assert sorted(decided.case.appeals.values_list("result", flat=True)) == ["", "upheld"]

    def test_is_final_after_its_window(self, decided: Walk, gas_clerk: Principal) -> None:
        enter(decided, gas_clerk)
        contest(decided)

        decided.wait(60)

        assert decided.case.state == CaseState.FINAL

    def test_leaves_a_final_case_final(self, decided: Walk, gas_clerk: Principal) -> None:
        received_on = decided.case.appeal_due_on
        assert received_on is not None
        decided.wait(60)
        story_day = decided.day
        decided.day = received_on + DAY
        enter(decided, gas_clerk, received_on=received_on)
        assert decided.case.is_contested
        decided.day = story_day

        contest(decided)

        case = decided.case
        assert (case.state, case.is_contested) == (CaseState.FINAL, False)
        assert case.appeal_decision_due_on is None
        assert case.closing_due_on is not None

    def test_is_entered_again_with_another_picture(
        self, decided: Walk, gas_clerk: Principal
    ) -> None:
        scan = scan_of(gas_clerk, "appeal", decided.now["at"], sha256="a" * 64)
        enter(decided, gas_clerk, evidence_ids=scan)
        contest(decided)
        same = scan_of(gas_clerk, "appeal", decided.now["at"], sha256="a" * 64)

        with pytest.raises(Invalid):
            enter(decided, gas_clerk, evidence_ids=same)
        enter(decided, gas_clerk)

        assert decided.case.state == CaseState.APPEALED

    def test_refuses_what_was_not_entered(self, decided: Walk, gas_clerk: Principal) -> None:
        with pytest.raises(IllegalMove):
            contest(decided)
        decided.appeal()
        with pytest.raises(IllegalMove):
            contest(decided)

    def test_refuses_what_was_decided(
        self, decided: Walk, gas_clerk: Principal, gas_appeal: Principal
    ) -> None:
        enter(decided, gas_clerk)
        decided.day += 10 * DAY
        actions.decide_appeal(
            case_id=decided.case.pk, result="upheld", reasons=REASONS, actor=gas_appeal,
            **decided.now,
        )  # fmt: skip

        with pytest.raises(IllegalMove):
            contest(decided)

    def test_is_the_offices_with_a_reason(self, decided: Walk, gas_clerk: Principal) -> None:
        enter(decided, gas_clerk)

        with pytest.raises(NotPermitted):
            contest(decided, gas_clerk)
        with pytest.raises(Invalid):
            contest(decided, reason="نه")


class TestDatabase:
    def test_asks_the_same(self, decided: Walk, gas_clerk: Principal) -> None:
        appeal = enter(decided, gas_clerk)
        rows, office = Appeal.objects.filter(pk=appeal.pk), decided.operator.user_id
        right = {
            "contested_on": decided.day, "contested_by": office, "contest_reason": NOT_OURS,
        }  # fmt: skip
        case = decided.case
        back = {"state": "decided", "version": case.version + 1, "appeal_decision_due_on": None}

        assert (
            refused_at_runtime(lambda: rows.update(**(right | {"contested_by": gas_clerk.user_id})))
            == "A paper is contested by the office."
        )
        assert refused_at_runtime(lambda: Case.objects.filter(pk=case.pk).update(**back))
        contest(decided)
        other = right | {"contest_reason": f"{NOT_OURS} {NOT_OURS}"}
        assert "contested once" in refused_at_runtime(lambda: rows.update(**other))

    def test_asks_for_the_day_itself(self, decided: Walk, gas_clerk: Principal) -> None:
        appeal = enter(decided, gas_clerk)
        rows, office = Appeal.objects.filter(pk=appeal.pk), decided.operator.user_id
        right = {"contested_on": today(), "contested_by": office, "contest_reason": NOT_OURS}

        def write(day: date) -> str:
            return refused_at_runtime(lambda: rows.update(**(right | {"contested_on": day})))

        assert write(today() - DAY) == "An objection is contested on its day."
        assert write(today() + DAY) != ""
        assert write(today()) == ""

    def test_lets_no_second_paper_be_passed_over(self, decided: Walk, gas_clerk: Principal) -> None:
        received_on = decided.case.appeal_due_on
        assert received_on is not None
        decided.wait(60)
        decided.day = received_on + DAY
        enter(decided, gas_clerk, received_on=received_on)
        contest(decided)
        enter(decided, gas_clerk, received_on=received_on)
        case = decided.case
        assert (case.state, case.is_contested) == (CaseState.FINAL, True)

        told = refused_at_runtime(
            lambda: Case.objects.filter(pk=case.pk).update(
                is_contested=False, appeal_decision_due_on=None, version=case.version + 1
            )
        )

        assert told == "A final case is contested by an objection on paper, until that is decided."

    def test_takes_a_contested_picture_from_the_office_alone(
        self, decided: Walk, gas_clerk: Principal
    ) -> None:
        same, at = "a" * 64, decided.now["at"]
        enter(decided, gas_clerk, evidence_ids=scan_of(gas_clerk, "appeal", at, sha256=same))
        contest(decided)

        def attached(actor: Principal, sha256: str) -> str:
            (key,) = scan_of(actor, "appeal", at, sha256=sha256)
            rows = Evidence.objects.filter(public_id=key)
            return refused_at_runtime(lambda: rows.update(case=decided.case, attached_at=at))

        told = "A picture that the office contested is not entered again."
        assert attached(gas_clerk, same) == told
        assert attached(gas_clerk, "b" * 64) == ""
        assert attached(decided.operator, same) == ""

    def test_opens_no_file_of_a_contested_objection_to_a_chair(
        self, decided: Walk, gas_clerk: Principal, chair: Principal
    ) -> None:
        files = Evidence.objects.filter(case=decided.case)
        enter(decided, gas_clerk)
        assert files.visible_to(chair).exists()

        contest(decided)

        assert not files.visible_to(chair).exists()

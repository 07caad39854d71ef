"""Rule A01 reads the duties: who was given time is not silent, who has none left is."""

from datetime import date
from typing import Any

import pytest

from accounts.principal import Principal
from contracts.models import Contract
from oversight import actions
from oversight.models import Duty, Flag
from oversight.states import DutyKind
from tests.factories import make_case, make_final_case
from tests.oversight.steps import later, moment
from violations.models import Case
from workdays.actions import extend_deadline, suspend_deadline
from workdays.models import KeptDeadline

pytestmark = pytest.mark.django_db
WHY = "دستگاه برای گرفتن سند از استان دیگر وقت خواست."


@pytest.fixture
def final(contract: Contract, day: date) -> Case:
    """Return a final, proven case whose fifteen working days ended before today."""
    return make_final_case(contract=contract, final_on=later(-30, day), executed_on=None)


def kept_of(case: Case, kind: str) -> KeptDeadline:
    if kind == DutyKind.EXECUTE:
        return KeptDeadline.objects.get(clock="case.execution", subject_id=case.public_id)
    duty = Duty.objects.get(case=case, kind=kind)
    return KeptDeadline.objects.get(clock="duty", subject_id=duty.public_id)


def silent(clock: Principal, day: date) -> set[str]:
    """Run the rules as of a day and return what A01's flags rest on and still hold."""
    actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
    facts = Flag.objects.open().filter(code="A01").values_list("facts", flat=True)
    return {fact for some in facts for fact in some}


class TestAgencyInaction:
    def test_holds_when_the_period_of_the_duty_is_over(
        self, final: Case, clock: Principal, day: date
    ) -> None:
        assert silent(clock, day) == {f"case:{final.pk}:unexecuted"}

    def test_grants_the_whole_day_on_which_the_duty_is_due(
        self, contract: Contract, clock: Principal, day: date
    ) -> None:
        case = make_case(contract=contract, opened_on=later(-30, day))
        actions.date_duties(actor=clock)
        due_on = Duty.objects.get(case=case, kind=DutyKind.SERVE).due_on
        assert due_on

        assert silent(clock, due_on) == set()
        assert silent(clock, later(1, due_on)) == {f"case:{case.pk}:unserved"}

    def test_leaves_an_agency_that_was_given_time(
        self, final: Case, clock: Principal, deputy: Principal, day: date
    ) -> None:
        actions.date_duties(actor=clock)
        extend_deadline(
            deadline_id=kept_of(final, DutyKind.EXECUTE).public_id, days=10, reason=WHY,
            actor=deputy, on=day, at=moment(day),
        )  # fmt: skip

        assert silent(clock, day) == set()

    def test_leaves_an_agency_whose_period_stands_still(
        self, contract: Contract, clock: Principal, deputy: Principal, day: date
    ) -> None:
        case = make_case(contract=contract, opened_on=later(-18, day))
        actions.date_duties(actor=clock)
        kept = kept_of(case, DutyKind.SERVE)
        suspend_deadline(
            deadline_id=kept.public_id, reason=WHY, actor=deputy, on=day, at=moment(day)
        )

        assert silent(clock, later(1, kept.due_on)) == set()

    def test_lets_the_flag_go_when_time_is_given(
        self, final: Case, clock: Principal, deputy: Principal, day: date
    ) -> None:
        assert silent(clock, day)
        extend_deadline(
            deadline_id=kept_of(final, DutyKind.EXECUTE).public_id, days=10, reason=WHY,
            actor=deputy, on=day, at=moment(day),
        )  # fmt: skip

        assert silent(clock, day) == set()

    def test_tells_the_day_of_the_duty(self, final: Case, clock: Principal, day: date) -> None:
        silent(clock, day)

        flag = Flag.objects.get(code="A01")
        duty = Duty.objects.get(case=final, kind=DutyKind.EXECUTE)
        told: dict[str, Any] = flag.evaluation["tree"]
        assert duty.due_on
        assert told["due_on"] == duty.due_on.isoformat()
        assert told["since"] == duty.starts_on.isoformat()
